"""Which model of a library each recipe of Examples/ is: one module here for each kind of models."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

# Libraries import torchvision, whose wheel for a GPU has no operators without one: these it asks for when imported.
for operator in ("nms", "qnms"):
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")


@dataclass
class Family:
    """A recipe and the models that it must be in each of its sizes.

    Every module in this folder has a list `FAMILIES` of them.
    """

    recipe: str
    # Makes the model of a configuration, initialized as its library does it (on meta: not at all).
    model: Callable
    # The configuration of each of the recipe's sizes: arguments of `model`.
    sizes: dict[str, dict]
    # A configuration of some thousand parameters a tensor, and the variables that make the recipe's tensors those.
    tiny: dict
    tiny_settings: dict[str, object]
    # Tensors that the recipe initializes otherwise on purpose, as patterns of names.
    own_laws: tuple[str, ...] = ()
    # Tensors of which the library makes a row zeros (padding) that the recipe doesn't: patterns, each with the row.
    zero_rows: dict[str, int] = field(default_factory=dict)
    # Tensors of the model that are not the recipe's, as patterns of names.
    without: tuple[str, ...] = ()
