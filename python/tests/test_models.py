"""Models of transformers and timm under patch_torch: a few of those that Scripts/check-models makes."""

import importlib.util
import os

import pytest

if not all(map(importlib.util.find_spec, ("torch", "transformers", "timm"))):
    pytest.skip("needs torch, transformers and timm", allow_module_level=True)

import torch  # noqa: E402

import models  # noqa: E402
from tensor_init import Generator, initialize, patch_torch  # noqa: E402

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


@pytest.mark.parametrize("name", models.RULES)
def test_rules_draw_what_is_out_of_reach(name, tmp_path):
    make = models.ways(name, tmp_path)["directly"]

    def made(pytorchs_seed):
        torch.manual_seed(pytorchs_seed)
        with patch_torch(Generator(7)):
            model = make()
        before = {key: value.clone() for key, value in model.named_parameters()}
        report = initialize(model, models.RULES[name], seed=7, strict=False)
        assert not report.unmatched_rules
        return before, dict(model.named_parameters())

    (before, first), (other, second) = made(1), made(2)
    random = [key for key in before if not torch.equal(before[key], other[key])]
    assert random and sorted(random) == sorted(key for key in before if not torch.equal(before[key], first[key]))
    for key, values in first.items():
        assert torch.equal(values, second[key]), key
        if key in random:
            # As models have them: steps of 0.001 to 0.1, and decays of 0.01 to 16.
            low, high = (0.01, 16) if key.endswith("A_log") else (0.001, 0.1)
            meant = values.exp() if key.endswith("A_log") else torch.nn.functional.softplus(values)
            assert low * 0.999 < meant.min() and meant.max() < high * 1.001
