"""Who, besides PyTorch itself, is to see a call of its functions: modes, tracers, compilers."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch.autograd import forward_ad
from torch.compiler import is_dynamo_compiling
from torch.utils._device import DeviceContext

_C = torch._C
_count_dispatch_modes = _C._len_torch_dispatch_stack
_tracing_state = _C._get_tracing_state
_torch_func_stack = _C._functorch.peek_interpreter_stack
_is_function_mode_enabled = _C._is_torch_function_mode_enabled


class Observer(NamedTuple):
    """Who is to see calls."""

    name: str
    #: Whether calls are written down to be made later, by whom and as often as may be.
    records: bool


COMPILER = Observer("torch.compile", True)


def observer() -> Observer | None:
    """Who is to see this thread's calls; device contexts (``with torch.device(...)``) don't count."""
    # A constant for the compiler, which reads nothing after it.
    if is_dynamo_compiling():
        return COMPILER
    if _count_dispatch_modes() or _tracing_state() is not None or _torch_func_stack() is not None:
        return _dispatch_observer()
    if _is_function_mode_enabled():
        for mode in torch.overrides._get_current_function_mode_stack():
            if type(mode) is not DeviceContext:
                # Of the tracers one keeps its dispatch modes apart.
                records = torch._ops._len_torch_dispatch_stack_pre_dispatch() > 0
                return Observer(f"a function mode ({type(mode).__name__})", records)
    if forward_ad._current_level >= 0:
        return Observer("forward-mode differentiation", False)
    return None


def _dispatch_observer() -> Observer:
    if _tracing_state() is not None:
        return Observer("torch.jit.trace", True)
    if _torch_func_stack() is not None:
        return Observer("a transform of torch.func", False)
    modes = torch.utils._python_dispatch._get_current_dispatch_mode_stack()
    for mode in modes:
        # Those that trace, export and imitate tensors.
        if type(mode).is_infra_mode():
            return Observer(f"a tracer ({type(mode).__name__})", True)
    return Observer(f"a dispatch mode ({type(modes[-1]).__name__})", False)
