"""The functions of ``timm.layers.weight_init`` that draw, on this library: what `patch_torch` leads them to.

``lecun_normal_`` is not among them: all that it does is to call ``variance_scaling_``.
"""

from __future__ import annotations

import inspect
import math
import types
from typing import Any, Callable, Iterator

import torch
from torch import Tensor
from torch.nn.init import _calculate_fan_in_and_fan_out

from . import _library, _torch_generators
from ._drawing import Refused, doubles, draw
from ._stand_ins import Composed, stand_in
from ._torch_generators import AnyGenerator
from .nn_init import far_mean

#: Where timm has had them, the newest place first.
MODULES = ("timm.layers.weight_init", "timm.models.layers.weight_init")

#: What functions of timm's are led to, each of which does by itself what the library doesn't.
stand_ins: list[Callable[..., Any]] = []


def functions_of(module: types.ModuleType) -> Iterator[types.FunctionType]:
    """Those of a module of timm's that draw."""
    for law in _LAWS:
        function = vars(module).get(law.__name__)
        if isinstance(function, types.FunctionType) and function.__module__ == module.__name__:
            yield function


def can_lead_here(function: types.FunctionType) -> bool:
    """Whether a function of timm's has the arguments that are known here."""
    functions = (function, _law(function))
    theirs, ours = ([(p.name, p.kind) for p in inspect.signature(f).parameters.values()] for f in functions)
    return theirs == ours[: len(theirs)] and not function.__code__.co_freevars


def add_stand_in(function: types.FunctionType) -> int:
    """The number of a new stand-in, which leaves to the function what the library doesn't do."""
    stand_ins.append(stand_in(function, _law(function)))
    return len(stand_ins) - 1


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: AnyGenerator = None,
) -> Tensor:
    """Normal, restricted to [a, b]."""
    warning = far_mean(mean, std, a, b)
    # timm's divides by it.
    if std == 0:
        raise Refused
    if _draws_as_pytorch(generator):
        # timm's is another algorithm than PyTorch's own function of this name.
        below = [(1.0 + math.erf((bound - mean) / std / math.sqrt(2.0))) / 2.0 for bound in (a, b)]
        draw(tensor, generator, _library.uniform, (2 * below[0] - 1, 2 * below[1] - 1), warning=warning)
        with torch.no_grad():
            return tensor.erfinv_().mul_(std * math.sqrt(2.0)).add_(mean).clamp_(min=a, max=b)
    return draw(tensor, generator, _library.trunc_normal, (mean, std, a, b), warning=warning)


def trunc_normal_tf_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: AnyGenerator = None,
) -> Tensor:
    """A standard normal restricted to [a, b], times the deviation, plus the mean."""
    if _draws_as_pytorch(generator):
        trunc_normal_(tensor, 0.0, 1.0, a, b, generator)
        with torch.no_grad():
            return tensor.mul_(std).add_(mean)
    mean, std, a, b = doubles((mean, std, a, b))
    if not a <= b or not math.isfinite(std):
        raise Refused
    # Infinity times a deviation of 0 is no number.
    bounds = sorted(bound * std + mean if std else mean for bound in (a, b))
    return draw(tensor, generator, _library.trunc_normal, (mean, abs(std), *bounds), warning=far_mean(0.0, 1.0, a, b))


def variance_scaling_(
    tensor: Tensor,
    scale: float = 1.0,
    mode: str = "fan_in",
    distribution: str = "normal",
    generator: AnyGenerator = None,
) -> None:
    """Of the variance ``scale`` over a fan, as PyTorch counts it."""
    # timm's calls, by its version, `trunc_normal_tf_` or `trunc_normal_`.
    if distribution == "truncated_normal" and generator is None:
        raise Composed
    if mode not in ("fan_in", "fan_out", "fan_avg") or distribution not in ("normal", "uniform"):
        raise Refused
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    if not fan:
        raise Refused
    variance = scale / fan
    if distribution == "normal":
        draw(tensor, generator, _library.normal, (0.0, math.sqrt(variance)))
    else:
        bound = math.sqrt(3 * variance)
        draw(tensor, generator, _library.uniform, (-bound, bound))


def _draws_as_pytorch(generator: AnyGenerator) -> bool:
    """Whether values are to be those of timm's own arithmetic on the bits of PyTorch's generator."""
    return _torch_generators.has_pytorchs_bits(_torch_generators.ambient if generator is None else generator)


_LAWS = (trunc_normal_, trunc_normal_tf_, variance_scaling_)


def _law(function: types.FunctionType) -> Callable[..., Any]:
    return next(law for law in _LAWS if law.__name__ == function.__name__)
