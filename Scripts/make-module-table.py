#!/usr/bin/env python3
"""Writes what PyTorch's layers hold when they are made, and how they are printed.

In Tests/ModuleTests/ModuleTable/pytorch-2.13.0.tsv, one line for each tensor of each layer, in the order of the layer's
state dict, separated by tabs:

    layer     how the layer is made, in PyTorch's words
    name
    role      parameter or buffer
    dtype
    shape     as 3x4; empty for a scalar
    law       the last that wrote all of the tensor: uniform, normal or constant
    first     low, mean or the value
    second    high, std or nothing
    draws     which draws of the layer wrote the tensor, counted from 0 over all random tensors
    hash      64-bit FNV-1a of the tensor's bytes, with torch.manual_seed(42) before the layer is made

A law is what was asked of Tensor.uniform_ and so on while the layer was made; nothing is
estimated.

In pytorch-2.13.0-texts.tsv beside it, one line for each layer, also for those of TEXTS_ONLY: how it is made, and its repr,
whose line breaks are \\n.

Made with torch 2.13.0:

    python3 -m venv /tmp/module-table
    /tmp/module-table/bin/pip install torch==2.13.0
    /tmp/module-table/bin/python Scripts/make-module-table.py [FILE]
"""

import sys
import warnings
from collections import OrderedDict  # noqa: F401: the layers below are evaluated
from pathlib import Path

import torch
from torch.nn import (  # noqa: F401: the layers below are evaluated
    GRU,
    LSTM,
    RNN,
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    Bilinear,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Dropout,
    ELU,
    Embedding,
    Flatten,
    GELU,
    GroupNorm,
    Identity,
    LayerNorm,
    LeakyReLU,
    Linear,
    Module,
    MultiheadAttention,
    PReLU,
    ReLU,
    SELU,
    Sequential,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)

LAYERS = """
Linear(300, 200)
Linear(1, 1)
Linear(64, 32, bias=False)
Linear(48, 40, dtype=torch.float64)
Linear(48, 40, dtype=torch.bfloat16)
Linear(48, 40, dtype=torch.float16)
Bilinear(20, 30, 40)
Bilinear(16, 8, 32, bias=False)
Embedding(300, 64)
Embedding(50, 40, padding_idx=3)
Embedding(50, 40, padding_idx=-1)
Conv1d(16, 33, 3)
Conv1d(12, 24, 5, groups=4, bias=False)
Conv2d(3, 64, 7)
Conv2d(32, 32, (3, 5), groups=32)
Conv2d(8, 16, 1, dtype=torch.float64)
Conv3d(4, 8, 3)
Conv3d(6, 9, (1, 2, 3), groups=3)
ConvTranspose1d(16, 33, 3)
ConvTranspose1d(8, 12, 4, groups=4)
ConvTranspose2d(16, 32, 3)
ConvTranspose2d(16, 8, (2, 4), bias=False)
ConvTranspose3d(4, 8, 3)
ConvTranspose3d(8, 4, (1, 2, 3), groups=2)
BatchNorm1d(7)
BatchNorm2d(64)
BatchNorm2d(64, affine=False)
BatchNorm2d(64, track_running_stats=False)
BatchNorm3d(5, dtype=torch.float64)
LayerNorm(48)
LayerNorm([3, 4])
LayerNorm(48, bias=False)
LayerNorm(48, elementwise_affine=False)
GroupNorm(4, 12)
GroupNorm(1, 6, affine=False)
RNN(10, 20)
RNN(10, 20, num_layers=2, bidirectional=True, bias=False)
LSTM(40, 50)
LSTM(10, 20, num_layers=3, bidirectional=True)
LSTM(10, 20, num_layers=2, bidirectional=True, proj_size=5)
GRU(40, 50)
GRU(10, 20, num_layers=2, bidirectional=True, dtype=torch.float64)
MultiheadAttention(64, 8)
MultiheadAttention(64, 8, bias=False)
MultiheadAttention(64, 4, add_bias_kv=True)
MultiheadAttention(32, 4, kdim=24, vdim=40, add_bias_kv=True)
MultiheadAttention(32, 4, kdim=24)
PReLU()
PReLU(8)
ReLU()
LeakyReLU(0.2)
Sequential(Conv2d(3, 8, 3), BatchNorm2d(8), ReLU(), Sequential(Linear(20, 30), PReLU(3)))
Sequential(MultiheadAttention(16, 2), LayerNorm(16), LSTM(16, 8), Embedding(7, 16))
""".strip().splitlines()

TEXTS_ONLY = """
Identity()
Sigmoid()
Tanh()
SELU()
GELU()
SiLU()
Softmax()
Flatten()
Dropout(0.1)
Dropout()
ELU()
LeakyReLU()
LeakyReLU(1e-05)
LSTM(3, 2, num_layers=2, bias=False, proj_size=1)
Conv1d(4, 4, 2, groups=4)
Sequential()
Sequential(OrderedDict(up=Linear(2, 8), act=GELU(), down=Linear(8, 2, bias=False)))
Sequential(Sequential(Sequential(), Sequential(ReLU())), MultiheadAttention(4, 2))
Block()
Scale()
""".strip().splitlines()


class Block(Module):
    """A module of a user's, with children."""

    def __init__(self):
        super().__init__()
        self.norm = LayerNorm(4)
        self.mlp = Sequential(Linear(4, 8), ReLU())


class Scale(Block):
    """One with arguments and children."""

    def extra_repr(self):
        return "width=4"


class Recorder:
    """Notes what is asked of the tensors' fills while it is in force."""

    def __init__(self):
        self.law = {}
        self.draws = {}
        self.count = 0
        self.originals = {}

    def note(self, tensor, law, first, second=""):
        # A row that is zeroed has other elements than its tensor.
        key = (tensor.data_ptr(), tensor.numel())
        self.law[key] = (law, first, second)
        if law != "constant":
            self.draws.setdefault(key, []).append(self.count)
            self.count += 1

    def __enter__(self):
        def replace(name, note):
            original = getattr(torch.Tensor, name)
            self.originals[name] = original

            def method(tensor, *arguments, **named):
                note(tensor, *arguments)
                return original(tensor, *arguments, **named)

            setattr(torch.Tensor, name, method)

        replace("uniform_", lambda t, low=0, high=1: self.note(t, "uniform", low, high))
        replace("normal_", lambda t, mean=0, std=1: self.note(t, "normal", mean, std))
        replace("fill_", lambda t, value: self.note(t, "constant", value))
        replace("zero_", lambda t: self.note(t, "constant", 0))
        return self

    def __exit__(self, *_):
        for name, original in self.originals.items():
            setattr(torch.Tensor, name, original)


def constant(tensor):
    """The law of a tensor that was made with its values, such as a buffer."""
    values = set(tensor.flatten().tolist())
    assert len(values) == 1, values
    return ("constant", values.pop(), "")


def fnv1a(tensor):
    data = tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
    result = 0xCBF29CE484222325
    for byte in data:
        result = (result ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{result:016x}"


def rows(layer):
    torch.manual_seed(42)
    with Recorder() as recorder:
        module = eval(layer)
    parameters = {name for name, _ in module.named_parameters()}
    state = module.state_dict()
    if not state:
        yield [layer] + [""] * 9
    for name, tensor in state.items():
        key = (tensor.data_ptr(), tensor.numel())
        law, first, second = recorder.law.get(key) or constant(tensor)
        yield [
            layer,
            name,
            "parameter" if name in parameters else "buffer",
            str(tensor.dtype).removeprefix("torch."),
            "x".join(map(str, tensor.shape)),
            law,
            repr(float(first)),
            second if second == "" else repr(float(second)),
            ",".join(map(str, recorder.draws.get(key, []))),
            fnv1a(tensor),
        ]


def main():
    assert torch.__version__.startswith("2.13.0"), torch.__version__
    default = Path(__file__).resolve().parent.parent / "Tests/ModuleTests/ModuleTable"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default / "pytorch-2.13.0.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    lines = ["\t".join(row) for layer in LAYERS for row in rows(layer)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {len(LAYERS)} layers, {len(lines)} tensors")
    layers = LAYERS + TEXTS_ONLY
    texts = ["\t".join([layer, repr(eval(layer)).replace("\n", "\\n")]) for layer in layers]
    path = path.with_name(f"{path.stem}-texts.tsv")
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    print(f"{path}: {len(texts)} layers")


main()
