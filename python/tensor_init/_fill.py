"""The one function for arrays of every kind."""

from __future__ import annotations

import ctypes
import math
import sys
from typing import Any, Protocol, Sequence, TypeVar

from . import _library
from ._arrays import Description, Part, describe, is_dtensor
from ._generator import Generator, handle_of

Array = TypeVar("Array")


def fill(
    array: Array,
    initializer: str,
    *,
    seed: int | None = None,
    generator: Generator | None = None,
    part_of: tuple[Sequence[int], int | Sequence[int]] | None = None,
) -> Array:
    """Gives the elements of an array initial values, in place, and returns the array.

    >>> tensor_init.fill(numpy.empty((64, 32), "float32"), "kaiming_normal(mode=fan_out)", seed=7)

    Args:
        array: a writable array of NumPy, a tensor of PyTorch on the CPU, or anything that speaks DLPack or the buffer
            protocol. Strides do not matter: element i in row-major order has one value. Of a ``DTensor`` of PyTorch each
            process makes what it holds, with the values of the whole; it needs a seed or a generator.
        initializer: ``name`` or ``name(key=value, ...)``, as in ``"trunc_normal(std=0.02, low=-0.04, high=0.04)"``.
        seed: for a generator of this call's own.
        generator: where random numbers come from; without a seed, :data:`tensor_init.default` is the standard.
        part_of: the shape of a larger array, and where in it this one starts; its elements get the values that they have
            in the whole. A start that is a number is the place of the first element in row-major order, which the others
            follow; one that is a tuple has an index for each dimension, and the array is a box from there on.

    Raises:
        ValueError: for an argument, a name or a shape that the initializer does not take.
        TypeError: for a dtype that it is not defined on.
    """
    if seed is not None:
        if generator is not None:
            raise ValueError("fill: give a seed or a generator, not both")
        generator = Generator(seed)
    handle = None if generator is None else handle_of(generator, "fill")
    expression = _library.text(initializer, "fill: the initializer")
    part = None if part_of is None else _part(part_of)
    if is_dtensor(type(array)):
        if part is not None:
            raise ValueError("fill: the array is a DTensor, which knows its part; expected no part_of")
        if generator is None:
            raise ValueError("fill: the array is a DTensor; expected a seed or a generator, the same in all processes")
        if array.is_meta:
            _check(array, expression, None)
        else:
            fill_parts(array, Expression(expression), handle)
        return array
    description = describe(array)
    if description is None:
        _check(array, expression, part)
        return array
    if part is not None:
        description.be_part_of(part)
    _library.check(_library.fill(description.pointer, expression, handle))
    return array


def needs_parts(array: Any) -> bool:
    """Whether `fill_parts` fills an array that has elements."""
    torch = sys.modules.get("torch")
    is_elsewhere = torch is not None and isinstance(array, torch.Tensor) and not array.is_cpu
    return is_elsewhere or is_dtensor(type(array))


def require_writable(tensor: Any) -> None:
    """Raises where `fill` or `fill_parts` can't write a tensor's memory."""
    from ._dtensor import local_parts
    from ._torch_tensors import Unwritable

    try:
        # Of parts the first one is like the others.
        describe(next(local_parts(tensor, True)).elements if needs_parts(tensor) else tensor)
    except Unwritable as unwritable:
        raise unwritable.error(f"fill: the tensor {unwritable}") from None


class Values(Protocol):
    """How a tensor is initialized, as the library knows it."""

    def write(self, tensor: int, generator: _library.Handle | None) -> int:
        """Writes what a ti_tensor at an address describes; gives a status."""
        ...

    def is_divisible(self, shape: Sequence[int], dtype: int, generator: _library.Handle | None) -> bool:
        """Whether it costs nothing to make the elements of a tensor in several parts."""
        ...


class Expression:
    """The values of an initializer's expression."""

    def __init__(self, text: bytes) -> None:
        self.text = text

    def write(self, tensor: int, generator: _library.Handle | None) -> int:
        status: int = _library.fill(tensor, self.text, generator)
        return status

    def is_divisible(self, shape: Sequence[int], dtype: int, generator: _library.Handle | None) -> bool:
        is_divisible = ctypes.c_int32()
        # What is wrong with the call, `fill` says.
        status = _library.is_divisible(_nothing_of(shape, dtype).pointer, self.text, generator, is_divisible)
        return status == 0 and is_divisible.value == 1


def fill_parts(tensor: Any, values: Values, generator: _library.Handle | None) -> None:
    """`fill` for a DTensor, or for a tensor of PyTorch's on another device."""
    from ._dtensor import local_parts
    from ._torch_tensors import DTYPES, Unwritable

    try:
        is_divisible = values.is_divisible(tensor.shape, DTYPES.get(tensor.dtype, -1), generator)
        for elements, part, is_last in local_parts(tensor, is_divisible):
            description = describe(elements)
            description.be_part_of(part)
            source = generator if is_last else _library.generator_copy(generator)
            _library.check(values.write(description.pointer, source))
    except Unwritable as unwritable:
        raise unwritable.error(f"fill: the tensor {unwritable}") from None


def fill_with(array: Any, values: Values, generator: _library.Handle | None) -> None:
    """`fill` for an array that has elements."""
    if needs_parts(array):
        fill_parts(array, values, generator)
    else:
        description = describe(array)
        _library.check(values.write(description.pointer, generator))  # type: ignore[union-attr]


def _check(tensor: Any, expression: bytes, part: Part | None) -> None:
    """Raises what is wrong with a call for a tensor of PyTorch's that has no elements yet; nothing is drawn."""
    from ._torch_tensors import DTYPES

    if tensor.dtype not in DTYPES:
        raise TypeError(f"fill: the tensor is of {tensor.dtype}; expected one of {', '.join(_library.DTYPES)}")
    whole, start = part or Part(tensor.shape, 0)
    if isinstance(start, int):
        ranges = [(start, tensor.numel(), math.prod(whole))]
    else:
        part.require_rank(tensor.dim())
        ranges = list(zip(start, tensor.shape, whole))
    for first, size, limit in ranges:
        if first + size > limit:
            raise ValueError(
                f"fill: part_of makes the tensor the elements {first}..<{first + size}; expected some within 0..<{limit}"
            )
    check_whole(whole, DTYPES[tensor.dtype], expression)


def check_whole(shape: Sequence[int], dtype: int, expression: bytes, algorithm: str = "ars") -> None:
    """Raises what is wrong with a call for an array of this shape and ti_dtype; nothing is drawn."""
    # The library checks all of the whole for a part of it without elements.
    nothing = _nothing_of(shape, dtype)
    _library.check(_library.fill(nothing.pointer, expression, Generator(0, algorithm)._handle))


def _nothing_of(shape: Sequence[int], dtype: int) -> Description:
    """No elements of an array of this shape and ti_dtype."""
    nothing = Description(0, dtype, (0,))
    nothing.be_part_of(Part(shape, 0))
    return nothing


def _part(part_of: Any) -> Part:
    """A part whose numbers are those of C."""
    try:
        shape, start = part_of
        sizes = list(shape)
    except (TypeError, ValueError):
        raise TypeError("fill: part_of is no pair of a shape and a start") from None
    sizes = [_size(size, "a size") for size in sizes]
    try:
        starts = list(start)
    except TypeError:
        return Part(sizes, _size(start, "the start"))
    if len(starts) != len(sizes):
        raise ValueError(
            f"fill: the start in part_of has the length {len(starts)}; expected {len(sizes)}, an index for each dimension "
            "of the shape"
        )
    return Part(sizes, [_size(index, "an index") for index in starts])


def _size(value: Any, what: str) -> int:
    highest = (1 << 63) - 1
    return _library.integer(value, f"fill: {what} in part_of", 0, highest, "a number of 0 or more, below 2**63")
