"""Which model of a library each recipe of Examples/ is: one module here for each kind of models."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import torch

# Libraries import torchvision, whose wheel for a GPU has no operators without one: these it asks for when imported.
for operator in ("nms", "qnms"):
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")

from safetensors.torch import load_file
from transformers import PreTrainedModel
from transformers.utils import logging

logging.disable_progress_bar()
logging.set_verbosity_error()


@dataclass
class Family:
    """A recipe and the models that it must be in each of its sizes.

    Every module in this folder has a list `FAMILIES` of them.
    """

    # Its name in Examples/.
    recipe: str
    # Makes the model of a configuration, initialized as its library does it (on meta: not at all).
    model: Callable
    # The configuration of each of the recipe's sizes, or of the recipe if it has none: arguments of `model`.
    sizes: dict[str | None, dict]
    # A configuration of some thousand parameters a tensor, and the variables that make the recipe's tensors those; none
    # where the recipe has no variables.
    tiny: dict = field(default_factory=dict)
    tiny_settings: dict[str, object] = field(default_factory=dict)
    # Packages that the model is of, beside torch.
    libraries: tuple[str, ...] = ("transformers",)
    # Tensors that the recipe initializes otherwise on purpose, as patterns of names.
    own_laws: tuple[str, ...] = ()
    # Tensors of the model that are not the recipe's, as patterns of names.
    without: tuple[str, ...] = ()
    # What the library's names begin with and the recipe's don't.
    prefix: str = ""
    # Whether the recipe's tensors are adapters of the model alone, named as peft's files name them.
    adapters: bool = False

    @property
    def file_name(self):
        return "adapter_model.safetensors" if self.adapters else "model.safetensors"

    def leaves_out(self, name):
        return any(fnmatchcase(name, pattern) for pattern in self.without)

    def state_dict(self, model):
        tensors = {
            name.removeprefix(self.prefix): tensor for name, tensor in model.state_dict(keep_vars=True).items()
            if not self.leaves_out(name)}
        if not self.adapters:
            return tensors
        # Files leave out the adapter's name.
        return {name.replace(".default", ""): tensor for name, tensor in tensors.items() if ".lora_" in name}

    def of_dtype(self, dtype, configuration):
        """The model of a configuration as its library makes it for training with a dtype."""
        model = self.model(**configuration)
        if isinstance(model, PreTrainedModel):
            return type(model)._from_config(model.config, dtype=dtype)
        return model.to(dtype)

    def load(self, path):
        """The small model with the tensors of a file: the model, and the names that it misses or doesn't expect."""
        model = self.model(**self.tiny)
        if isinstance(model, PreTrainedModel):
            model.config.save_pretrained(path.parent)
            model, loading = type(model).from_pretrained(path.parent, dtype="auto", output_loading_info=True)
            assert not loading["mismatched_keys"] and not loading["error_msgs"], loading
            return model, loading["missing_keys"], loading["unexpected_keys"]
        tensors = load_file(path)
        model.to(next(tensor.dtype for tensor in tensors.values() if tensor.is_floating_point()))
        if self.adapters:
            from peft import set_peft_model_state_dict

            missing, unexpected = set_peft_model_state_dict(model, tensors)[:2]
            return model, [name for name in missing if ".lora_" in name], unexpected
        missing, unexpected = model.load_state_dict(tensors, strict=False)
        return model, [name for name in missing if not self.leaves_out(name)], unexpected
