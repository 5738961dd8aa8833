"""``torch.nn.init`` on this library: the same names, arguments, defaults, return values, warnings and exceptions.

Tensors are filled in place: any on the CPU, whatever their strides, leaves that require gradients too. Everything else
(other devices, complex numbers, subclasses, meta tensors), and whatever the library refuses, goes to PyTorch's own
function, which does it or raises what it always raises.

``generator`` may be a :class:`tensor_init.Generator` or a ``torch.Generator``. Of the latter, and of PyTorch's default
generator where none is given, each call takes one number as the seed of its own stream: ``torch.manual_seed`` makes a
script repeat itself, on any machine and with any number of threads.
"""

from __future__ import annotations

import ctypes
import functools
import math
import threading
import warnings
from typing import Any, Callable, Optional, Union

import torch
import torch.nn.init as _torch_init
from torch import Tensor
from torch.nn.init import _calculate_correct_fan, _calculate_fan_in_and_fan_out, calculate_gain

from . import _library
from ._generator import Generator

__all__ = list(_torch_init.__all__)

AnyGenerator = Optional[Union[Generator, torch.Generator]]

# PyTorch's own functions, whatever is patched later.
_original = {name: getattr(_torch_init, name) for name in __all__}

_dtypes = {getattr(torch, name): code for name, code in _library.DTYPES.items()}
_floating = {torch.float32, torch.float64, torch.float16, torch.bfloat16}
_plain_types = (Tensor, torch.nn.Parameter)
_strided = torch.strided
_increment_version = torch._C._increment_version
_addressof = ctypes.addressof

# What calls use that name no generator: None for PyTorch's default one. `patch_torch` sets it.
_standard: AnyGenerator = None


class _Scratch(threading.local):
    """What a thread uses again in every call, so that a small one allocates nothing."""

    def __init__(self) -> None:
        self.tensor = _library.Tensor()
        self.pointer = _addressof(self.tensor)
        self.shape = (ctypes.c_int64 * _library.HIGHEST_RANK)()
        self.strides = (ctypes.c_int64 * _library.HIGHEST_RANK)()
        self.tensor.shape = _addressof(self.shape)
        self.strides_address = _addressof(self.strides)
        self.seed = torch.empty((), dtype=torch.int64, device="cpu")
        self.seed_value = ctypes.c_int64.from_address(self.seed.data_ptr())
        self.generator = Generator(0)


_scratch = _Scratch()


class _Refused(Exception):
    """The tensor is none for the library."""


def _describe(tensor: Tensor, dtypes: Any, whole_shape: bool) -> _Scratch:
    """A ti_tensor of the elements; elementwise laws need no shape of contiguous ones."""
    if (
        type(tensor) not in _plain_types
        or not tensor.is_cpu
        or tensor.dtype not in dtypes
        or tensor.layout is not _strided
        or tensor.is_neg()
    ):
        raise _Refused
    scratch = _scratch
    description = scratch.tensor
    address = tensor.data_ptr()
    count = tensor.numel()
    if count and not address:
        raise _Refused
    # As PyTorch's own writing would; it raises where that is not allowed.
    _increment_version((tensor,))
    description.data = address
    description.dtype = _dtypes[tensor.dtype]
    contiguous = tensor.is_contiguous()
    if contiguous and not whole_shape:
        description.rank = 1
        description.strides = None
        scratch.shape[0] = count
        return scratch
    rank = tensor.dim()
    if rank > _library.HIGHEST_RANK:
        raise _Refused
    description.rank = rank
    scratch.shape[:rank] = tensor.shape
    if contiguous:
        description.strides = None
    else:
        scratch.strides[:rank] = tensor.stride()
        description.strides = scratch.strides_address
    return scratch


def _handle(scratch: _Scratch, generator: AnyGenerator) -> int | None:
    """The library's generator of a call."""
    if generator is None:
        generator = _standard
    if type(generator) is Generator:
        return generator._handle
    if generator is None:
        scratch.seed.random_()
    else:
        scratch.seed.random_(generator=generator)
    handle = scratch.generator._handle
    _library.generator_reseed(handle, scratch.seed_value.value)
    return handle


def _fill(
    name: str, arguments: tuple, tensor: Tensor, generator: AnyGenerator, function: Callable[..., int],
    *parameters: Any, whole_shape: bool = False,
) -> Tensor:
    """Fills by the library's function, or by PyTorch's where the library refuses."""
    try:
        scratch = _describe(tensor, _floating, whole_shape)
        if not function(scratch.pointer, *parameters, _handle(scratch, generator)):
            return tensor
    except (_Refused, RuntimeError, TypeError, ctypes.ArgumentError):
        pass
    return _fall_back(name, tensor, *arguments, generator=generator)


def _fill_fixed(
    name: str, arguments: tuple, tensor: Tensor, function: Callable[..., int], *parameters: Any,
    whole_shape: bool = False,
) -> Tensor:
    """The same for values that are not random, of every dtype."""
    try:
        scratch = _describe(tensor, _dtypes, whole_shape)
        if not function(scratch.pointer, *parameters):
            return tensor
    except (_Refused, RuntimeError, TypeError, ctypes.ArgumentError):
        pass
    return _original[name](tensor, *arguments)


def _fall_back(name: str, tensor: Tensor, *arguments: Any, generator: AnyGenerator) -> Tensor:
    """PyTorch's own function; its generator is seeded from ours where one is given."""
    if generator is None:
        generator = _standard
    if isinstance(generator, Generator):
        seed = torch.empty((), dtype=torch.int64)
        description = _describe(seed, _dtypes, False)
        _library.check(
            _library.random(description.pointer, 0, (1 << 63) - 1, generator._handle)
        )
        generator = torch.Generator(tensor.device).manual_seed(seed.item()) if not tensor.is_meta else None
    return _original[name](tensor, *arguments, generator=generator)


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: AnyGenerator = None) -> Tensor:
    """Uniform on [a, b). See :func:`torch.nn.init.uniform_`."""
    return _fill("uniform_", (a, b), tensor, generator, _library.uniform, a, b)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: AnyGenerator = None
) -> Tensor:
    """Normal. See :func:`torch.nn.init.normal_`."""
    return _fill("normal_", (mean, std), tensor, generator, _library.normal, mean, std)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: AnyGenerator = None,
) -> Tensor:
    """Normal, restricted to [a, b]; exact however far from the mean that is. See
    :func:`torch.nn.init.trunc_normal_`."""
    if (mean < a - 2 * std or mean > b + 2 * std) and not tensor.is_meta:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    return _fill(
        "trunc_normal_", (mean, std, a, b), tensor, generator, _library.trunc_normal, mean, std, a, b
    )


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Every element ``val``. See :func:`torch.nn.init.constant_`."""
    # A double holds no more whole numbers exactly.
    if type(val) is int and not -(1 << 53) <= val <= 1 << 53:
        return _original["constant_"](tensor, val)
    return _fill_fixed("constant_", (val,), tensor, _library.constant, val)


def ones_(tensor: Tensor) -> Tensor:
    """Every element 1. See :func:`torch.nn.init.ones_`."""
    return _fill_fixed("ones_", (), tensor, _library.constant, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Every element 0. See :func:`torch.nn.init.zeros_`."""
    return _fill_fixed("zeros_", (), tensor, _library.zeros)


def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix. See :func:`torch.nn.init.eye_`."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _fill_fixed("eye_", (), tensor, _library.eye, whole_shape=True)


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Convolution weights that pass their input channels on. See :func:`torch.nn.init.dirac_`."""
    if tensor.ndimension() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.size(0) % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    if 0 in tensor.shape:
        return _original["dirac_"](tensor, groups)
    return _fill_fixed("dirac_", (groups,), tensor, _library.dirac, groups, whole_shape=True)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: AnyGenerator = None) -> Tensor:
    """Uniform of Glorot's variance. See :func:`torch.nn.init.xavier_uniform_`."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    a = math.sqrt(3.0) * std
    return _fill("uniform_", (-a, a), tensor, generator, _library.uniform, -a, a)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: AnyGenerator = None) -> Tensor:
    """Normal of Glorot's variance. See :func:`torch.nn.init.xavier_normal_`."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return _fill("normal_", (0.0, std), tensor, generator, _library.normal, 0.0, std)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: AnyGenerator = None,
) -> Tensor:
    """Uniform of He's variance. See :func:`torch.nn.init.kaiming_uniform_`."""
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    gain = calculate_gain(nonlinearity, a)
    bound = math.sqrt(3.0) * (gain / math.sqrt(fan))
    return _fill("uniform_", (-bound, bound), tensor, generator, _library.uniform, -bound, bound)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: AnyGenerator = None,
) -> Tensor:
    """Normal of He's variance. See :func:`torch.nn.init.kaiming_normal_`."""
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    return _fill("normal_", (0, std), tensor, generator, _library.normal, 0.0, std)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: AnyGenerator = None) -> Tensor:
    """Orthonormal rows or columns, whichever are fewer; float16 and bfloat16 too. See
    :func:`torch.nn.init.orthogonal_`."""
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0 or tensor.is_meta:
        return tensor
    return _fill(
        "orthogonal_", (gain,), tensor, generator, _library.orthogonal, gain, whole_shape=True
    )


def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: AnyGenerator = None
) -> Tensor:
    """Normal, with the same share of zeros in each column, the product rounded as of decimal numbers; all of it
    repeats with the generator. See :func:`torch.nn.init.sparse_`."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _fill(
        "sparse_", (sparsity, std), tensor, generator, _library.sparse, sparsity, std, whole_shape=True
    )


def _deprecated(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    new = function.__name__
    old = new[:-1]

    @functools.wraps(function)
    def deprecated(*args: Any, **kwargs: Any) -> Tensor:
        warnings.warn(
            f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.",
            FutureWarning,
            stacklevel=2,
        )
        return function(*args, **kwargs)

    deprecated.__name__ = old
    return deprecated


uniform = _deprecated(uniform_)
normal = _deprecated(normal_)
constant = _deprecated(constant_)
eye = _deprecated(eye_)
dirac = _deprecated(dirac_)
xavier_uniform = _deprecated(xavier_uniform_)
xavier_normal = _deprecated(xavier_normal_)
kaiming_uniform = _deprecated(kaiming_uniform_)
kaiming_normal = _deprecated(kaiming_normal_)
orthogonal = _deprecated(orthogonal_)
sparse = _deprecated(sparse_)
