#!/usr/bin/env python3
"""Compares tensor-init's structured initializers with what models compute: check_formulas.py COMMAND [GROUP...].

Each check takes values of the command and those of transformers' own code, in float64 where that can be had, or of a
paper's formula in 50 digits. Errors are counted in units in the last place of the exact value in the tensor's dtype;
what the other side itself is off by, in its float32 or float64, is allowed for and said beside it. Random values are
compared by what they are made of, and by two samples of 100,000 (Kolmogorov and Smirnov; a false alarm with other
seeds in a million).

Prints a line for each check, and exits with 1 where one fails. The last line of each group is the same check with a
difference that is planted, which must be found.
"""

import contextlib
import math
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

# transformers wants torchvision, whose wheel for a GPU has no operators without one: these it asks for.
for operator in ("nms", "qnms"):
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")

mpmath.mp.dps = 50
faults = []
command = ""


def made(expression, shape, dtype="float64", seed=7, name="values"):
    """Values of the command; of one name and seed the draws are the same."""
    with tempfile.TemporaryDirectory() as folder:
        recipe, output = Path(folder) / "recipe.yaml", Path(folder) / "values.npz"
        line = f"  {name}: {{shape: {list(shape)}, dtype: {dtype}, initializer: '{expression}'}}"
        recipe.write_text(f"seed: {seed}\ntensors:\n{line}\n")
        subprocess.run([command, "checkpoint", recipe, "--output", output, "--quiet"], check=True)
        return np.load(output)[name]


def said(group, what, is_right, detail, planted=False):
    if planted:
        print(f"{group}: planted, {what}: {'found' if not is_right else 'NOT FOUND'} ({detail})")
    else:
        print(f"{group}: {what}: {'' if is_right else 'DIFFERENT, '}{detail}")
    if is_right == planted:
        faults.append((group, what))


def compare(group, what, values, expected, units, beyond=0.0, planted=False):
    """Whether values are within some units in the last place of what is expected, and what that itself may be off by."""
    values, expected = np.asarray(values), np.asarray(expected, np.float64)
    if values.shape != expected.shape:
        said(group, what, False, f"shapes {values.shape} and {expected.shape}", planted)
        return
    unit = np.spacing(np.abs(expected).astype(values.dtype)).astype(np.float64)
    error = np.maximum(np.abs(values.astype(np.float64) - expected) - beyond, 0) / unit
    off = f", besides {np.max(beyond):.1g} of theirs" if np.any(beyond) else ""
    said(group, what, bool(error.max() <= units), f"at most {error.max():.3g} units in the last place{off}", planted)


def same_law(group, what, ours, theirs, planted=False):
    ours, theirs = np.sort(ours, axis=None), np.sort(theirs, axis=None)
    both = np.concatenate([ours, theirs])
    below = np.searchsorted(ours, both, "right") / ours.size - np.searchsorted(theirs, both, "right") / theirs.size
    allowed = math.sqrt(-math.log(1e-6 / 2) / 2 * (1 / ours.size + 1 / theirs.size))
    ratio = np.abs(below).max() / allowed
    said(group, what, bool(ratio <= 1), f"{ratio:.2f} times as far apart as chance allows", planted)


def exactly(function, *arguments):
    """A function of mpmath on arrays of numbers."""
    return np.vectorize(lambda *values: float(function(*map(mpmath.mpf, values))), otypes=[float])(*arguments)


# --- Groups ---


def mamba_steps(group="mamba_steps"):
    """Mamba's dt bias: the inverse softplus of log-uniform steps."""
    from transformers.models.mamba.modeling_mamba import MambaMixer

    count = 100_000
    mixer = types.SimpleNamespace(
        A_log=torch.empty(count, 1), D=torch.empty(count), dt_proj=torch.nn.Linear(1, count), intermediate_size=count,
        ssm_state_size=1,
        config=types.SimpleNamespace(
            time_step_rank=1, time_step_scale=1.0, time_step_init_scheme="random", time_step_min=0.001, time_step_max=0.1,
            time_step_floor=1e-4),
    )  # fmt: skip

    def theirs(**changes):
        torch.manual_seed(1)
        vars(mixer.config).update(changes)
        MambaMixer.init_mamba_weights(mixer)
        return mixer.dt_proj.bias.detach().numpy()

    def inverse_softplus(t):
        return t + mpmath.log(-mpmath.expm1(-t))

    for low, high, floor in [(0.001, 0.1, 0.0001), (0.00001, 2.0, 0.0001), (0.5, 90.0, 0.0)]:
        arguments = f"low={low}, high={high}"
        steps = made(f"log_uniform({arguments})", [20_000])
        biases = made(f"inverse_softplus_log_uniform({arguments}, floor={floor})", [20_000])
        expected = exactly(inverse_softplus, np.maximum(steps, floor))
        compare(group, f"inverse softplus on [{low}, {high}), floor {floor}", biases, expected, 4)
        single = made(f"inverse_softplus_log_uniform({arguments}, floor={floor})", [20_000], "float32")
        # A float32 has a draw of fewer bits, of which log(high / low) / 2^33 is half a step.
        coarse = np.maximum(steps, floor) * math.log(high / low) * 2.0**-32 / -np.expm1(-np.maximum(steps, floor))
        compare(group, f"the same in float32 on [{low}, {high})", single, biases, 1, coarse)
    ours = made("inverse_softplus_log_uniform(low=0.001, high=0.1, floor=0.0001)", [count], "float32")
    same_law(group, "the law of transformers' MambaMixer", ours, theirs())
    compare(group, "the smallest bias", ours.min(), math.log(math.expm1(0.001)), 1, 2e-4)
    compare(group, "the largest bias", ours.max(), math.log(math.expm1(0.1)), 1, 2e-4)
    same_law(group, "another largest step", ours, theirs(time_step_max=0.11), planted=True)


def state_matrices(group="state_matrices"):
    """Mamba's and Mamba-2's A_log, and Qwen3-Next's."""
    from transformers import Mamba2Config, MambaConfig
    from transformers.models.mamba.modeling_mamba import MambaMixer
    from transformers.models.mamba2.modeling_mamba2 import Mamba2Mixer

    mamba = MambaMixer(MambaConfig(hidden_size=32, state_size=128, num_hidden_layers=1), 0)
    theirs = mamba.A_log.detach().numpy()
    exact = np.broadcast_to(exactly(mpmath.log, np.arange(1, 129)), theirs.shape)
    ours = made("log_arange(start=1, axis=-1)", theirs.shape, "float32")
    compare(group, "transformers' Mamba", ours, theirs, 1, np.abs(theirs - exact))
    compare(group, "log(1...128) in float32", ours, exact, 0.51)
    compare(group, "log(1...128) in float64", made("log_arange(start=1, axis=-1)", theirs.shape), exact, 1)
    config = Mamba2Config(hidden_size=32, num_heads=8, head_dim=8, state_size=16, num_hidden_layers=1)
    theirs = Mamba2Mixer(config, 0).A_log.detach().numpy()
    ours = made("log_arange(start=1)", theirs.shape, "float32")
    compare(group, "transformers' Mamba-2", ours, theirs, 1, np.abs(theirs - exactly(mpmath.log, np.arange(1, 9))))
    compare(group, "another start", made("log_arange(start=2)", theirs.shape, "float32"), theirs, 1, 0.1, planted=True)


def gated_decays(group="gated_decays"):
    """A_log of Qwen3-Next and other gated delta nets: the logarithm of uniform numbers."""
    torch.manual_seed(1)
    for low, high in [(0.01, 16), (1, 16)]:
        ours = made(f"log_of_uniform(low={low}, high={high})", [100_000], "float32")
        theirs = torch.empty(100_000).uniform_(low, high).log_().numpy()
        same_law(group, f"log of uniform on [{low}, {high})", ours, theirs)
        is_within = math.log(low) <= ours.min() and ours.max() < math.log(high)
        said(group, f"the bounds of [{low}, {high})", is_within, f"{ours.min()} ... {ours.max()}")
    same_law(group, "another bound", ours, torch.empty(100_000).uniform_(0.5, 16).log_().numpy(), planted=True)


def sinusoids(group="sinusoids"):
    """Positions of Whisper, DistilBERT and Marian, and the paper's."""
    from transformers.models.distilbert.modeling_distilbert import _create_sinusoidal_embeddings
    from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding
    from transformers.models.whisper.modeling_whisper import sinusoids as whispers

    # Angles up to the number of positions, in float64 with a few units.
    beyond = 1500 * 2.0**-50
    torch.set_default_dtype(torch.float64)
    try:
        theirs = whispers(1500, 384).numpy()
    finally:
        torch.set_default_dtype(torch.float32)
    expression = "sinusoidal(layout=sines_then_cosines, endpoint=true)"
    for dtype in ("float32", "float64"):
        compare(group, f"transformers' Whisper, {dtype}", made(expression, theirs.shape, dtype), theirs, 1, beyond)
    theirs = torch.empty(512, 768, dtype=torch.float64)
    _create_sinusoidal_embeddings(512, 768, theirs)
    # They are rounded to float32 there.
    compare(group, "transformers' DistilBERT", made("sinusoidal", theirs.shape, "float32"), theirs, 1, beyond)
    theirs = MarianSinusoidalPositionalEmbedding(512, 64).create_weight().numpy()
    ours = made("sinusoidal(layout=sines_then_cosines)", theirs.shape, "float32")
    compare(group, "transformers' Marian", ours, theirs, 1, beyond)

    ours = made("sinusoidal(base=10000)", [40_000, 64])
    rows, columns = np.random.default_rng(1).integers([40_000, 64], size=(2000, 2)).T

    def exact(row, column):
        angle = row * mpmath.power(10000, -mpmath.floor(column / 2) / 32)
        return mpmath.cos(angle) if column % 2 else mpmath.sin(angle)

    compare(group, "the paper's, at positions up to 40,000", ours[rows, columns], exactly(exact, rows, columns), 1)
    whisper = made(expression, [1500, 384], "float32")
    other = made("sinusoidal(layout=sines_then_cosines)", [1500, 384], "float32")
    compare(group, "the exponent over all channels", other, whisper, 1, beyond, planted=True)


def rotary(group="rotary"):
    """Llama's inverse frequencies."""
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

    for base, size in [(10_000.0, 128), (500_000.0, 64), (1e6, 80)]:
        config = LlamaConfig(hidden_size=size, num_attention_heads=1, head_dim=size, rope_theta=base)
        config.rope_parameters = {"rope_type": "default", "rope_theta": base}
        theirs = LlamaRotaryEmbedding(config).inv_freq.numpy()
        count = size // 2
        exact = exactly(lambda j: mpmath.power(base, -j / count), np.arange(count))
        expression = f"rope_inverse_frequencies(base={base})"
        ours = made(expression, [count], "float32")
        compare(group, f"transformers' Llama, base {base:g}", ours, theirs, 1, np.abs(theirs - exact))
        compare(group, f"base^(-j / {count}) in float32", ours, exact, 0.51)
        compare(group, f"base^(-j / {count}) in float64", made(expression, [count]), exact, 1)
    compare(group, "another base", made("rope_inverse_frequencies(base=10001)", [count]), exact, 1, planted=True)


def subpixel(group="subpixel"):
    """ICNR: the convolution before a pixel shuffle is one before an upsampling by nearest neighbours."""
    for factor, shape in [(2, (12, 5, 3, 3)), (3, (18, 4, 5, 5))]:
        weight = torch.from_numpy(made(f"icnr(factor={factor}, of=xavier_normal(gain=2))", shape))
        small = weight[:: factor**2]
        image = torch.randn(2, shape[1], 9, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
        ours = F.pixel_shuffle(F.conv2d(image, weight), factor)
        theirs = F.interpolate(F.conv2d(image, small), scale_factor=factor, mode="nearest")
        is_same = torch.equal(weight, small.repeat_interleave(factor**2, 0)) and torch.allclose(ours, theirs, 0, 1e-13)
        said(group, f"pixels of blocks of {factor}", is_same, "the same")
        deviation = 2 * math.sqrt(2 / ((shape[0] // factor**2 + shape[1]) * shape[2] * shape[3]))
        off = small.std().item() / deviation - 1
        said(group, "the deviation of the smaller weight", abs(off) < 5 / math.sqrt(2 * small.numel()), f"{off:+.1%}")
    weight = torch.from_numpy(made("xavier_normal", shape))
    ours = F.pixel_shuffle(F.conv2d(image, weight), 3)
    theirs = F.interpolate(F.conv2d(image, weight[::9]), scale_factor=3)
    said(group, "each channel drawn by itself", torch.allclose(ours, theirs, 0, 1e-13), "others", planted=True)


def upsampling(group="upsampling"):
    """Bilinear kernels, by the formula of Long, Shelhamer and Darrell's code and by what they do; a prior's bias."""
    # For factors of 2 to 5; of sizes that are for no factor, MXNet's kernels, which are ours, are none of theirs.
    for size in (4, 5, 8, 9):
        factor = (size + 1) // 2
        centre = factor - 1 if size % 2 else factor - 0.5
        line = [mpmath.mpf(1) - abs(index - centre) / mpmath.mpf(factor) for index in range(size)]
        exact = exactly(lambda product: product, np.outer(line, line))
        compare(group, f"kernels of {size}", made("bilinear", [2, 3, size, size])[1, 2], exact, 0)
    image = torch.arange(30, dtype=torch.float64).reshape(1, 1, 5, 6)
    weight = torch.from_numpy(made("bilinear", [1, 1, 4, 4]))
    ours = F.conv_transpose2d(image, weight, stride=2, padding=1)[..., 2:-2, 2:-2]
    theirs = F.interpolate(image, scale_factor=2, mode="bilinear", align_corners=False)[..., 2:-2, 2:-2]
    compare(group, "an image twice as large", ours, theirs, 4)
    for p in (0.01, 0.5, 1e-7):
        exact = exactly(lambda q: -mpmath.log((1 - q) / q), np.full(3, p))
        compare(group, f"the bias of a prior of {p}", made(f"prior_bias(p={p})", [3]), exact, 1)
    compare(group, "another prior", made("prior_bias(p=0.0100001)", [3]), np.full(3, -math.log(99)), 1, planted=True)


GROUPS = {f.__name__: f for f in (mamba_steps, state_matrices, gated_decays, sinusoids, rotary, subpixel, upsampling)}


def main():
    global command
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(GROUPS):
        print(f"usage: check_formulas.py COMMAND [GROUP...], of {', '.join(GROUPS)}", file=sys.stderr)
        return 64
    command = sys.argv[1]
    for group in sys.argv[2:] or GROUPS:
        GROUPS[group]()
    print(f"{len(faults)} failures" + "".join(f"\nFAILED: {group}: {what}" for group, what in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
