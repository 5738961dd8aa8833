"""Elements of an array that speaks DLPack (dmlc.github.io/dlpack)."""

from __future__ import annotations

import ctypes
from typing import Any

from ._arrays import Description, dtype_code


class _DLTensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("byte_offset", ctypes.c_uint64),
    ]


class _Versioned(ctypes.Structure):
    """DLManagedTensorVersioned, since DLPack 1.0."""

    _fields_ = [
        ("major", ctypes.c_uint32),
        ("minor", ctypes.c_uint32),
        ("manager", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
        ("flags", ctypes.c_uint64),
        ("tensor", _DLTensor),
    ]


_CPU, _READ_ONLY, _IS_COPIED = 1, 1, 2
_KINDS = {0: "int", 1: "uint", 2: "float", 3: "opaque", 4: "bfloat", 5: "complex", 6: "bool"}

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = ctypes.c_void_p
_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_is_valid = ctypes.pythonapi.PyCapsule_IsValid
_is_valid.restype = ctypes.c_int
_is_valid.argtypes = [ctypes.py_object, ctypes.c_char_p]


def describe_dlpack(array: Any) -> Description:
    device = array.__dlpack_device__()
    try:
        kind, _ = map(int, device)
    except (TypeError, ValueError):
        raise TypeError(
            "fill: the array's __dlpack_device__() gives no pair of a device's type and its number"
        ) from None
    if kind != _CPU:
        raise TypeError("fill: the array is not in the processor's memory")
    try:
        capsule = array.__dlpack__(max_version=(1, 0))
    except TypeError:
        capsule = array.__dlpack__()
    # The capsule is never renamed to "used": it stays the owner, and frees what it holds when it goes.
    if _is_valid(capsule, b"dltensor_versioned"):
        managed = _Versioned.from_address(_pointer(capsule, b"dltensor_versioned"))
        if managed.flags & _READ_ONLY:
            raise ValueError("fill: the array is read-only")
        if managed.flags & _IS_COPIED:
            raise ValueError("fill: the array gives a copy of its elements")
        tensor = managed.tensor
    elif not _is_valid(capsule, b"dltensor"):
        raise TypeError("fill: the array's __dlpack__() gives no unused capsule of a DLPack tensor")
    else:
        tensor = _DLTensor.from_address(_pointer(capsule, b"dltensor"))
    kind = _KINDS.get(tensor.code, f"DLPack's type {tensor.code} of bits: ")
    if tensor.lanes != 1:
        raise TypeError("fill: the array's elements are vectors")
    name = "bool" if kind == "bool" else f"{kind}{tensor.bits}"
    rank = tensor.ndim
    return Description(
        (tensor.data or 0) + tensor.byte_offset,
        dtype_code(name),
        tensor.shape[:rank] if rank else (),
        tensor.strides[:rank] if rank and tensor.strides else None,
        (capsule, array),
    )
