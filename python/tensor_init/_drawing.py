"""A call of the library for one of PyTorch's tensors, at the least cost."""

from __future__ import annotations

import ctypes
import functools
import numbers
import sys
import types
import warnings
from typing import Any, Callable

import torch
from torch import Tensor

from . import _library, _torch_generators
from ._generator import Generator
from ._torch_generators import AnyGenerator
from ._torch_tensors import ITEM_SIZES, PLAIN_TYPES, locate, may_overlap

Function = Callable[..., int]

_addressof = ctypes.addressof

_FLOATING = {_library.DTYPES[name] for name in ("float32", "float64", "float16", "bfloat16")}

# The interpreter goes on at once: to let it go for so short a call costs as much as the call.
_reseed = ctypes.PYFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(
    ("ti_generator_reseed", _library.library)
)


class Refused(Exception):
    """The library doesn't do this by its nature; nothing was drawn or written."""


#: Codes of PyTorch's functions that `patch_torch` has led here.
codes_that_lead_here: set[types.CodeType] = set()


def warn(message: str, level: int) -> None:
    """Warns of what the caller does, as ``warnings.warn`` with a ``stacklevel``; a function that only leads here is
    passed over."""
    frame = sys._getframe(level - 1).f_back
    is_led = frame is not None and frame.f_code in codes_that_lead_here
    warnings.warn(message, stacklevel=level + 1 + is_led)


class _Scratch:
    """What one call needs, and the next one uses again, so that a small one allocates nothing."""

    def __init__(self) -> None:
        self.tensor = _library.Tensor()
        self.pointer = _addressof(self.tensor)
        self.shape = (ctypes.c_int64 * _library.HIGHEST_RANK)()
        self.strides = (ctypes.c_int64 * _library.HIGHEST_RANK)()
        self.tensor.shape = _addressof(self.shape)
        self.strides_address = _addressof(self.strides)
        # PyTorch gives a number of its generator only to a tensor: an ordinary one, whatever the caller's mode.
        with torch.inference_mode(False):
            self.seed = torch.empty((), dtype=torch.int64, device="cpu")
        self.seed_value = ctypes.c_int64.from_address(self.seed.data_ptr())
        self.handle = Generator(0)._handle

    def be_whole(self) -> None:
        """Makes the elements no part of a larger tensor."""
        tensor = self.tensor
        tensor.whole_shape = tensor.start = None
        tensor.whole_rank = tensor.offset = 0


# A call takes one out: another may begin within it, in a thread or in what the interpreter runs in between.
_idle: list[_Scratch] = []


def _taken() -> _Scratch:
    try:
        return _idle.pop()
    except IndexError:
        return _Scratch()


def draw(
    tensor: Tensor,
    generator: AnyGenerator,
    function: Function,
    parameters: tuple[Any, ...],
    needs_shape: bool = False,
    warning: str | None = None,
) -> Tensor:
    """Fills by a random law of the library; an elementwise one needs no shape where elements are contiguous."""
    if generator is None:
        generator = _torch_generators.ambient
    else:
        _torch_generators.check(generator, "nn_init")
    parameters = doubles(parameters)
    if type(tensor) not in PLAIN_TYPES:
        return _draw_parts(tensor, generator, function, parameters, needs_shape, warning)
    scratch = _prepared(tensor, function, parameters, True, needs_shape)
    if warning:
        # For the caller of the function in nn_init, which is wrapped.
        warn(warning, 4)
    if type(generator) is Generator:
        status = function(scratch.pointer, *parameters, generator._handle)
    else:
        status = function(scratch.pointer, *parameters, _handle(scratch, generator))
    _idle.append(scratch)
    if status:
        _library.check(status)
    return tensor


def _draw_parts(
    tensor: Any,
    generator: AnyGenerator,
    function: Function,
    parameters: tuple[Any, ...],
    needs_shape: bool,
    warning: str | None,
) -> Any:
    seeded = _taken()

    def begin() -> _library.Handle | None:
        if warning:
            warn(warning, 7)
        return _handle(seeded, generator)

    # Of PyTorch's bits each part takes the work of the whole.
    is_divisible = not needs_shape and not _torch_generators.has_pytorchs_bits(generator)
    _call_parts(tensor, function, parameters, needs_shape, is_divisible, begin)
    _idle.append(seeded)
    return tensor


def _call_parts(
    tensor: Any,
    function: Function,
    parameters: tuple[Any, ...],
    needs_shape: bool,
    is_divisible: bool,
    begin: Callable[[], _library.Handle | None] | None = None,
) -> Any:
    """`draw` and `write` for a DTensor: what this process holds of it.

    Args:
        is_divisible: whether it costs nothing to make elements in several parts.
        begin: gives the library's generator, once it is sure that the call is one that the library takes; None for values
            that are not random.
    """
    from ._dtensor import local_parts

    if begin is None and not needs_shape and tensor.device.type != "cpu":
        # Equal elements are the device's own affair.
        raise Refused
    generator: tuple[Any, ...] = ()
    for number, (elements, part, is_last) in enumerate(local_parts(tensor, is_divisible)):
        scratch = _prepared(elements, function, parameters, begin is not None, True)
        if begin and number == 0:
            generator = (begin(),)
        # All parts draw from the same place, and the last one moves the generator on.
        source = generator if is_last else tuple(map(_library.generator_copy, generator))
        keeping = part.describe(scratch.tensor)
        status = function(scratch.pointer, *parameters, *source)
        scratch.be_whole()
        del keeping
        _idle.append(scratch)
        _library.check(status)
    return tensor


def _handle(scratch: _Scratch, generator: AnyGenerator) -> _library.Handle | None:
    """The library's generator of a call that draws from PyTorch's, or from a subclass of ours."""
    if generator is None:
        scratch.seed.random_()
    elif isinstance(generator, Generator):
        return generator._handle
    else:
        scratch.seed.random_(generator=generator)
    handle = scratch.handle
    _reseed(handle, scratch.seed_value.value)
    return handle


def write(
    tensor: Tensor, function: Function, parameters: tuple[Any, ...] = (), needs_shape: bool = False
) -> Tensor:
    """Fills with values that are not random."""
    parameters = _exact(parameters)
    if type(tensor) not in PLAIN_TYPES:
        return _call_parts(tensor, function, parameters, needs_shape, True)
    scratch = _prepared(tensor, function, parameters, False, needs_shape)
    status = function(scratch.pointer, *parameters)
    _idle.append(scratch)
    if status:
        _library.check(status)
    return tensor


def _prepared(
    tensor: Tensor, function: Function, parameters: tuple[Any, ...], is_random: bool, needs_shape: bool
) -> _Scratch:
    """A description of the elements for a call that the library takes, whatever the generator."""
    address, code = locate(tensor)
    is_contiguous = tensor.is_contiguous()
    is_flat = is_contiguous and not needs_shape
    if (
        is_random and code not in _FLOATING
        or parameters
        and not _accepts(function.__name__, code, tensor.dim() if needs_shape else 2, is_random, parameters)
        or address % ITEM_SIZES[code]
        or not is_flat and tensor.dim() > _library.HIGHEST_RANK
        or not is_contiguous and (is_random or needs_shape) and may_overlap(tensor)
    ):
        raise Refused
    scratch = _taken()
    description = scratch.tensor
    description.data = address
    description.dtype = code
    if is_flat:
        description.rank = 1
        description.strides = None
        scratch.shape[0] = tensor.numel()
        return scratch
    rank = tensor.dim()
    description.rank = rank
    scratch.shape[:rank] = tensor.shape
    if is_contiguous:
        description.strides = None
    else:
        scratch.strides[:rank] = tensor.stride()
        description.strides = scratch.strides_address
    return scratch


def doubles(parameters: tuple[Any, ...]) -> tuple[float, ...]:
    """The doubles nearest to what PyTorch takes as numbers, as its laws that draw take them."""
    for value in parameters:
        if type(value) is not float:
            try:
                return tuple(float(_number(value)) for value in parameters)
            except OverflowError:
                raise Refused from None
    return parameters


def _exact(parameters: tuple[Any, ...]) -> tuple[float | int, ...]:
    """The numbers that PyTorch takes, where doubles hold them."""
    for value in parameters:
        if type(value) is not float and type(value) is not int:
            parameters = tuple(map(_number, parameters))
            break
    for value in parameters:
        # Of larger whole numbers they hold only some.
        if isinstance(value, int) and abs(value) > 1 << 53:
            raise Refused
    return parameters


def _number(value: Any) -> float | int:
    is_scalar = value.dim() == 0 if isinstance(value, Tensor) else isinstance(value, numbers.Real)
    if is_scalar and hasattr(value, "dtype"):
        # PyTorch takes no parameter of a model for a number.
        if getattr(value, "requires_grad", False):
            raise Refused
        try:
            value = value.item()
        except (RuntimeError, ValueError):
            raise Refused from None
    if not isinstance(value, (float, int)):
        raise Refused
    return value


@functools.lru_cache(maxsize=1024)
def _accepts(name: str, code: int, rank: int, is_random: bool, parameters: tuple) -> bool:
    """Whether the library takes the parameters for a dtype: for a tensor without elements, which costs no number."""
    function = getattr(_library.library, name)
    # A scalar has an element, and an empty list of sizes is none.
    rank = min(max(rank, 1), _library.HIGHEST_RANK)
    shape = (ctypes.c_int64 * rank)()
    nothing = _library.Tensor(dtype=code, rank=rank, shape=_addressof(shape))
    # What is wrong with the process is no refusal; it is so with every call.
    _library.check(_library.zeros(_addressof(nothing)))
    generator = (Generator(0)._handle,) if is_random else ()
    status = function(_addressof(nothing), *parameters, *generator)
    if status not in _library.REFUSALS:
        _library.check(status)
    return status == 0
