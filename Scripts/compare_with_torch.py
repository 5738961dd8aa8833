#!/usr/bin/env python3
"""Compares tensor-init's torch generator with PyTorch: compare_with_torch.py COMMAND [CASES [SEED]].

Cases are drawn at random: an initializer with its arguments, a dtype and a shape. Some 25 make a recipe,
whose tensors `tensor-init checkpoint --generator torch` draws one after the other, as the same calls do
here after torch.manual_seed: so a case is wrong too if the one before it drew more or less than PyTorch.
Every byte must be equal; of orthogonal the values must be close, in proportion to the gain.
"""

import math
import random
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import torch
from safetensors.torch import load_file

init = torch.nn.init
FLOATS = ["float32", "float64", "bfloat16", "float16"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8"]
CASES_IN_A_RECIPE = 25
# Of orthogonal in float32, for a gain of 1. A square's last columns are what the others leave over; those of
# matrices with a few rows more or less hardly better: PyTorch itself is off by up to 7e-6 there.
SQUARE_TOLERANCE, TOLERANCE = 5e-5, 2e-6


def shape(least=1, most=4, elements=20_000):
    """Half of the shapes are about as small as the rules that change with the size."""
    rank = random.randint(least, most)
    if random.random() < 0.5:
        elements = random.choice([1, 15, 16, 17, 40, 700])
    sizes = []
    for _ in range(rank):
        size = random.randint(1, max(1, round(elements ** (1.5 / rank))))
        size = min(size, max(1, elements // math.prod(sizes)))
        sizes.append(size)
    random.shuffle(sizes)
    if rank > 1 and sizes[0] * sizes[0] < 2 * elements and random.random() < 0.2:
        sizes[1:] = [sizes[0]] + [1] * (rank - 2)
    return sizes


def magnitude():
    return random.choice([1, 0.02, 0.1, 1 / 3, 2, 7.5, random.uniform(1e-4, 30)])


def location():
    return random.choice([0, 0, 1.5, -0.25, random.uniform(-10, 10)])


def uniform():
    if random.random() < 0.5:
        high = magnitude()
        low = -high
    else:
        low = location()
        high = low + random.choice([magnitude(), 0, 2**-20])
    return f"uniform(low={low!r}, high={high!r})", lambda t: init.uniform_(t, low, high), {}


def normal():
    mean, std = location(), random.choice([magnitude(), magnitude(), magnitude(), 0])
    return f"normal(mean={mean!r}, std={std!r})", lambda t: init.normal_(t, mean, std), {}


def log_normal():
    mean, std = random.uniform(-2, 2), random.uniform(0.01, 2)
    return f"log_normal(mean={mean!r}, std={std!r})", lambda t: t.log_normal_(mean, std), {}


def cauchy():
    median, sigma = location(), magnitude()
    return f"cauchy(median={median!r}, sigma={sigma!r})", lambda t: t.cauchy_(median, sigma), {}


def exponential():
    rate = magnitude()
    return f"exponential(rate={rate!r})", lambda t: t.exponential_(rate), {}


def geometric():
    p = random.choice([0.5, 0.2, 0.9, 1e-3, 1e-6, 1e-10, random.uniform(0.001, 0.999)])
    return f"geometric(p={p!r})", lambda t: t.geometric_(p), {"dtypes": FLOATS + INTEGERS}


def bernoulli():
    p = random.choice([0.5, 0, 1, random.random()])
    dtypes = FLOATS + INTEGERS + ["bool"]
    return f"bernoulli(p={p!r})", lambda t: t.bernoulli_(p), {"dtypes": dtypes}


def random_full():
    return "random", lambda t: t.random_(), {"dtypes": FLOATS + INTEGERS + ["bool"]}


def random_all_bits():
    dtypes = ["int64", "float64", "float32", "bfloat16"]
    return f"random(low={-2**63})", lambda t: t.random_(-(2**63), None), {"dtypes": dtypes}


def random_from_to():
    dtype = random.choice(FLOATS + INTEGERS)
    if dtype in INTEGERS:
        limits = torch.iinfo(getattr(torch, dtype))
        least, most = limits.min, min(limits.max, 2**63 - 2)
    else:
        most = {"float16": 65000}.get(dtype, 2 ** random.choice([8, 20, 28, 40, 62]))
        least = -most
    low = random.choice([0, least, random.randint(least, most)])
    width = random.choice([1, 2, 90, 256, 2**28 - 1, 2**28, 2**40, random.randint(1, 2**62)])
    high = min(low + width, most + 1)
    if high <= low:
        low, high = 0, 100
    if random.random() < 0.3:
        least, most = (0, 100) if dtype not in INTEGERS else (least, most)
        low = random.randint(least, most)
        return f"random(low={low})", lambda t: t.random_(low, None), {"dtypes": [dtype]}
    return f"random(low={low}, high={high})", lambda t: t.random_(low, high), {"dtypes": [dtype]}


def trunc_normal():
    mean, std = location(), magnitude()
    kind = random.random()
    if kind < 0.5:
        low, high = mean - 2 * std, mean + 2 * std
    elif kind < 0.8:
        low = mean + std * random.uniform(-3, 2)
        high = low + std * random.uniform(0.01, 3)
    else:
        low, high = random.choice([(-math.inf, mean), (mean - 0.3 * std, math.inf)])
    text = f"trunc_normal(mean={mean!r}, std={std!r}, low={low!r}, high={high!r})"
    return text, lambda t: init.trunc_normal_(t, mean, std, low, high), {}


def xavier():
    law, gain = random.choice(["uniform", "normal"]), random.choice([1, magnitude()])
    function = getattr(init, f"xavier_{law}_")
    return f"xavier_{law}(gain={gain!r})", lambda t: function(t, gain), {"rank": (2, 5)}


def kaiming():
    law = random.choice(["uniform", "normal"])
    function = getattr(init, f"kaiming_{law}_")
    slope = random.choice([0, math.sqrt(5), 0.01, random.uniform(-2, 2)])
    mode = random.choice(["fan_in", "fan_out"])
    names = ["linear", "conv2d", "sigmoid", "tanh", "relu", "selu"] + 6 * ["leaky_relu"]
    nonlinearity = random.choice(names)
    text = f"kaiming_{law}(mode={mode}, nonlinearity={nonlinearity}, slope={slope!r})"
    return text, lambda t: function(t, slope, mode, nonlinearity), {"rank": (2, 5)}


def sparse():
    sparsity, std = random.choice([0.1, 0.07, 0, 1, random.random()]), magnitude()
    text = f"sparse(sparsity={sparsity!r}, std={std!r})"
    return text, lambda t: init.sparse_(t, sparsity, std), {"rank": (2, 2), "elements": 5000}


def orthogonal():
    gain = random.choice([1, magnitude(), -magnitude(), 0])
    text = f"orthogonal(gain={gain!r})"
    options = {"rank": (2, 4), "elements": 3000, "dtypes": ["float32", "float64"], "gain": gain}
    return text, lambda t: init.orthogonal_(t, gain), options


def dirac():
    groups = random.choice([1, 1, 2, 3, 5])
    options = {"rank": (3, 5), "dtypes": FLOATS + INTEGERS + ["bool"], "groups": groups}
    return f"dirac(groups={groups})", lambda t: init.dirac_(t, groups), options


def unrandom():
    text, function = random.choice(
        [
            ("zeros", init.zeros_),
            ("ones", init.ones_),
            ("constant(value=3)", lambda t: init.constant_(t, 3)),
            ("eye", init.eye_),
        ])
    return text, function, {"rank": (2, 2), "dtypes": FLOATS + INTEGERS}


KINDS = [
    uniform, normal, log_normal, cauchy, exponential, geometric, bernoulli, random_full,
    random_all_bits, random_from_to, trunc_normal, xavier, kaiming, sparse, orthogonal, dirac,
    unrandom,
]


def case(number):
    """One that PyTorch takes: it refuses some ranges of integers after rounding them."""
    while True:
        kind = random.choice(KINDS)
        text, function, options = kind()
        dtype = random.choice(options.get("dtypes", FLOATS))
        sizes = shape(*options.get("rank", (1, 4)), elements=options.get("elements", 20_000))
        groups = options.get("groups", 1)
        sizes[0] *= groups
        try:
            function(torch.empty([groups] + [1] * len(sizes[1:]), dtype=getattr(torch, dtype)))
        except (RuntimeError, ValueError):
            continue
        gain = options.get("gain", 1)
        return f"t{number:05}", kind.__name__, text, function, dtype, sizes, gain


def tensors_of(command, cases, seed, folder):
    lines = ["tensors:"]
    for name, _, text, _, dtype, sizes, _ in cases:
        lines.append(f'  {name}: {{shape: {sizes}, dtype: {dtype}, initializer: "{text}"}}')
    recipe, output = Path(folder, "recipe.yaml"), Path(folder, "tensors.safetensors")
    recipe.write_text("\n".join(lines) + "\n")
    subprocess.run(
        [command, "checkpoint", recipe, "--output", output, "--seed", str(seed), "--quiet",
         "--generator", "torch"],
        check=True)
    return load_file(output)


def tolerance(tensor, gain):
    rows, columns = tensor.shape[0], tensor.numel() // tensor.shape[0]
    unit = SQUARE_TOLERANCE if abs(rows - columns) < 5 else TOLERANCE
    return unit * abs(gain) * (2.0**-29 if tensor.dtype == torch.float64 else 1)


def differing(kind, ours, theirs, gain):
    """How many elements differ: in their bits, or for orthogonal by more than rounding."""
    if kind == "orthogonal":
        return int(((ours - theirs).abs() > tolerance(theirs, gain)).sum())
    size = ours.element_size()
    unequal = ours.contiguous().view(-1).view(torch.uint8) != theirs.reshape(-1).view(torch.uint8)
    return int(unequal.view(-1, size).any(1).sum())


def main():
    command = sys.argv[1]
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(2**32)
    random.seed(seed)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    print(f"PyTorch {torch.__version__}, {total} cases of seed {seed}", flush=True)
    counts, elements, wrong = Counter(), 0, 0
    for start in range(0, total, CASES_IN_A_RECIPE):
        cases = [case(n) for n in range(start, min(start + CASES_IN_A_RECIPE, total))]
        torch_seed = random.choice([0, 42, 2**32 + 42, 2**64 - 1, random.randrange(2**64)])
        with tempfile.TemporaryDirectory() as folder:
            ours = tensors_of(command, cases, torch_seed, folder)
        torch.manual_seed(torch_seed)
        for name, kind, text, function, dtype, sizes, gain in cases:
            theirs = torch.empty(sizes, dtype=getattr(torch, dtype))
            function(theirs)
            count = differing(kind, ours[name], theirs, gain)
            counts[kind] += 1
            elements += theirs.numel()
            if count:
                wrong += 1
                print(f"{text} {dtype} {sizes} seed {torch_seed}: {count} elements differ, "
                      f"{ours[name].flatten()[:4].tolist()} for {theirs.flatten()[:4].tolist()}")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())))
    print(f"{elements} elements in {total} cases compared, {wrong} cases differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
