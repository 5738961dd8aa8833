"""Functions that stand in for those of PyTorch and timm: they do what they can by the library, and leave the rest to
these."""

from __future__ import annotations

import functools
import inspect
import threading
import types
from typing import Any, Callable

import torch

from . import _torch_generators
from ._arrays import is_dtensor
from ._drawing import Refused
from ._torch_calls import COMPILER, Observer, observer
from ._torch_generators import as_default, for_pytorch
from ._torch_tensors import PLAIN_TYPES, Unwritable


class Composed(Exception):
    """All that the call does is to call functions that have stand-ins themselves."""


class _Call:
    """A call that the function stood in for does while somebody else sees it."""

    def __init__(self, name: str, tensor: Any, seen_by: Observer) -> None:
        self.name = name
        self.tensor = tensor
        self.seen_by = seen_by


class _Calls(threading.local):
    """Those of a thread that are under way."""

    def __init__(self) -> None:
        self.under_way: list[_Call] = []


_calls_of_originals = _Calls()


def _made_again(name: str, tensor: Any) -> _Call | None:
    """The call that somebody who sees it makes again, by PyTorch's function that `patch_torch` has led here: it is
    PyTorch's still."""
    for call in _calls_of_originals.under_way:
        if call.name == name and call.tensor is tensor:
            return call
    return None


def stand_in(original: types.FunctionType, ours: Callable[..., Any]) -> Callable[..., Any]:
    """A function that does what the library can do by ``ours``, and leaves the rest to ``original``.

    Args:
        ours: takes the arguments of the original, and where it draws a ``generator`` after them, which the original may
            lack.
    """
    name = ours.__name__
    # A function of its own, of the same code: `patch_torch` changes that of the original.
    theirs = types.FunctionType(
        original.__code__, original.__globals__, name, original.__defaults__, original.__closure__
    )
    parameters = list(inspect.signature(ours).parameters)
    # Its place among the arguments after the tensor.
    place = parameters.index("generator") - 1 if "generator" in parameters else None
    takes_generator = "generator" in inspect.signature(original).parameters

    @functools.wraps(ours)
    def function(tensor: Any, *arguments: Any, **keywords: Any) -> Any:
        seen_by = observer()
        again = None
        if seen_by is not COMPILER and _calls_of_originals.under_way:
            again = _made_again(name, tensor)
        reason = None
        if seen_by is None and again is None and (type(tensor) in PLAIN_TYPES or is_dtensor(type(tensor))):
            try:
                return ours(tensor, *arguments, **keywords)
            except Refused:
                pass
            except Composed:
                return theirs(tensor, *arguments, **keywords)
            except Unwritable as unwritable:
                reason = str(unwritable)
        do = theirs
        if place is not None:
            given = arguments[place] if len(arguments) > place else keywords.get("generator")
            generator = given
            # Of `patch_torch` the call has its generator already.
            if again is None or given is not None:
                generator = for_pytorch(name, tensor, given, again.seen_by if again else seen_by, reason)
            if generator is not None and not takes_generator:
                do = as_default(generator)(theirs)
            elif generator is not given:
                arguments = arguments[:place]
                keywords = {**keywords, "generator": generator}
            # It draws the places of its zeros from the default generator, whatever it is given.
            if name == "sparse_" and generator is not None and generator not in (given, _torch_generators.ambient):
                # From the same seed itself they would draw the same numbers.
                places = torch.Generator().manual_seed(generator.initial_seed() ^ 1)
                do = as_default(places)(theirs)
        if seen_by is None or again is not None or seen_by is COMPILER:
            return do(tensor, *arguments, **keywords)
        call = _Call(name, tensor, seen_by)
        _calls_of_originals.under_way.append(call)
        try:
            return do(tensor, *arguments, **keywords)
        finally:
            _calls_of_originals.under_way.remove(call)

    return function
