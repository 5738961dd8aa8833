"""Models of transformers and timm under patch_torch: a few of those that Scripts/check-models makes."""

import importlib.util
import os

import pytest

if not all(map(importlib.util.find_spec, ("torch", "transformers", "timm"))):
    pytest.skip("needs torch, transformers and timm", allow_module_level=True)

import models  # noqa: E402

ALL = [*models.TRANSFORMERS, *models.TIMM]
CHOSEN = ALL if os.environ.get("TENSOR_INIT_ALL_MODELS") else ["Bert", "Mamba", "vit_tiny_patch16_224"]


@pytest.mark.parametrize("name", CHOSEN)
def test_whatever_torch_nn_init_reaches_is_drawn_by_the_library(name, tmp_path):
    for way, reached, made, error, left in models.check(name, tmp_path):
        others = f" ({left[0]}, ...)" if left else ""
        print(f"{name} {way}: {reached.calls} tensors by the library, {len(left)} drawn by others{others}", error or "")
        if error is None:
            assert reached.calls > 0, f"{name} {way}: torch.nn.init reached nothing"
            assert not any(parameter.is_meta for parameter in made.parameters())
