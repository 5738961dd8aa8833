"""timm, also where torchvision has none of its operators."""

import contextlib

import pytest

torch = pytest.importorskip("torch")

# timm wants torchvision, whose wheel for a GPU has no operators without one: these it asks for when it is imported.
for operator in ("nms", "qnms"):
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")

timm = pytest.importorskip("timm")
