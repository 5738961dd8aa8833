"""What lies where: arrays of NumPy and PyTorch, of DLPack and of the buffer protocol, as a ti_tensor."""

from __future__ import annotations

import ctypes
import sys
from typing import Any, NamedTuple, Sequence

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
        self.shape = shape
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

    def be_part_of(self, part: Part) -> None:
        """Makes the elements those of a part of a larger tensor."""
        self._part = part.describe(self.tensor)


class Part(NamedTuple):
    """Which part of a larger tensor an array is."""

    #: Of the larger tensor.
    shape: Sequence[int]
    #: The place of the first element: in row-major order, where the others follow it, or its indices, where the array
    #: is a box.
    start: int | Sequence[int]

    def describe(self, tensor: _library.Tensor) -> Any:
        """Makes the elements of a ti_tensor those of the part; gives what that needs as long as it is used."""
        rank = len(self.shape)
        whole_shape = (ctypes.c_int64 * rank)(*self.shape)
        tensor.whole_shape = ctypes.addressof(whole_shape)
        tensor.whole_rank = rank
        if isinstance(self.start, int):
            tensor.offset = self.start
            return whole_shape
        self.require_rank(tensor.rank)
        start = (ctypes.c_int64 * rank)(*self.start)
        tensor.start = ctypes.addressof(start)
        return whole_shape, start

    def require_rank(self, rank: int) -> None:
        """Raises where an array of this rank is no box of the shape."""
        if rank != len(self.shape):
            raise ValueError(
                f"fill: the array has the rank {rank}; expected {len(self.shape)}, that of the shape in part_of, whose "
                "start is a tuple"
            )


def is_dtensor(kind: type) -> bool:
    """Whether a type is that of PyTorch's sharded tensors."""
    # Who has one has imported this.
    tensors = sys.modules.get("torch.distributed.tensor")
    return tensors is not None and issubclass(kind, getattr(tensors, "DTensor", ()))


def describe(array: Any) -> Description | None:
    """The elements of an array; ``None`` for one that has none yet (PyTorch's meta tensors)."""
    if isinstance(array, type):
        raise TypeError(f"fill: the array is the class {array.__name__}; expected an object of it")
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(array, numpy.ndarray):
        return _numpy(array)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(array, torch.Tensor):
        return _torch(array)
    if hasattr(array, "__dlpack__") and hasattr(array, "__dlpack_device__"):
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


def _torch(tensor: Any) -> Description | None:
    from . import _torch_calls, _torch_tensors

    observer = _torch_calls.observer()
    # The compiler leaves this function to the interpreter.
    if observer is not None and observer.records and observer is not _torch_calls.COMPILER:
        raise RuntimeError(f"fill: {observer.name} would not see what is written; fill before or after it")
    try:
        if tensor.is_meta:
            _torch_tensors.require_elements(type(tensor))
            return None
        address, code = _torch_tensors.locate(tensor)
    except _torch_tensors.Unwritable as unwritable:
        raise unwritable.error(f"fill: the tensor {unwritable}") from None
    count = tensor.numel()
    if tensor.is_contiguous():
        strides, reach = None, count
    else:
        strides = tensor.stride()
        reach = 1 + sum(stride * (size - 1) for stride, size in zip(strides, tensor.shape))
    held = tensor.untyped_storage().nbytes()
    if count and (tensor.storage_offset() + reach) * tensor.element_size() > held:
        raise ValueError(f"fill: the tensor's storage of {held} bytes doesn't hold its elements")
    return Description(address, code, tensor.shape, strides, tensor)


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


# What a format of the module struct stands for; how many bytes that has, the buffer itself says: a C type's size
# depends on the machine and on the character before it.
_KINDS = {**dict.fromkeys("efd", "float"), **dict.fromkeys("bhilqn", "int"), "B": "uint", "?": "bool"}
_NATIVE_ORDERS = "@=" + ("<" if sys.byteorder == "little" else ">!")


def _buffer_dtype(view: memoryview) -> int:
    prefix, kind = view.format[:-1], view.format[-1:]
    if kind not in _KINDS or prefix not in ("", *_NATIVE_ORDERS):
        raise TypeError(
            f"fill: the buffer's format is {view.format[:100]!r}; expected one of {' '.join(_KINDS)} in the machine's "
            "byte order"
        )
    size = "" if kind == "?" else str(8 * view.itemsize)
    return dtype_code(_KINDS[kind] + size)


def _buffer(array: Any) -> Description:
    # A view checks and keeps the buffer; only its address is not for Python's eyes.
    try:
        view = memoryview(array)
    except TypeError:
        raise TypeError(
            f"fill: {type(array).__name__} is no array of NumPy or PyTorch and has neither DLPack "
            "(__dlpack__ and __dlpack_device__) nor a buffer"
        ) from None
    if view.readonly:
        raise ValueError("fill: the buffer is read-only")
    if view.suboffsets:
        raise TypeError("fill: the buffer's elements lie behind pointers")
    code = _buffer_dtype(view)
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
        code,
        view.shape,
        element_strides(view.strides, view.itemsize),
        view,
    )
