"""Compares `tensor-init inspect --json --digest` with NumPy, hashlib and known laws; see Scripts/check-inspect."""

import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
from safetensors.torch import save_file

command = sys.argv[1]
failures = []
checked = {"figures": 0, "digests": 0, "laws": 0}


def expect(condition, text):
    if not condition:
        failures.append(text)
        print("DIFFERS:", text)


def inspect(path, *options):
    result = subprocess.run(
        [command, "inspect", path, "--json", "--digest", *options], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{path}: {result.stderr}")
    return json.loads(result.stdout)


def raw(tensor):
    return tensor.contiguous().flatten().view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def numbers(tensor):
    """Exact as float64, but for int64."""
    return tensor.flatten().to(torch.float64).numpy()


def check_figures(name, tensor, found):
    values = numbers(tensor)
    finite = values[np.isfinite(values)]
    checked["figures"] += 1
    counts = {
        "finite": len(finite), "zeros": int((values == 0).sum()), "nan": int(np.isnan(values).sum()),
        "positive_infinite": int((values == np.inf).sum()), "negative_infinite": int((values == -np.inf).sum()),
        "elements": tensor.numel(), "bytes": tensor.numel() * tensor.element_size(),
    }
    for key, count in counts.items():
        expect(found[key] == count, f"{name}: {key} is {found[key]}, NumPy's {count}")
    if not len(finite):
        expect(all(found[key] is None for key in ("smallest", "largest", "mean", "std")), f"{name}: figures of nothing")
        return
    if tensor.dtype.is_floating_point or tensor.dtype == torch.bool:
        ends = float(finite.min()), float(finite.max())
    else:
        ends = int(tensor.min()), int(tensor.max())
    expect((found["smallest"], found["largest"]) == ends, f"{name}: ends {found['smallest']}, {found['largest']}, NumPy's {ends}")
    # Of numbers with a larger range than float64's, whose squares are neither infinite nor 0.
    wide = finite.astype(np.longdouble)
    mean = wide.mean()
    std = np.sqrt(((wide - mean) ** 2).mean())
    largest = np.abs(wide).max()
    # A mean near 0 has the rounding of the numbers that cancel, subnormal numbers have that of their last place.
    smallest = 2.0**-1074
    expect(abs(found["mean"] - mean) <= 1e-12 * max(abs(mean), 1e-4 * std) + smallest,
           f"{name}: mean {found['mean']}, NumPy's {mean}")
    # Nor is a deviation known better than the last places of numbers far from 0.
    expect(abs(found["std"] - std) <= 1e-12 * max(std, 1e-3 * largest) + smallest,
           f"{name}: std {found['std']}, NumPy's {std}")
    if std > 1e-3 * largest:
        centered = (wide - mean) / std
        for key, power in (("skewness", 3), ("kurtosis", 4)):
            moment = (centered**power).mean()
            expect(abs(found[key] - moment) <= 1e-9 * max(1, abs(moment)), f"{name}: {key} {found[key]}, NumPy's {moment}")
    histogram = found["histogram"]
    first, width, counts = histogram["first"], histogram["width"], histogram["counts"]
    edges = [(first + i) * width for i in range(len(counts) + 1)]
    wanted = [int(((finite >= low) & (finite < high)).sum()) for low, high in zip(edges, edges[1:])]
    expect(counts == wanted and sum(counts) == len(finite) and counts[0] and counts[-1] and len(counts) <= 128,
           f"{name}: histogram {counts}, NumPy's {wanted}")


NAMES = {torch.float32: "float32", torch.float64: "float64", torch.float16: "float16", torch.bfloat16: "bfloat16",
         torch.int8: "int8", torch.int16: "int16", torch.int32: "int32", torch.int64: "int64",
         torch.uint8: "uint8", torch.bool: "bool", torch.float8_e4m3fn: "F8_E4M3", torch.float8_e5m2: "F8_E5M2"}


def digest(tensor):
    head = f"{NAMES[tensor.dtype]}[{','.join(map(str, tensor.shape))}]\n"
    return hashlib.sha256(head.encode() + raw(tensor)).hexdigest()


def digest_of_all(tensors):
    lines = [f"{hashlib.sha256(name.encode()).hexdigest()} {digest(tensor)}\n" for name, tensor in tensors.items()]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def check(folder, tensors):
    path = os.path.join(folder, "model.safetensors")
    save_file(tensors, path)
    found = inspect(path)
    by_name = {tensor["name"]: tensor for tensor in found["tensors"]}
    expect(set(by_name) == set(tensors), "names")
    for name, tensor in tensors.items():
        if tensor.dtype not in (torch.float8_e4m3fn, torch.float8_e5m2):
            check_figures(name, tensor, by_name[name])
        else:
            expect("mean" not in by_name[name], f"{name}: figures of a dtype without arithmetic")
        checked["digests"] += 1
        expect(by_name[name]["sha256"] == digest(tensor), f"{name}: digest")
    expect(found["sha256"] == digest_of_all(tensors), "digest of all")
    for threads in ("1", "3", "8"):
        expect(inspect(path, "--threads", threads) == found, f"figures with {threads} threads")
    return found


def figures(folder):
    torch.manual_seed(1)
    tensors = {}
    for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        name = NAMES[dtype]
        tensors[f"{name}.normal"] = torch.randn(301, 77, dtype=torch.float64).to(dtype)
        tensors[f"{name}.offset"] = (torch.randn(5000, dtype=torch.float64) * 1e-3 + 1e3).to(dtype)
        tensors[f"{name}.special"] = torch.tensor(
            [0.0, -0.0, math.nan, math.inf, -math.inf, -math.inf, 1.5, -3, 0.25], dtype=dtype)
        tensors[f"{name}.nan"] = torch.full((9, 1000), math.nan, dtype=dtype)
        tensors[f"{name}.infinite"] = torch.full((3,), math.inf, dtype=dtype)
        tensors[f"{name}.empty"] = torch.zeros(0, 5, dtype=dtype)
        tensors[f"{name}.scalar"] = torch.tensor(-2.5, dtype=dtype)
        tensors[f"{name}.largest"] = torch.tensor([1, -1, 1, 0.5], dtype=dtype) * torch.finfo(dtype).max
        tensors[f"{name}.subnormal"] = (
            torch.randint(-5, 6, (4001,), dtype=torch.float64) * torch.finfo(dtype).smallest_normal / 64).to(dtype)
        tensors[f"{name}.mixed"] = (torch.randn(40000, dtype=torch.float64) * 10.0 ** torch.linspace(
            math.log10(torch.finfo(dtype).smallest_normal), math.log10(torch.finfo(dtype).max) - 1, 40000,
            dtype=torch.float64)).to(dtype)
        tensors[f"{name}.some"] = torch.where(
            torch.rand(100, 333) < 0.1, torch.tensor(math.nan), torch.randn(100, 333)).to(dtype)
    tensors["huge"] = torch.randn(70001, dtype=torch.float64) * 1e300
    tensors["tiny"] = torch.randn(70001, dtype=torch.float64) * 1e-310
    for dtype in (torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8):
        info = torch.iinfo(dtype)
        tensors[f"{NAMES[dtype]}.random"] = torch.randint(
            info.min, min(info.max, 2**62), (12345,), dtype=torch.int64).to(dtype)
        tensors[f"{NAMES[dtype]}.ends"] = torch.tensor([info.min, info.max, info.max - 1], dtype=dtype)
    tensors["bool"] = torch.rand(17, 91) < 0.3
    tensors["f8"] = torch.randn(40).to(torch.float8_e4m3fn)
    tensors["f8.other"] = torch.randn(40).to(torch.float8_e5m2)
    # Larger than a part, and with a last one that is short.
    tensors["large"] = torch.randn(1_300_007) * 0.02 + 1
    tensors["large.float64"] = torch.rand(1_100_003, dtype=torch.float64) - 0.25
    check(folder, tensors)


def laws(folder):
    nn = torch.nn
    torch.manual_seed(2)
    e = torch.empty
    cases = {
        "l.0.kaiming.weight": (nn.init.kaiming_normal_(e(96, 64), nonlinearity="relu"), "normal", "Kaiming, fan in, relu"),
        "l.0.linear.weight": (nn.Linear(64, 96).weight.data, "uniform", "PyTorch's Linear and Conv, 1/sqrt(3 fan in)"),
        "l.0.linear.bias": (nn.Linear(64, 1200).bias.data, "uniform", "PyTorch's bias, of the weight's fan in"),
        "l.1.xavier.weight": (nn.init.xavier_uniform_(e(300, 100)), "uniform", "Xavier"),
        "l.2.gpt.weight": (e(128, 384).normal_(0, 0.02), "normal", "0.02"),
        "l.2.residual.weight": (e(256, 256).normal_(0, 0.02 / math.sqrt(2 * 12)), "normal", "0.02/sqrt(2L), L = 12"),
        "l.11.bfloat16.weight": (e(128, 384, dtype=torch.bfloat16).normal_(0, 0.02), "normal", "0.02"),
        "l.3.bfloat16.uniform": (e(256, 384, dtype=torch.bfloat16).uniform_(-0.05, 0.05), "uniform", None),
        "l.3.float16.weight": (e(128, 384, dtype=torch.float16).normal_(0, 0.02), "normal", "0.02"),
        "l.3.float16.uniform": (nn.init.xavier_uniform_(e(256, 384, dtype=torch.float16)), "uniform", "Xavier"),
        "trunc2": (nn.init.trunc_normal_(e(100, 100), std=0.02, a=-0.04, b=0.04), "trunc_normal", "0.02"),
        "trunc100": (nn.init.trunc_normal_(e(100, 100), std=0.02), "normal", "0.02"),
        "trunc3": (nn.init.trunc_normal_(e(200, 100), std=1, a=-3, b=3), "trunc_normal", "1"),
        "orthogonal.wide": (nn.init.orthogonal_(e(40, 90), gain=1.5), "semi_orthogonal", None),
        "orthogonal.tall": (nn.init.orthogonal_(e(500, 90)), "semi_orthogonal", None),
        "orthogonal.float16": (nn.init.orthogonal_(e(128, 128)).to(torch.float16), "semi_orthogonal", None),
        "orthogonal.bfloat16": (nn.init.orthogonal_(e(64, 512)).to(torch.bfloat16), "semi_orthogonal", None),
        "unit": (nn.functional.normalize(torch.randn(70, 64), dim=-1), "rows_of_length", None),
        "eye": (nn.init.eye_(e(7, 9)), "eye", None),
        "dirac": (nn.init.dirac_(e(6, 3, 3, 3), groups=2), "dirac", None),
        "sparse": (nn.init.sparse_(e(100, 40), sparsity=0.1), "sparse", None),
        "exponential": (e(3000).exponential_(2.5), "exponential", None),
        "lognormal": (e(3000).log_normal_(0.5, 1.2), "log_normal", None),
        "cauchy": (e(3000).cauchy_(1, 2), "cauchy", None),
        "geometric": (e(3000).geometric_(0.2), "geometric", None),
        "random": (torch.randint(3, 40, (3000,)), "random", None),
        "bernoulli": (e(3000).bernoulli_(0.3), "bernoulli", None),
        "dt_bias": (inverse_softplus(torch.exp(torch.rand(1536) * math.log(100) + math.log(0.001))),
                    "inverse_softplus_log_uniform", None),
        "a_log": (torch.log(torch.empty(2048).uniform_(1, 16)), "log_of_uniform", None),
        "log_uniform": (torch.exp(torch.rand(5000) * 5 - 3), "log_uniform", None),
        "arange": (torch.arange(50257), "arange", None),
        "mamba": (torch.log(torch.arange(1, 17).float().repeat(96, 1)), "log_arange", None),
        "rope": (1 / 500000 ** (torch.arange(0, 64).float() / 64), "rope_inverse_frequencies", None),
        "mask": (torch.ones(64, 64).tril().bool().view(1, 1, 64, 64), "triangle", None),
        "sinusoids": (sinusoids(1500, 384), "sinusoidal", None),
        "zero.row": (padded(nn.Embedding(500, 64, padding_idx=3)), "zero_rows", None),
        "zero.row.normal": (padded(nn.Embedding(500, 64, padding_idx=3)) + 0, "normal", "1"),
    }
    found = check(folder, {name: tensor.contiguous().clone() for name, (tensor, _, _) in cases.items()})
    for tensor in found["tensors"]:
        name = tensor["name"]
        _, law, scheme = cases[name]
        checked["laws"] += 1
        known = {value.get("name", value["kind"]) for value in tensor["values"]}
        expect(law in known, f"{name}: {tensor['values']}, expected {law}")
        if scheme:
            expect(scheme in [s["name"] for s in tensor["schemes"]], f"{name}: {tensor['schemes']}, expected {scheme}")


def padded(embedding):
    return embedding.weight.data


def inverse_softplus(t):
    return t + torch.log(-torch.expm1(-t))


def sinusoids(length, channels):
    """As transformers makes Whisper's."""
    increment = math.log(10000) / (channels // 2 - 1)
    scales = torch.exp(-increment * torch.arange(channels // 2))
    angles = torch.arange(length).view(-1, 1) * scales.view(1, -1)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def false_alarms(folder):
    """Of laws that are there, hardly any are not named; values of others are named as none."""
    torch.manual_seed(3)
    count = 2000
    path = os.path.join(folder, "many.safetensors")
    save_file({f"n.{i:04}": torch.randn(1000 + i) for i in range(count)}
              | {f"u.{i:04}": torch.rand(1000 + i) for i in range(count)}, path)
    missed = [t["name"] for t in inspect(path)["tensors"]
              if {"n": "normal", "u": "uniform"}[t["name"][0]] not in {v.get("name") for v in t["values"]}]
    expect(len(missed) <= 2, f"{len(missed)} of {2 * count} laws are not named: {missed[:10]}")
    print(f"laws not named: {len(missed)} of {2 * count}")
    others = {f"t.{i:03}": torch.distributions.StudentT(8.0).sample((20000,)) for i in range(100)}
    others |= {f"m.{i:03}": torch.where(torch.rand(20000) < 0.5, torch.randn(20000), torch.randn(20000) * 1.5)
               for i in range(100)}
    others |= {f"b.{i:03}": torch.distributions.Beta(0.7, 0.7).sample((20000,)) for i in range(100)}
    save_file({name: tensor.contiguous() for name, tensor in others.items()}, path)
    named = [(t["name"], v["text"]) for t in inspect(path)["tensors"] for v in t["values"]]
    print(f"laws named of {len(others)} tensors of other laws: {len(named)} {named[:5]}")
    expect(len(named) <= 5, f"{len(named)} tensors of other laws have one")


with tempfile.TemporaryDirectory() as folder:
    figures(folder)
    laws(folder)
    false_alarms(folder)
print(f"{checked['figures']} tensors' figures, {checked['digests']} digests and {checked['laws']} laws checked, "
      f"{len(failures)} differences")
sys.exit(1 if failures else 0)
