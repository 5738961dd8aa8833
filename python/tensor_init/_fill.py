"""The one function for arrays of every kind."""

from __future__ import annotations

import math
from typing import Any, Sequence, TypeVar

from . import _library
from ._arrays import Description, describe
from ._generator import Generator, handle_of

Array = TypeVar("Array")


def fill(
    array: Array,
    initializer: str,
    *,
    seed: int | None = None,
    generator: Generator | None = None,
    part_of: tuple[Sequence[int], int] | None = None,
) -> Array:
    """Gives the elements of an array initial values, in place, and returns the array.

    >>> tensor_init.fill(numpy.empty((64, 32), "float32"), "kaiming_normal(mode=fan_out)", seed=7)

    Args:
        array: a writable array of NumPy, a tensor of PyTorch on the CPU, or anything that speaks DLPack or the buffer
            protocol. Strides do not matter: element i in row-major order has one value.
        initializer: ``name`` or ``name(key=value, ...)``, as in ``"trunc_normal(std=0.02, low=-0.04, high=0.04)"``.
        seed: for a generator of this call's own.
        generator: where random numbers come from; without a seed, :data:`tensor_init.default` is the standard.
        part_of: the shape of a larger array and an offset, where this one is its elements from there on in row-major
            order; they get the values that they have in the whole.

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
    description = describe(array)
    if description is None:
        _check(array, expression, part)
        return array
    if part is not None:
        description.be_part_of(*part)
    _library.check(_library.fill(description.pointer, expression, handle))
    return array


def _check(tensor: Any, expression: bytes, part: tuple[list[int], int] | None) -> None:
    """Raises what is wrong with a call for a tensor of PyTorch's that has no elements yet; nothing is drawn."""
    from ._torch_tensors import DTYPES

    if tensor.dtype not in DTYPES:
        raise TypeError(f"fill: the tensor is of {tensor.dtype}; expected one of {', '.join(_library.DTYPES)}")
    whole, offset = part or (tensor.shape, 0)
    end = offset + tensor.numel()
    if end > math.prod(whole):
        raise ValueError(
            f"fill: part_of makes the tensor the elements {offset}..<{end}; expected some within 0..<{math.prod(whole)}"
        )
    # None of the whole's elements are a part of it, for which the library checks all else.
    nothing = Description(0, DTYPES[tensor.dtype], (0,))
    nothing.be_part_of(whole, 0)
    _library.check(_library.fill(nothing.pointer, expression, Generator(0)._handle))


def _part(part_of: Any) -> tuple[list[int], int]:
    """A shape and an offset whose numbers are those of C."""
    try:
        shape, offset = part_of
        sizes = list(shape)
    except (TypeError, ValueError):
        raise TypeError("fill: part_of is no pair of a shape and an offset") from None
    return [_size(size, "a size") for size in sizes], _size(offset, "the offset")


def _size(value: Any, what: str) -> int:
    highest = (1 << 63) - 1
    return _library.integer(value, f"fill: {what} in part_of", 0, highest, "a number of 0 or more, below 2**63")
