from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

SCRIPT = """
import sys
from carcls.learn.keras_backend import device, import_keras
keras = import_keras()
keras.ops.add(1, 1)
sys.stderr.write("a line that matters\\n")
print(keras.backend.backend(), device(), sep="|")
"""


def test_keras_starts_quietly_and_names_its_device() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    backend, device = done.stdout.strip().split("|")
    assert backend == "tensorflow"
    assert device == "CPU (tensorflow)" or device.startswith("GPU ")
    assert done.stderr == "a line that matters\n"


def test_nothing_of_the_room_imports_keras_by_itself() -> None:
    modules = "train, evaluate, cross_validate, saliency, overlay, compare, registry, due, fit, backbone, pixels"
    script = f"import sys; from carcls.learn import {modules}; print('keras' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
