"""What lies where: arrays of NumPy and PyTorch, of DLPack and of the buffer protocol, as a ti_tensor."""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Sequence

from . import _library


class Description:
    """A ti_tensor with the memory that it points to, and what keeps the elements there."""

    def __init__(
        self,
        address: int,
        dtype: int,
        shape: Sequence[int],
        strides: Sequence[int] | None = None,
        keeping: Any = None,
    ) -> None:
        rank = len(shape)
        self.tensor = _library.Tensor()
        self._shape = (ctypes.c_int64 * rank)(*shape)
        self.tensor.data = address
        self.tensor.dtype = dtype
        self.tensor.rank = rank
        self.tensor.shape = ctypes.addressof(self._shape)
        if strides is not None:
            self._strides = (ctypes.c_int64 * rank)(*strides)
            self.tensor.strides = ctypes.addressof(self._strides)
        self._keeping = keeping

    @property
    def pointer(self) -> int:
        return ctypes.addressof(self.tensor)

    def be_part_of(self, shape: Sequence[int], offset: int) -> None:
        """Makes the elements those from ``offset`` on of a tensor of ``shape``."""
        self._whole_shape = (ctypes.c_int64 * len(shape))(*shape)
        self.tensor.whole_shape = ctypes.addressof(self._whole_shape)
        self.tensor.whole_rank = len(shape)
        self.tensor.offset = offset


def describe(array: Any) -> Description | None:
    """The elements of an array; ``None`` for one that has none yet (PyTorch's meta tensors)."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(array, numpy.ndarray):
        return _numpy(array)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(array, torch.Tensor):
        return _torch(array, torch)
    if hasattr(array, "__dlpack__"):
        from ._dlpack import describe_dlpack

        return describe_dlpack(array)
    return _buffer(array)


def dtype_code(name: str) -> int:
    code = _library.DTYPES.get(name)
    if code is None:
        raise TypeError(
            f"fill: the array's dtype is {name}; expected one of {', '.join(_library.DTYPES)}"
        )
    return code


def element_strides(strides: Sequence[int], size: int) -> list[int]:
    """Distances in bytes as distances in elements."""
    if any(stride % size for stride in strides):
        raise ValueError("fill: the array's elements do not lie whole elements apart")
    return [stride // size for stride in strides]


def _numpy(array: Any) -> Description:
    if not array.flags.writeable:
        raise ValueError("fill: the array is read-only")
    if not array.dtype.isnative:
        raise TypeError("fill: the array's bytes are in another order than the machine's")
    code = dtype_code(array.dtype.name)
    strides = None
    if not array.flags.c_contiguous:
        strides = element_strides(array.strides, array.itemsize)
    return Description(
        array.__array_interface__["data"][0], code, array.shape, strides, array
    )


def _torch(tensor: Any, torch: Any) -> Description | None:
    if tensor.is_meta:
        return None
    if tensor.device.type != "cpu" or tensor.layout != torch.strided:
        raise TypeError(
            f"fill: the tensor is {tensor.layout} on {tensor.device}; expected a strided one on the CPU"
        )
    code = dtype_code(str(tensor.dtype).rpartition(".")[2])
    torch.autograd.graph.increment_version(tensor)
    strides = None if tensor.is_contiguous() else tensor.stride()
    return Description(tensor.data_ptr(), code, tensor.shape, strides, tensor)


class _Buffer(ctypes.Structure):
    """Py_buffer of Python's C interface."""

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.py_object),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    ]


_FORMATS = {
    "f": "float32",
    "d": "float64",
    "e": "float16",
    "?": "bool",
    "b": "int8",
    "h": "int16",
    "i": "int32",
    "q": "int64",
    "l": f"int{8 * ctypes.sizeof(ctypes.c_long)}",
    "B": "uint8",
}


def _buffer(array: Any) -> Description:
    # A view checks and keeps the buffer; only its address is not for Python's eyes.
    try:
        view = memoryview(array)
    except TypeError:
        raise TypeError(
            f"fill: {type(array).__name__} is no array of NumPy or PyTorch and has neither DLPack nor a buffer"
        ) from None
    if view.readonly:
        raise ValueError("fill: the buffer is read-only")
    name = _FORMATS.get(view.format.lstrip("@="))
    if name is None:
        raise TypeError(f"fill: the buffer's format is {view.format!r}; expected one of {' '.join(_FORMATS)}")
    strided = 0x18 | 0x1  # PyBUF_STRIDES | PyBUF_WRITABLE
    raw = _Buffer()
    ctypes.pythonapi.PyObject_GetBuffer(
        ctypes.py_object(view), ctypes.byref(raw), ctypes.c_int(strided)
    )
    try:
        address = raw.buf or 0
    finally:
        ctypes.pythonapi.PyBuffer_Release(ctypes.byref(raw))
    return Description(
        address,
        dtype_code(name),
        view.shape,
        element_strides(view.strides, view.itemsize),
        view,
    )
