"""Which of PyTorch's tensors the library can write, and where their elements lie."""

from __future__ import annotations

import torch
from torch import Tensor

from . import _library

#: The header's ti_dtype by PyTorch's.
DTYPES = {getattr(torch, name): code for name, code in _library.DTYPES.items()}
ITEM_SIZES = {code: dtype.itemsize for dtype, code in DTYPES.items()}

#: Types whose calls no class of its own handles.
PLAIN_TYPES = {Tensor, torch.nn.Parameter}

_increment_version = torch._C._increment_version
_is_inference_mode_enabled = torch.is_inference_mode_enabled


class Unwritable(Exception):
    """The library can't write a tensor: its text goes on from "the tensor"; what `error` is raised for it."""

    def __init__(self, text: str, error: type[Exception] = TypeError) -> None:
        super().__init__(text)
        self.error = error


def locate(tensor: Tensor) -> tuple[int, int]:
    """The address and the ti_dtype of the elements, which are about to be written as by PyTorch's own functions."""
    if type(tensor) not in PLAIN_TYPES:
        _require_plain_memory(type(tensor))
    code = DTYPES.get(tensor.dtype)
    if code is None or not tensor.is_cpu or tensor.is_neg() or tensor.is_nested:
        raise Unwritable(_why_not(tensor))
    if tensor.is_inference() and not _is_inference_mode_enabled():
        raise Unwritable(
            "was made in inference mode, and outside of it can't be written in place; make a clone of it",
            RuntimeError,
        )
    try:
        address = tensor.data_ptr()
    except RuntimeError:
        raise Unwritable(_why_not(tensor)) from None
    if not address and tensor.numel():
        is_freed = not tensor.untyped_storage().nbytes()
        raise Unwritable("has elements, but a storage of 0 bytes" if is_freed else _why_not(tensor))
    _increment_version((tensor,))
    return address, code


def _require_plain_memory(kind: type) -> None:
    """Whoever handles the calls of a tensor may keep its elements anywhere."""
    if kind.__torch_dispatch__ is not Tensor.__torch_dispatch__:
        raise Unwritable(f"is a {kind.__name__}, which has no plain memory")
    require_elements(kind)


def require_elements(kind: type) -> None:
    if issubclass(kind, torch.nn.parameter.UninitializedTensorMixin):
        raise Unwritable(f"is a {kind.__name__}, which has no elements yet")


def _why_not(tensor: Tensor) -> str:
    if tensor.is_nested:
        return "is nested"
    if not tensor.is_cpu or tensor.layout is not torch.strided:
        return f"is {tensor.layout} on {tensor.device}; expected a strided one on the CPU"
    if tensor.dtype not in DTYPES:
        return f"is of {tensor.dtype}; expected one of {', '.join(_library.DTYPES)}"
    if tensor.is_neg():
        return "shows the opposite of what its memory holds, as the imaginary part of a conjugate does"
    return "has no memory of its own, as in a transform of torch.func"


def has_own_ways(kind: type) -> bool:
    """Whether a class of its own handles the calls of its tensors, and may do anything with them."""
    plain = (Tensor.__torch_function__, torch.nn.Parameter.__torch_function__)
    function = getattr(kind, "__torch_function__", None)
    return (
        getattr(function, "__func__", function) not in [getattr(f, "__func__", f) for f in plain]
        or getattr(kind, "__torch_dispatch__", None) is not Tensor.__torch_dispatch__
    )


def may_overlap(tensor: Tensor) -> bool:
    """Whether two elements may lie on the same memory: some dimension's step does not pass all that the finer ones
    reach."""
    reach = 0
    for stride, size in sorted(zip(tensor.stride(), tensor.shape)):
        if size > 1:
            if stride <= reach:
                return True
            reach += stride * (size - 1)
    return False
