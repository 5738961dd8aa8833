"""Making PyTorch's models use this library without a changed line."""

from __future__ import annotations

import ast
import contextlib
import inspect
import os
import sys
import threading
import types
from types import TracebackType
from typing import Any, Callable, TypeVar

import torch.nn.init as _torch_init

from . import _drawing, _timm_init, _torch_generators, nn_init
from ._imports import ImportWatch
from ._torch_generators import AnyGenerator

Function = TypeVar("Function", bound=Callable[..., Any])

# Held over a fork, after which the thread that would have released it is gone.
_lock = threading.RLock()
os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)

# The contexts that are open, innermost last.
_open: list[patch_torch] = []


def _code_that_leads_here(function: types.FunctionType, expression: str) -> types.CodeType:
    """Code of a function of PyTorch's or timm's that calls ours, which an expression gives.

    A function whose code is changed is changed wherever it was imported or kept: nobody has to be looked for. Who looks
    for its source (tracebacks, ``inspect``, ``torch.jit.script``) finds its own.
    """
    name, theirs = function.__name__, function.__code__
    parameters = ", ".join(inspect.signature(function).parameters)
    module = expression.partition(".")[0]
    source = f"def {name}({parameters}): from tensor_init import {module}; return {expression}({parameters})"
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = theirs.co_firstlineno
            # No place within the line.
            node.col_offset = node.end_col_offset = -1
    names: dict[str, Any] = {}
    exec(compile(tree, theirs.co_filename, "exec"), names)
    return names[name].__code__


# Functions that are led here, with their own code and that which leads here.
_codes: dict[types.FunctionType, tuple[types.CodeType, types.CodeType]] = {}


def _add(function: types.FunctionType, expression: str) -> None:
    ours = _code_that_leads_here(function, expression)
    _codes[function] = function.__code__, ours
    _drawing.codes_that_lead_here.add(ours)


# Those without an underscore at the end call the others.
for _name in nn_init.__all__:
    if _name.endswith("_"):
        _add(getattr(_torch_init, _name), f"nn_init.{_name}")


def _follow() -> None:
    """Has PyTorch's and timm's functions do what the open contexts ask for."""
    _torch_generators.ambient = _open[-1].generator if _open else None
    if _open:
        _timm_watch.watch()
        # What was imported before; it may have been reloaded.
        for module in filter(None, map(sys.modules.get, _timm_init.MODULES)):
            for function in _timm_init.functions_of(module):
                if function not in _codes and _timm_init.can_lead_here(function):
                    _add(function, f"_timm_init.stand_ins[{_timm_init.add_stand_in(function)}]")
    else:
        _timm_watch.stop()
    for function, (theirs, ours) in _codes.items():
        code = ours if _open else theirs
        if function.__code__ is not code:
            function.__code__ = code


def _follow_import() -> None:
    with _lock:
        _follow()


_timm_watch = ImportWatch(_timm_init.MODULES, _follow_import)


class patch_torch(contextlib.ContextDecorator):
    """A context in which ``torch.nn.init``, and with it the layers of ``torch.nn``, use this library; the functions of
    ``timm.layers.weight_init`` too, whether timm is imported before or meanwhile.

    >>> with tensor_init.patch_torch():
    ...     model = Model()
    >>> @tensor_init.patch_torch()
    ... def make(): ...

    Args:
        generator: where calls get random numbers that name no generator; without one, each takes its seed from
            PyTorch's default generator, so that ``torch.manual_seed`` makes the model repeat itself. Processes that share
            a model of ``DTensor`` get parts of one if their generators start alike (``check_generators``).

    Contexts nest; the innermost one's generator counts. What is patched is the process: threads outside the context
    use the library too while it is open.
    """

    def __init__(self, generator: AnyGenerator = None) -> None:
        _torch_generators.check(generator, "patch_torch")
        self.generator = generator

    def __enter__(self) -> patch_torch:
        _timm_watch.await_others()
        with _lock:
            _open.append(self)
            _follow()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with _lock:
            # Contexts of several threads may end in another order than that of their beginnings.
            places = [place for place, context in enumerate(_open) if context is self]
            if not places:
                raise RuntimeError("patch_torch: the context ends more often than it began")
            del _open[places[-1]]
            _follow()

    def __call__(self, function: Function) -> Function:
        kinds = (inspect.isclass, inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
        if not callable(function) or any(is_kind(function) for is_kind in kinds):
            raise TypeError(
                f"patch_torch: it can't decorate {function!r:.200}; expected a function that does its work when it is called"
            )
        return super().__call__(function)
