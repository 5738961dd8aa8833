"""Which generator a call of PyTorch's functions draws from."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Any, Iterator, Optional, Union

import torch
from torch import Tensor

from . import _library
from ._arrays import Description, is_dtensor
from ._generator import Generator, handle_of
from ._torch_calls import Observer
from ._torch_tensors import has_own_ways

AnyGenerator = Optional[Union[Generator, torch.Generator]]


def has_pytorchs_bits(generator: AnyGenerator) -> bool:
    """Whether it is one of the library's that draws as PyTorch's do, one element after the other."""
    return isinstance(generator, Generator) and "torch" in generator.algorithm


#: What calls use that name no generator: None for PyTorch's default one. `patch_torch` sets it.
ambient: AnyGenerator = None


def check(generator: Any, function: str) -> None:
    if generator is not None and not isinstance(generator, torch.Generator):
        if not isinstance(generator, Generator):
            raise TypeError(
                f"{function}: the generator is of type {type(generator).__name__}; expected a tensor_init.Generator "
                "or a torch.Generator"
            )
        handle_of(generator, function)


def for_pytorch(
    function: str, tensor: Any, generator: Any, observer: Observer | None, reason: str | None = None
) -> torch.Generator | None:
    """What PyTorch's own function gets for the generator of a call.

    A generator of ours that it can't stand for is an error where the call named it. That of a `patch_torch` is left out
    where nothing is drawn: a recorded call draws when it is made, from PyTorch's generator.

    Args:
        reason: why the library can't write the tensor: what goes on from "the tensor".
    """
    check(generator, function)
    is_named = generator is not None
    if not is_named:
        generator = ambient
        if observer is not None and observer.records:
            return None
    if not isinstance(generator, Generator):
        return generator
    hint = "leave the generator out or give a torch.Generator"
    if is_named and observer is not None:
        raise RuntimeError(
            f"{function}: {observer.name} is active, where PyTorch's own function is called, which can't draw from a "
            f"tensor_init.Generator; {hint}"
        )
    kind = type(tensor)
    # Who sees calls of functions sees none of these.
    with torch._C.DisableTorchFunction():
        is_meta = isinstance(tensor, Tensor) and tensor.is_meta
        device = tensor.device if isinstance(tensor, Tensor) else None
    if is_meta:
        return None
    if is_dtensor(kind):
        raise TypeError(
            f"{function}: the tensor {reason or f'is a {kind.__name__} of {tensor.dtype}'}; PyTorch's own function is "
            f"called for it, which can't draw shards from a tensor_init.Generator; {hint}"
        )
    if is_named and has_own_ways(kind):
        raise TypeError(
            f"{function}: the tensor is a {kind.__name__}, whose own class handles the call and can't draw from a "
            f"tensor_init.Generator; {hint}"
        )
    # A tracer's stand-in for a tensor, or what only imitates one.
    if device is None or _is_fake(tensor):
        return None
    return torch.Generator(device).manual_seed(_seed(generator))


@contextlib.contextmanager
def as_default(generator: torch.Generator) -> Iterator[None]:
    """Has PyTorch's default generator of its device draw in its stead, as functions need that take no generator."""
    device = generator.device
    default = torch.default_generator
    if device.type != "cpu":
        default = getattr(torch, device.type).default_generators[device.index or 0]
    state = default.get_state()
    default.set_state(generator.get_state())
    try:
        yield
    finally:
        generator.set_state(default.get_state())
        default.set_state(state)


def _is_fake(tensor: Tensor) -> bool:
    fake = sys.modules.get("torch._subclasses.fake_tensor")
    return fake is not None and isinstance(tensor, fake.FakeTensor)


def _seed(generator: Generator) -> int:
    """A seed of 63 bits for a generator of PyTorch's."""
    seed = ctypes.c_int64()
    description = Description(ctypes.addressof(seed), _library.DTYPES["int64"], ())
    handle = handle_of(generator, "seed")
    _library.check(_library.random(description.pointer, 0, (1 << 63) - 1, handle))
    return seed.value
