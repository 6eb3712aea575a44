"""The one place that imports Keras, quietly, and says what it runs on.

The backend is the environment's `KERAS_BACKEND` (tensorflow, jax or torch); tensorflow where nothing is set.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

NOISE = re.compile(  # lines of TensorFlow, absl and LiteRT at their start; a machine without a GPU is no error
    rb"^(WARNING: All log messages before absl|[IW]\d{4} |E\d{4} .*cuInit|INFO: |fully_quantize: )"
)


@cache
def import_keras() -> Any:
    """The module `keras`. The first call costs some 8 s of CPU and 500 MB, so it stands inside functions.

    After it the process must not fork: the backends' thread pools do not survive that.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    # What TensorFlow's C++ calls an error is often none, and what is one also comes as an exception.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with without_noise():
        import keras

        if keras.backend.backend() == "tensorflow":
            import tensorflow

            tensorflow.config.experimental.enable_op_determinism()  # the same seed, the same model
        _device_names(keras)  # wakes the devices, whose greetings are noise too
    return keras


def has_gpu() -> bool:
    """Whether Keras computes on a GPU (or TPU)."""
    return not _device_names(import_keras())[0].startswith("cpu")


def device() -> str:
    """What Keras computes on, for people: `CPU (tensorflow)`, `GPU NVIDIA H100 80GB HBM3 (jax)`."""
    backend = import_keras().backend.backend()
    if not has_gpu():
        return f"CPU ({backend})"
    return f"GPU {_gpu_model(backend)} ({backend})"


def _device_names(keras: Any) -> list[str]:
    if keras.backend.backend() == "torch":  # keras.distribution does not know torch's devices
        import torch

        return ["gpu:0" if torch.cuda.is_available() else "cpu:0"]
    return [str(name).lower() for name in keras.distribution.list_devices()]


def _gpu_model(backend: str) -> str:
    if backend == "torch":
        import torch

        return str(torch.cuda.get_device_name(0))
    if backend == "jax":
        import jax

        return str(jax.devices()[0].device_kind)
    import tensorflow

    first = tensorflow.config.list_physical_devices("GPU")[0]
    return str(tensorflow.config.experimental.get_device_details(first).get("device_name", first.name))


@contextmanager
def without_noise() -> Iterator[None]:
    """Hold back what is written to the process's stderr, below Python too; what is no start-up noise follows after."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # a process without a stderr
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            held.seek(0)
            for line in held:
                if not NOISE.match(line):
                    os.write(kept, line)
            os.close(kept)
