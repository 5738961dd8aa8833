"""Compares the command's values, bit for bit, with those of stream_reference.py.

Usage: check_stream.py PATH-TO-tensor-init

All cases of a seed are one checkpoint, in which each tensor draws from the stream of its name.
"""

import itertools
import json
import math
import multiprocessing
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from stream_reference import Call, stream_number, tensor

INF = math.inf
FLOATS = ["float32", "float64", "float16", "bfloat16"]
WIDE = ["float32", "float64"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8"]
SEEDS = [0, 1, 0xFEDCBA9876543210]
SIZES = [(1,), (63,), (64,), (65,), (200,)]
# By way of float32 it would become 1 in float16.
ROUNDED_TWICE = 1 + 2.0**-11 + 2.0**-40
STORED = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "BOOL": "u1", "U8": "u1",
          "I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8"}  # fmt: skip


def cases():
    """(initializer, parameters, dtypes, shapes)"""
    for low, high in [(0, 1), (-1, 1), (-0.05, 0.05), (-2, 5), (-5, 2), (0, 1e-3), (-3, 0), (3, 4), (100, 101),
                      (-4, -3), (-0.3, -0.1), (0.1, 0.3), (0.7, 0.7), (-1e-10, 1), (-2e-10, 1), (-1, 1e-10),
                      (-1, 2e-10), (-1e-4, 1e4), (1e-7, 2e-7), (-6e4, 6e4),
                      (-1e-8, 1e-8), (-1e-9, 1), (-1, 1e-9), (ROUNDED_TWICE, ROUNDED_TWICE)]:  # fmt: skip
        yield "uniform", dict(low=low, high=high), FLOATS, SIZES
    for low, high in [(0, 1e-40), (-1e-44, 1e-43), (-3e38, 3e38), (-3.3e38, 3e36), (-1e38, 3.3e38), (0, 1.8e38),
                      (1.0, 1.0000005), (-1e30, 1)]:
        yield "uniform", dict(low=low, high=high), WIDE, SIZES
    for low, high in [(-1e-320, 2e-320), (0, 5e-324), (-8e307, 8e307), (1.0, 1.0 + 2.0**-51), (-5e-315, 5e-315),
                      (-1e-310, 3e-310), (-5e-300, 1e-300)]:  # fmt: skip
        yield "uniform", dict(low=low, high=high), ["float64"], SIZES

    for mean, std in [(0, 1), (3, 0.01), (-100, 1e-3), (0.1, 0), (0, 3e4), (0.5, 1e-7), (ROUNDED_TWICE, 0)]:
        yield "normal", dict(mean=mean, std=std), FLOATS, SIZES
    for mean, std in [(0, 1e-40), (1e38, 2e38), (1e-3, 1e5), (0, 2e-45), (1e-44, 1e-39), (0, 2.0**-126), (0, 5e-324)]:
        yield "normal", dict(mean=mean, std=std), WIDE, SIZES
    for mean, std in [(0, 1e308), (1e-310, 1e-318)]:
        yield "normal", dict(mean=mean, std=std), ["float64"], SIZES

    for mean, std in [(0, 1), (1, 2), (0, 20), (-3, 0.1), (1, 0), (0.3, 0), (ROUNDED_TWICE, 0)]:
        yield "log_normal", dict(mean=mean, std=std), FLOATS, SIZES
    for mean, std in [(0, 50), (-85, 5), (80, 4), (0, 500), (-700, 20), (100, 1)]:
        yield "log_normal", dict(mean=mean, std=std), WIDE, SIZES

    for rate in [1, 0.1, 3, 7e-5, 1e6]:
        yield "exponential", dict(rate=rate), FLOATS, SIZES
    for rate in [1e-30, 1e30, 1e38, 2.0**126, 1e39, 5e44, 1.7e308]:
        yield "exponential", dict(rate=rate), WIDE, SIZES
    yield "exponential", dict(rate=1e307), ["float64"], SIZES

    for median, sigma in [(0, 1), (2, 0.5), (-1, 1e3), (0.1, 1e-5)]:
        yield "cauchy", dict(median=median, sigma=sigma), FLOATS, SIZES
    for median, sigma in [(0, 1e37), (1e10, 1e-20), (0, 1e-39), (1e-40, 2e-45), (0, 5e-324)]:
        yield "cauchy", dict(median=median, sigma=sigma), WIDE, SIZES

    for mean, std, low, high in [
        (0, 1, -2, 2), (0, 0.02, -0.04, 0.04), (1, 2, -1, 7), (0, 1, -INF, INF), (0, 1, -INF, 1), (0, 1, -1, INF),
        (0, 1, 0, INF), (0, 1, -INF, 0), (0, 1, 1, 2), (0, 1, -2, -1), (0, 1, 2.5, 3.5), (0, 1, 4.9, INF),
        (0, 1, -INF, -4.9), (0, 1, -4.9, 30), (0.3, 0.1, 0.35, 0.4), (0, 1, -1e-10, 3), (0, 1, -3, 1e-10),
        (0, 1, 0.5, 0.51), (0, 1, -0.51, -0.5), (0, 1, -0.005, 0.006), (2, 1, 2, 2.01),
        (0, 1, 5, 6), (0, 1, 5, INF), (0, 1, 8, 8.5), (0, 1, 30, INF), (0, 1, 300, 301), (-2, 0.5, 7, 90),
        (0, 1, -6, -5), (0, 1, -INF, -5), (0, 1, -INF, -40), (1, 0.1, -2, 0.1), (3, 1e-3, -1, 0.5), (0, 1e-3, 1, 2),
        (0, 1e4, -1e-5, 1e-5), (0, 1, 1, 1.00000001), (0, 6e4, 5e-4, 1e-3), (0, 6e4, -1.5e-4, 2.5e-4),
        (0.1, 0, -1, 1), (3, 0, -1, 1), (0, 1, 0.3, 0.3), (5, 1e-101, -1, 1),
        (0, 1, ROUNDED_TWICE, ROUNDED_TWICE), (ROUNDED_TWICE, 0, -2, 2), (-0.3, 0, 0.3, 2), (0, 1e-102, 0.3, 1),
    ]:  # fmt: skip
        yield "trunc_normal", dict(mean=mean, std=std, low=low, high=high), FLOATS, SIZES
    for mean, std, low, high in [(0, 1e8, 2, 2.5), (0, 1e9, -3, 3), (0, 1, 4.98, 4.99), (0, 1e5, -1e-4, 1e-4),
                                 (0, 1e-39, -2e-39, 2e-39), (0, 3e-45, -INF, 1e-44), (10, 1e-310, 5, INF),
                                 (10, 5e-324, -INF, INF), (-1, 1e-101, 0, INF), (1, 1e-101, -INF, 0)]:
        yield "trunc_normal", dict(mean=mean, std=std, low=low, high=high), WIDE, SIZES
    yield "trunc_normal", dict(mean=0, std=1e8, low=2, high=2.5), ["bfloat16"], SIZES
    for low, high in [(1e-5, 2e-5), (-1.4e-7, -6e-8), (0.67, 0.6701), (0.68, 0.6801)]:
        yield "trunc_normal", dict(mean=0, std=1, low=low, high=high), ["float32", "float64"], SIZES
    yield "trunc_normal", dict(mean=0, std=1, low=0.99999999, high=1), ["float32"], SIZES
    yield "trunc_normal", dict(mean=0, std=65504, low=65503.9999, high=65504.0001), ["float16"], SIZES
    # Far enough out for the quantile's last piece, s > 5.
    yield "trunc_normal", dict(mean=0, std=1, low=-INF, high=-4.99), WIDE, [(35000,)]
    for mean, std, low, high in [(0, 1e300, 1e301, INF), (0, 1e-30, -1e-31, 2e-31), (0, 1, 1e5, INF),
                                 (-1e300, 1e150, 0, INF), (1e300, 1e150, -INF, 0), (-1e300, 1e150, 0, 1),
                                 (-1e300, 1e150, 0, 1e-12), (-1e308, 0.5, 0, INF), (1.7e308, 1e154, -5, 0),
                                 (-1e308, 1e308, 1e308, INF), (1e308, 1e-5, -INF, INF), (-1e300, 1e150, 1e30, INF)]:
        yield "trunc_normal", dict(mean=mean, std=std, low=low, high=high), ["float64"], SIZES

    for low, high in [(0.001, 0.1), (1, 1000), (0.5, 2), (3, 3.1), (1e-7, 6e4), (0.7, 0.7), (1e-30, 65504)]:
        yield "log_uniform", dict(low=low, high=high), FLOATS, SIZES
    for low, high in [(1e-45, 3.4e38), (1e-40, 1e-38), (1 - 2.0**-53, 1 + 2.0**-20), (5e-324, 1), (1e-320, 1e-310),
                      (1e38, 3.4e38), (1.9999999, 2.0000001)]:
        yield "log_uniform", dict(low=low, high=high), WIDE if high > 1e-44 else ["float64"], SIZES
    for low, high in [(5e-324, 1.7976931348623157e308), (1, 1 + 2.0**-51), (2 - 2.0**-52, 2 + 2.0**-51), (1e308, 1.7e308)]:
        yield "log_uniform", dict(low=low, high=high), ["float64"], SIZES
    yield "inverse_softplus_log_uniform", dict(), FLOATS, SIZES
    for low, high, floor in [(0.001, 0.1, 0.01), (0.5, 1, 0), (0.01, 100, 0), (1e-8, 6e4, 1e-6), (35, 45, 0),
                             (0.01, 0.01, 0), (0.001, 0.1, 0.1), (0.001, 0.1, 50), (0.69, 0.7, 0.1)]:
        yield "inverse_softplus_log_uniform", dict(low=low, high=high, floor=floor), FLOATS, SIZES
    for low, high, floor in [(1e-45, 3.4e38, 0), (1e-310, 1e-300, 0), (5e-324, 1, 0), (1e-320, 1e-3, 1e-315)]:
        yield "inverse_softplus_log_uniform", dict(low=low, high=high, floor=floor), WIDE, SIZES
    yield "inverse_softplus_log_uniform", dict(low=1e-323, high=1.7976931348623157e308), ["float64"], SIZES
    for low, high in [(1, 16), (0, 1), (0, 16), (0.5, 2), (1e-3, 0.1), (3, 3), (0, 1e300), (1, 1.05), (100, 1e6), (0.7, 1)]:
        yield "log_of_uniform", dict(low=low, high=high), FLOATS, SIZES
    for low, high in [(0, 5e-324), (5e-324, 1.5e-323), (1, 1.7976931348623157e308), (5e-324, 1.7976931348623157e308),
                      (1 - 2.0**-53, 1 + 2.0**-52), (0.1, 10.3)]:
        yield "log_of_uniform", dict(low=low, high=high), WIDE, SIZES

    for p in [1, 0.5, 0.3, 0.24, 0.25, 0.26, 0.01, 0.9999]:
        yield "geometric", dict(p=p), FLOATS + INTEGERS, SIZES
    for p in [1e-5, 1e-12, 1e-18, 1e-19]:
        yield "geometric", dict(p=p), ["float32", "float64", "int32", "int64"], SIZES

    for p in [0, 1, 0.5, 0.3, 1e-5, 0.999999, 1e-20]:
        yield "bernoulli", dict(p=p), FLOATS + INTEGERS + ["bool"], SIZES
    yield "bernoulli", dict(p=1e-5), ["uint8"], [(300000,)]

    yield "random", dict(low=0, high=2), FLOATS + INTEGERS + ["bool"], SIZES
    for low, high in [(0, 100), (-7, 6), (5, 6)]:
        yield "random", dict(low=low, high=high), FLOATS + ["int8", "int16", "int32", "int64"], SIZES
    yield "random", dict(low=-(2**24), high=2**24 + 1), WIDE + ["int32", "int64"], SIZES
    yield "random", dict(low=-(2**53), high=2**53 + 1), ["float64", "int64"], SIZES
    yield "random", dict(low=0, high=256), ["uint8"], SIZES
    yield "random", dict(low=-(2**31), high=2**31), ["int32", "int64"], SIZES
    for low, high in [(0, 3 * 2**30), (0, 2**32), (-3, 2**32 - 2), (0, 2**40),
                      (-(2**63), 2**63 - 1), (1, 2**63 - 1), (-(2**63), -(2**63) + 1)]:  # fmt: skip
        yield "random", dict(low=low, high=high), ["int64"], SIZES
    yield "random", dict(), FLOATS + INTEGERS + ["bool"], SIZES

    matrices = [(1, 1), (7, 9), (64, 3), (5, 4, 3, 3)]
    for gain in [1, 0.3, 5 / 3]:
        yield "xavier_uniform", dict(gain=gain), FLOATS, matrices
        yield "xavier_normal", dict(gain=gain), FLOATS, matrices
    for parameters in [dict(), dict(mode="fan_out", slope=0.2), dict(mode="fan_in", slope=5**0.5)]:
        yield "kaiming_uniform", parameters, FLOATS, matrices
        yield "kaiming_normal", parameters, FLOATS, matrices
    for slope in [1e150, 2.0**500, 1e154, 1e200, -1.7e308]:
        yield "kaiming_uniform", dict(slope=slope), ["float64"], matrices
        yield "kaiming_normal", dict(slope=slope), WIDE, matrices
    for parameters in [dict(), dict(omega=7.5), dict(first="true")]:
        yield "siren", parameters, FLOATS, matrices
    layouts = [
        dict(), dict(in_axis=0, out_axis=1), dict(in_axis=-1), dict(transposed="true"), dict(in_axis=(), out_axis=(0, 1)),
    ]
    for preset in ["lecun_normal", "lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform"]:
        for layout in layouts:
            yield preset, layout, FLOATS, [(7, 9), (64, 3)]
        yield preset, dict(groups=4), FLOATS, [(64, 3), (8, 4, 3, 3)]
    stacked = [
        dict(batch_axis=0), dict(in_axis=(-1, 1), out_axis=2, batch_axis=(0,)), dict(out_axis=3, in_axis=2),
        dict(batch_axis=(1, 0), transposed="true", groups=3),
    ]
    for mode, distribution in itertools.product(
        ["fan_in", "fan_out", "fan_avg", "fan_geo_avg"], ["normal", "uniform", "truncated_normal"]
    ):
        for layout in stacked:
            parameters = dict(scale=0.7, mode=mode, distribution=distribution, **layout)
            yield "variance_scaling", parameters, FLOATS, [(5, 2, 3, 7)]
    yield "variance_scaling", dict(scale=0), FLOATS, matrices
    yield "xavier_normal", dict(gain=1.5, batch_axis=0), FLOATS, [(3, 7, 9)]
    yield "kaiming_uniform", dict(mode="fan_geo_avg", slope=0.2, transposed="true"), FLOATS, matrices
    yield "siren", dict(in_axis=0, out_axis=1), FLOATS, matrices
    for cut in [0.001, 0.3, 1, 2, 2.999, 3, 4, 9, 40]:
        for corrected in ["false", "true"]:
            # So narrow an interval holds no number of few digits.
            dtypes = FLOATS if cut > 0.001 else WIDE
            yield "trunc_normal", dict(mean=0.1, std=0.02, cut=cut, corrected=corrected), dtypes, SIZES
    yield "trunc_normal", dict(std=3e-39, cut=2, corrected="true"), WIDE, SIZES
    yield "truncated_normal", dict(), FLOATS, SIZES
    yield "truncated_normal", dict(std=0.05, mean=-1, cut=1.5), FLOATS, SIZES

    kernels = [(8, 4, 2, 2), (8, 3, 3, 1), (16, 1, 1, 2, 3)]
    for of in [Call("kaiming_normal"), Call("orthogonal", gain=2), Call("dirac"), Call("random", low=0, high=9)]:
        yield "icnr", dict(factor=2, of=of), FLOATS, kernels
    yield "icnr", dict(factor=3, of=Call("he_normal", groups=2)), FLOATS, [(36, 4, 2, 2), (6, 4, 5)]
    for gain in [1, -0.3]:
        yield "delta_orthogonal", dict(gain=gain), FLOATS, [(8, 4, 2, 2), (5, 5, 3), (9, 2, 4, 1, 3)]
    for axis in [-1, 0, (0, 1), (1, 2), (1, 2, 3)]:
        for of in [Call("normal"), Call("uniform", low=-1, high=5), Call("icnr", factor=2), Call("orthogonal")]:
            yield "unit_norm", dict(of=of, axis=axis), FLOATS, [(20, 7, 5, 3), (4, 2, 33, 2)]
    for value in [1e300, 1.7e308, 5e-324, 1e-310, 0, -1e-160]:
        yield "unit_norm", dict(of=Call("constant", value=value)), ["float64"], [(3, 5)]
    for value in [3e38, 1e-45, 0, -7]:
        yield "unit_norm", dict(of=Call("constant", value=value)), WIDE, [(3, 5)]
    for sparsity in [0, 0.1, 0.3, 0.5, 0.95, 1]:
        yield "sparse", dict(sparsity=sparsity), FLOATS, [(1, 1), (10, 7), (100, 3), (33, 65)]
    yield "sparse", dict(sparsity=0.25, std=2), FLOATS, [(20, 20)]
    yield "orthogonal", dict(), FLOATS, [(1, 1), (1, 7), (7, 1), (9, 7), (7, 9), (20, 3, 3)]
    yield "orthogonal", dict(), WIDE, [(48, 48), (49, 49), (96, 96), (96, 50), (50, 96), (97, 20), (20, 97)]
    for gain in [-0.3, 6e4]:
        yield "orthogonal", dict(gain=gain), FLOATS, [(1, 3), (20, 16), (16, 20)]
    yield "orthogonal", dict(gain=3.4028234663852886e38), ["float32"], [(1, 1), (1, 3), (20, 16), (16, 20)]
    yield "orthogonal", dict(gain=1.7976931348623157e308), ["float64"], [(1, 1), (1, 3), (20, 16), (16, 20)]
    yield from structured_cases()


def structured_cases():
    every = FLOATS + INTEGERS + ["bool"]
    planes = [(1, 1), (3, 5), (5, 3)]
    yield "zeros", dict(), every, [(7,)]
    yield "ones", dict(), every, [(7,)]
    yield "constant", dict(value=-3), FLOATS + INTEGERS[:-1], [(7,)]
    yield "constant", dict(value=ROUNDED_TWICE), FLOATS, [(7,)]
    yield "eye", dict(), every, planes
    yield "eye", dict(gain=7), FLOATS + INTEGERS, planes
    yield "eye", dict(gain=ROUNDED_TWICE), FLOATS, planes
    yield "dirac", dict(), every, [(4, 3, 5), (2, 2, 4, 3), (3, 1, 2, 3, 4)]
    yield "dirac", dict(groups=2, gain=3), FLOATS + INTEGERS, [(4, 3, 5), (6, 2, 4, 3)]
    places = [(5,), (7, 3), (2, 3, 5)]
    yield "arange", dict(), FLOATS + INTEGERS, [*places, (2, 100)]
    for start, step, axis in [(3, 2, 0), (100, -7, -1), (0, 0, 0)]:
        yield "arange", dict(start=start, step=step, axis=axis), FLOATS + INTEGERS, places
    yield "arange", dict(start=1, step=-1), ["bool"], [(2,), (3, 2)]
    yield "arange", dict(start=2**62 + 1, step=-(2**60) - 1), ["int64"], places
    for start, step in [(0.1, 0.37), (ROUNDED_TWICE, 2.0**-11), (-0.3, 1e-9), (60000, 0.0625)]:
        yield "arange", dict(start=start, step=step), FLOATS, [*places, (300,)]
    yield "arange", dict(start=1e-44, step=1e-46), WIDE, [(300,)]
    yield "log_arange", dict(), FLOATS, [*places, (300,)]
    for start, step, axis in [(0.5, 0.25, 0), (1, 1e-9, -1), (2.0**-1060, 2.0**-1050, -1), (1e300, 1e305, -1)]:
        yield "log_arange", dict(start=start, step=step, axis=axis), FLOATS, [*places, (300,)]
    for base in [10000, 500000, 1, 2, 1.0000001, 0.3, 1e300, 5e-300]:
        dtypes = FLOATS if base > 1e-3 else ["float64"]
        yield "rope_inverse_frequencies", dict(base=base), dtypes, [(0,), (1,), (5,), (64,), (100,)]
    for base in [10000, 1, 3.7, 1e300, 1.7e308]:
        for layout in ["interleaved", "sines_then_cosines"]:
            for endpoint in ["false", "true"]:
                yield "sinusoidal", dict(base=base, layout=layout, endpoint=endpoint), FLOATS, [(5, 4), (40, 6), (3, 1030)]
    yield "sinusoidal", dict(), FLOATS, [(1, 2), (300, 2), (100000, 4)]
    yield "bilinear", dict(), FLOATS, [(2, 3, 4), (1, 1, 1), (2, 1, 3, 5), (1, 2, 2, 4, 7)]
    for p in [0.01, 0.3, 0.44, 0.5, 0.5 - 2.0**-52, 0.7, 0.999999, 1e-5, 2.0**-64, 5e-20, 1e-310]:
        yield "prior_bias", dict(p=p), FLOATS, [(2,)]


def read_safetensors(path):
    """name: (dtype, shape, flat array)"""
    data = pathlib.Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {
        name: (entry["dtype"], entry["shape"],
               np.frombuffer(data[start:][slice(*entry["data_offsets"])], STORED[entry["dtype"]]))
        for name, entry in header.items()
    }  # fmt: skip


def differences(found, expected):
    """A readable account, empty if all bits agree."""
    if found.size != expected.size or found.itemsize != expected.itemsize:
        return f"{found.size} elements of {found.itemsize} bytes, expected {expected.size} of {expected.itemsize}"
    bits = f"u{found.itemsize}"
    wrong = np.flatnonzero(found.view(bits) != expected.view(bits))
    if not wrong.size:
        return ""
    digits = 2 * found.itemsize
    lines = [
        f"    [{i}] {found[i]!s:>24} {found.view(bits)[i]:0{digits}x}"
        f"   expected {expected[i]!s:>24} {expected.view(bits)[i]:0{digits}x}"
        for i in wrong[:4]
    ]
    return "\n".join([f"{wrong.size} of {found.size} differ", *lines])


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr.strip()}")


def compare(item):
    what, (_, found_shape, found), (name, parameters, dtype, shape), seed, stream, generator = item
    if found_shape != list(shape):
        return f"MISMATCH {what}: shape {found_shape}"
    expected = tensor(Call(name, **parameters), shape, dtype, seed, stream, generator)
    problem = differences(found, expected)
    return problem and f"MISMATCH {what}: {problem}"


def checkpoint(command, folder, tensors, seed, generator):
    """What `compare` asks for, of a checkpoint of the tensors (initializer, parameters, dtype, shape)."""
    # Words of several bytes, and a name for each of the tensors.
    named = {f"größer {Call(t[0], **t[1])} {t[2]} {list(t[3])}": t for t in tensors}
    lines = [
        f"  {json.dumps(key, ensure_ascii=False)}: {{shape: {list(shape)}, dtype: {dtype}, "
        f"initializer: {json.dumps(str(Call(name, **parameters)))}}}"
        for key, (name, parameters, dtype, shape) in named.items()
    ]
    recipe, output = folder / "recipe.yaml", folder / "x.safetensors"
    recipe.write_text("\n".join(["tensors:", *lines, ""]), encoding="utf-8")
    options = ["--seed", str(seed), "--generator", generator, "--quiet"]
    run(command, "checkpoint", recipe, "--output", output, *options)
    found = read_safetensors(output)
    assert found.keys() == named.keys()
    for key, case in named.items():
        what = " ".join(["checkpoint", key, *options])
        yield what, found[key], case, seed, stream_number(key), generator


def sample(command, folder, case, seed, generator="ars"):
    """What `compare` asks for, of a tensor that draws from the generator's own stream."""
    name, parameters, dtype, shape = case
    output = folder / "x.safetensors"
    arguments = ["sample", str(Call(name, **parameters)), "--shape", "x".join(map(str, shape)), "--dtype", dtype,
                 "--seed", str(seed), "--generator", generator]  # fmt: skip
    run(command, *arguments, "--output", output)
    (found,) = read_safetensors(output).values()
    return " ".join(arguments), found, case, seed, 0, generator


def session(command, seed, generator):
    """What `compare` asks for, of what a k session initializes again and again by name."""
    counts, lines = {"a": 0, "b": 0}, ["\\P 0", "\\c 25 2000"]
    cases = []
    for sizes, names in [((4, 3), "a"), ((4, 3), "b"), ((80, 65), "ab"), ((1, 64), "ba"), ((2, 5), "b")]:
        lines.append(f"d:dict `a`b!({sizes[0]}#.0;{sizes[1]}#.0)")
        lines += ["normal(d;" + "".join(f"`{name}" for name in names) + ")", "t:tensor 70#.0;normal t"]
        for name in names:
            counts[name] += 1
            lines.append(f"tensor(d;`{name})")
            cases.append((name, counts[name], sizes["ab".index(name)]))
    options = ["--seed", str(seed), "--generator", generator]
    done = subprocess.run([command, "k", *options], input="\n".join(lines), capture_output=True, text=True)
    printed = done.stdout.splitlines()
    assert not done.returncode and len(printed) == len(cases), done.stderr
    for line, (name, count, size) in zip(printed, cases):
        values = np.array([float(text) for text in line.rstrip("f").lstrip(",").split()])
        what = " ".join([f"initialization {count} of {name}", *options])
        stream = stream_number(name, initialization=count)
        yield what, ("F64", [size], values), ("normal", {}, "float64", (size,)), seed, stream, generator


def require_all(command):
    """Every initializer that the command knows has a case."""
    done = subprocess.run([command, "sample", "--help"], capture_output=True, text=True, check=True)
    names = done.stdout.split("INITIALIZERS:")[1].split("\n\n")[0]
    missing = {name.strip() for name in names.split(",")} - {case[0] for case in cases()}
    if missing:
        sys.exit(f"no case of {', '.join(sorted(missing))}")


def comparisons(command, folder):
    every = [(n, p, d, s) for n, p, dtypes, shapes in cases() for d in dtypes for s in shapes]
    small = [case for case in every if math.prod(case[3]) <= 1000]
    some = [(n, p, dtypes[0], shapes[-1]) for n, p, dtypes, shapes in cases()]
    wide = ("random", dict(low=-(2**63), high=2**63 - 1), "int64", (200,))
    yield from checkpoint(command, folder, every, SEEDS[0], "ars")
    yield from checkpoint(command, folder, small, SEEDS[1], "ars")
    yield from checkpoint(command, folder, some, SEEDS[1], "philox")
    yield from checkpoint(command, folder, [("normal", {}, "float32", (200,)), wide], SEEDS[2], "ars")
    for _, group in itertools.groupby(some, key=lambda case: case[0]):
        case = next(group)
        yield sample(command, folder, case, SEEDS[2])
        yield sample(command, folder, case, SEEDS[1], "philox")
    yield sample(command, folder, wide, SEEDS[2])
    yield from session(command, SEEDS[1], "ars")
    yield from session(command, SEEDS[2], "philox")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    require_all(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool() as pool:
        # All of them before: a fault in a thread of the pool's would leave it waiting.
        items = list(comparisons(sys.argv[1], pathlib.Path(folder)))
        problems = list(pool.imap(compare, items, chunksize=32))
    failed = list(filter(None, problems))
    print("\n".join([*failed, f"{len(problems) - len(failed)} tensors have the reference's bits, {len(failed)} differ"]))
    sys.exit(len(failed) > 0)


if __name__ == "__main__":
    main()
