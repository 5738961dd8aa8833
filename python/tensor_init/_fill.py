"""The one function for arrays of every kind."""

from __future__ import annotations

from typing import Any, Sequence, TypeVar

from . import _library
from ._arrays import describe
from ._generator import Generator

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
    description = describe(array)
    if description is None:
        return array
    if part_of is not None:
        description.be_part_of(*part_of)
    handle: Any = None if generator is None else generator._handle
    _library.check(_library.fill(description.pointer, initializer.encode(), handle))
    return array
