"""Fast, reproducible initial values for the parameters of neural networks.

>>> import numpy, tensor_init
>>> weight = numpy.empty((64, 32), "float32")
>>> tensor_init.fill(weight, "kaiming_normal(mode=fan_out)", seed=7)

:mod:`tensor_init.nn_init` is ``torch.nn.init`` on this library, and ``with tensor_init.patch_torch():`` makes models of
PyTorch use it without a changed line.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

from . import _library
from ._by_name import InitializationReport, initialize, materialize
from ._fill import fill
from ._generator import Generator, default, manual_seed
from ._patterns import buffers
from ._recipes import Recipe

# What needs PyTorch is imported when it is asked for.
_WITH_TORCH = ["check_generators", "nn_init", "patch_torch"]

__all__ = [
    "Generator",
    "InitializationReport",
    "Recipe",
    "buffers",
    "default",
    "fill",
    "initialize",
    "manual_seed",
    "materialize",
    "set_num_threads",
    "stream_version",
]
if importlib.util.find_spec("torch"):
    __all__ += _WITH_TORCH

__version__ = _library.version().decode()

#: The version of the contract between a seed and the values of ``ars`` and ``philox``.
stream_version: int = _library.stream_version()


def set_num_threads(count: int) -> None:
    """Sets the most threads that one call uses; 0 is one a core. Values are the same with any number."""
    expected = "a number of 0 or more, below 2**31"
    number = _library.integer(count, "set_num_threads: the count", 0, (1 << 31) - 1, expected)
    _library.check(_library.set_thread_count(number))


if TYPE_CHECKING:
    # With `as`, type checkers take them for the package's own.
    from . import nn_init as nn_init
    from ._patch import patch_torch as patch_torch
    from ._processes import check_generators as check_generators


def __getattr__(name: str) -> Any:
    if name == "nn_init":
        return importlib.import_module(".nn_init", __name__)
    if name == "patch_torch":
        from ._patch import patch_torch

        return patch_torch
    if name == "check_generators":
        from ._processes import check_generators

        return check_generators
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_WITH_TORCH, *(name for name in globals() if name.startswith("__"))})
