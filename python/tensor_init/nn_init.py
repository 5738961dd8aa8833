"""``torch.nn.init`` on this library: the same names, arguments, defaults, return values, warnings and exceptions.

Tensors are filled in place: any on the CPU, whatever their strides, leaves that require gradients too; of a ``DTensor``
each process makes what it holds, with the values of the whole, on any device. What the library
can't do by its nature (other devices, complex numbers, subclasses, meta tensors, arguments that it refuses) goes to
PyTorch's own function, which does it or raises what it always raises; so does every call while a mode other than a
device context, a tracer or a compiler is active, which then sees what it would see without this library. Faults of a
call that the library does take are exceptions.

``generator`` may be a :class:`tensor_init.Generator` or a ``torch.Generator``. Of the latter, and of PyTorch's default
generator where none is given, each call takes one number as the seed of its own stream: ``torch.manual_seed`` makes a
script repeat itself, on any machine and with any number of threads. Where PyTorch's own function draws, it draws from a
``torch.Generator`` that the :class:`tensor_init.Generator` seeded, or the call is an error.
"""

from __future__ import annotations

import functools
import math
import warnings
from typing import Any, Callable

import torch.nn.init as _torch_init
from torch import Tensor
from torch.nn.init import _calculate_correct_fan, _calculate_fan_in_and_fan_out, calculate_gain

from . import _library
from ._drawing import Refused, draw, warn, write
from ._stand_ins import stand_in
from ._torch_generators import AnyGenerator

__all__ = list(_torch_init.__all__)


def _on_the_library(ours: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function of PyTorch's name that does what it can by the library, and leaves the rest to PyTorch's own."""
    return stand_in(getattr(_torch_init, ours.__name__), ours)


@_on_the_library
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: AnyGenerator = None) -> Tensor:
    """Uniform on [a, b). See :func:`torch.nn.init.uniform_`."""
    return draw(tensor, generator, _library.uniform, (a, b))


@_on_the_library
def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: AnyGenerator = None
) -> Tensor:
    """Normal. See :func:`torch.nn.init.normal_`."""
    return draw(tensor, generator, _library.normal, (mean, std))


def far_mean(mean: float, std: float, a: float, b: float) -> str | None:
    """What is warned of a restricted normal law whose mean is far from its bounds."""
    if mean < a - 2 * std or mean > b + 2 * std:
        return "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect."
    return None


@_on_the_library
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
    return draw(tensor, generator, _library.trunc_normal, (mean, std, a, b), warning=far_mean(mean, std, a, b))


@_on_the_library
def constant_(tensor: Tensor, val: float) -> Tensor:
    """Every element ``val``. See :func:`torch.nn.init.constant_`."""
    return write(tensor, _library.constant, (val,))


@_on_the_library
def ones_(tensor: Tensor) -> Tensor:
    """Every element 1. See :func:`torch.nn.init.ones_`."""
    return write(tensor, _library.constant, (1.0,))


@_on_the_library
def zeros_(tensor: Tensor) -> Tensor:
    """Every element 0. See :func:`torch.nn.init.zeros_`."""
    return write(tensor, _library.zeros)


@_on_the_library
def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix. See :func:`torch.nn.init.eye_`."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return write(tensor, _library.eye, needs_shape=True)


@_on_the_library
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Convolution weights that pass their input channels on. See :func:`torch.nn.init.dirac_`."""
    if tensor.ndimension() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.size(0) % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    if type(groups) is not int or not 0 < groups <= tensor.size(0) or 0 in tensor.shape:
        raise Refused
    return write(tensor, _library.dirac, (groups,), needs_shape=True)


@_on_the_library
def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: AnyGenerator = None) -> Tensor:
    """Uniform of Glorot's variance. See :func:`torch.nn.init.xavier_uniform_`."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    a = math.sqrt(3.0) * std
    return draw(tensor, generator, _library.uniform, (-a, a))


@_on_the_library
def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: AnyGenerator = None) -> Tensor:
    """Normal of Glorot's variance. See :func:`torch.nn.init.xavier_normal_`."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return draw(tensor, generator, _library.normal, (0.0, std))


@_on_the_library
def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: AnyGenerator = None,
) -> Tensor:
    """Uniform of He's variance. See :func:`torch.nn.init.kaiming_uniform_`."""
    if 0 in tensor.shape:
        warn("Initializing zero-element tensors is a no-op", 3)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    gain = calculate_gain(nonlinearity, a)
    bound = math.sqrt(3.0) * (gain / math.sqrt(fan))
    return draw(tensor, generator, _library.uniform, (-bound, bound))


@_on_the_library
def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: AnyGenerator = None,
) -> Tensor:
    """Normal of He's variance. See :func:`torch.nn.init.kaiming_normal_`."""
    if 0 in tensor.shape:
        warn("Initializing zero-element tensors is a no-op", 3)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    return draw(tensor, generator, _library.normal, (0.0, std))


@_on_the_library
def orthogonal_(tensor: Tensor, gain: float = 1, generator: AnyGenerator = None) -> Tensor:
    """Orthonormal rows or columns, whichever are fewer; float16 and bfloat16 too. See
    :func:`torch.nn.init.orthogonal_`."""
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0 or tensor.is_meta:
        return tensor
    # PyTorch multiplies by it, by no larger integer.
    if isinstance(gain, int) and not -(1 << 63) <= gain < 1 << 64:
        raise Refused
    return draw(tensor, generator, _library.orthogonal, (gain,), needs_shape=True)


@_on_the_library
def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: AnyGenerator = None
) -> Tensor:
    """Normal, with the same share of zeros in each column, the product rounded as of decimal numbers; all of it
    repeats with the generator. See :func:`torch.nn.init.sparse_`."""
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return draw(tensor, generator, _library.sparse, (sparsity, std), needs_shape=True)


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
