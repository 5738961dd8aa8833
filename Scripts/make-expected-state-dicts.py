#!/usr/bin/env python3
"""Writes Tests/ExpectedStateDicts/*.tsv, what each recipe in Examples/ has to produce.

The tables come from the models as torchvision and transformers build them, so that they are
a truth independent of the recipes. Models are built on the meta device from explicit
configurations: no weights are allocated and none are downloaded.

One line per tensor, sorted by name: name, dtype, shape as 3x4 (empty for a scalar),
and "parameter" or "buffer", separated by tabs.

Made with torch 2.13.0, torchvision 0.28.0 and transformers 5.23.0:

    python3 -m venv /tmp/state-dicts
    /tmp/state-dicts/bin/pip install torch==2.13.0 torchvision==0.28.0 transformers==5.23.0
    /tmp/state-dicts/bin/python Scripts/make-expected-state-dicts.py [DIRECTORY]
"""

import sys
from pathlib import Path

import torch


def import_torchvision():
    """Imports torchvision, also beside a torch that its compiled operators don't load with."""
    try:
        import torchvision
    except RuntimeError:
        # It then stops at the operators that it documents unconditionally. ResNet uses none
        # of them, so declaring them is enough.
        for module in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[module]
        library = torch.library.Library("torchvision", "FRAGMENT")
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision

        torchvision.declared_operators = library  # declarations last as long as the library
    return torchvision


torchvision = import_torchvision()

from transformers import GPT2Config, GPT2Model, LlamaConfig, LlamaForCausalLM


def gpt2_124m():
    return GPT2Model(GPT2Config())


def resnet50():
    return torchvision.models.resnet50(weights=None)


def llama_1b():
    config = LlamaConfig(
        vocab_size=128256,
        hidden_size=2048,
        intermediate_size=8192,
        num_hidden_layers=16,
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=64,
        max_position_embeddings=131072,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
    )
    return LlamaForCausalLM(config).to(torch.bfloat16)


def rows(model):
    parameters = dict(model.named_parameters())
    # A tied parameter is stored once, under its first name.
    tied = dict(model.named_parameters(remove_duplicate=False)).keys() - parameters.keys()
    for name, tensor in sorted(model.state_dict().items()):
        # Some versions of transformers keep GPT-2's causal mask in its state.
        if name in tied or name.endswith((".attn.bias", ".attn.masked_bias")):
            continue
        dtype = str(tensor.dtype).removeprefix("torch.")
        shape = "x".join(str(extent) for extent in tensor.shape)
        yield name, dtype, shape, "parameter" if name in parameters else "buffer"


def main():
    default = Path(__file__).resolve().parent.parent / "Tests" / "ExpectedStateDicts"
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    directory.mkdir(parents=True, exist_ok=True)
    for name, build in (("gpt2-124m", gpt2_124m), ("resnet50", resnet50), ("llama-1b", llama_1b)):
        with torch.device("meta"):
            model = build()
        table = list(rows(model))
        text = "".join("\t".join(row) + "\n" for row in table)
        (directory / f"{name}.tsv").write_text(text, encoding="utf-8")
        count = sum(parameter.numel() for parameter in model.parameters())
        print(f"{name}: {len(table)} tensors, {count:,} parameters")


main()
