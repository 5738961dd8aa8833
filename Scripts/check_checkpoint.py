#!/usr/bin/env python3
"""Checks a checkpoint against a table of expected tensors, with the safetensors package.

    check_checkpoint.py [--torch] [--recipe RECIPE] CHECKPOINT EXPECTED

EXPECTED is one of Tests/ExpectedStateDicts/*.tsv. Checked are every tensor's name, dtype,
shape and alignment, the header's metadata and, for the recipes of Examples/, every tensor's
values: constants exactly, random ones by their first moments. --torch loads tensors with
torch rather than numpy; --recipe compares the metadata's seed with that recipe's.

Prints one line of summary, or a line per difference and exits with 1. One tensor at a time
is in memory.
"""

import argparse
import json
import math
import re
import sys
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

# Our names for dtypes, and those of the file format.
FORMAT_DTYPES = {"float32": "F32", "bfloat16": "BF16", "int64": "I64"}
ITEM_SIZES = {"F32": 4, "BF16": 2, "I64": 8}

# Elements looked at together; the moments' float64 copies stay small beside the tensor.
CHUNK = 1 << 22


# MARK: What values to expect
#
# Written out here rather than read from the recipes, so that a recipe that strays from the
# initialization it documents is noticed too. First match counts; shapes are (out, in, ...)
# but for GPT-2's.


def constant(value):
    return lambda shape: ("constant", value)


def normal(std):
    return lambda shape: ("normal", std)


def kaiming_normal_fan_out(shape):
    return "normal", math.sqrt(2 / (shape[0] * math.prod(shape[2:])))


def uniform(bound):
    return lambda shape: ("uniform", bound / math.sqrt(3))


ZEROS, ONES = constant(0), constant(1)

VALUES = {
    "gpt2-124m": [
        (r"bias$", ZEROS),
        (r"ln_\w+\.weight$", ONES),
        (r"c_proj\.weight$", normal(0.02 / math.sqrt(2 * 12))),
        (r"weight$", normal(0.02)),
    ],
    "resnet50": [
        (r"fc\.(weight|bias)$", uniform(1 / math.sqrt(2048))),
        (r"(running_mean|num_batches_tracked|bias)$", ZEROS),
        (r"running_var$", ONES),
        (r"(bn\d|downsample\.1)\.weight$", ONES),
        (r"(conv\d|downsample\.0)\.weight$", kaiming_normal_fan_out),
    ],
    "llama-1b": [
        (r"norm\.weight$", ONES),
        (r"weight$", normal(0.02)),
    ],
}

KURTOSIS = {"normal": 3.0, "uniform": 1.8}


def expected_values(rules, name, shape):
    for pattern, rule in rules:
        if re.search(pattern, name):
            return rule(shape)
    return None


# MARK: Reading


class Difference(Exception):
    pass


def read_expected(path):
    expected = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        name, dtype, shape, role = line.split("\t")
        extents = [int(extent) for extent in shape.split("x")] if shape else []
        expected[name] = (FORMAT_DTYPES[dtype], extents, role)
    return expected


def read_header(path):
    """The header as it stands in the file, and where the data begins."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        return json.loads(file.read(length)), 8 + length


def chunks(path, entry, data_start, tensor):
    """The tensor's values as float64, some at a time.

    numpy has no bfloat16, so without `tensor` its bits are read from the file: they are the
    upper half of a float32's.
    """
    count = math.prod(entry["shape"])
    if tensor is None:
        bits = np.memmap(
            path, np.dtype("<u2"), "r", offset=data_start + entry["data_offsets"][0], shape=(count,)
        )
    else:
        flat = tensor.reshape(-1)
    for start in range(0, count, CHUNK):
        if tensor is None:
            part = bits[start : start + CHUNK].astype(np.uint32)
            part <<= 16
            part = part.view(np.float32)
        else:
            part = flat[start : start + CHUNK]
            if not isinstance(part, np.ndarray):
                part = part.double().numpy()
        yield part.astype(np.float64)


# MARK: Checks


def metadata_value(metadata, words):
    """The value of the key that names `words`, however it joins them."""
    wanted = "".join(words)
    for key, value in metadata.items():
        if re.sub(r"[^a-z]", "", key.lower()).endswith(wanted):
            return key, value
    raise Difference(f"metadata has no {' '.join(words)}: {sorted(metadata)}")


def check_metadata(metadata, recipe):
    found = [
        metadata_value(metadata, words) for words in (["seed"], ["stream", "version"], ["recipe"])
    ]
    if recipe:
        seed = re.search(r"^seed:\s*(\S+)", Path(recipe).read_text(encoding="utf-8"), re.MULTILINE)
        if seed and seed[1] != found[0][1]:
            raise Difference(f"metadata has the seed {found[0][1]}, the recipe {seed[1]}")
    for key, value in found:
        lines = value.splitlines() or [""]
        more = f" ... ({len(lines)} lines)" if len(lines) > 1 else ""
        print(f"  {key}: {lines[0][:100]}{more}")


def check_entry(entry, data_start, dtype, shape):
    if entry["dtype"] != dtype:
        raise Difference(f"is {entry['dtype']}, expected {dtype}")
    if entry["shape"] != shape:
        raise Difference(f"has the shape {entry['shape']}, expected {shape}")
    begin, end = entry["data_offsets"]
    if end - begin != math.prod(shape) * ITEM_SIZES[dtype]:
        raise Difference(f"takes {end - begin} bytes")
    if (data_start + begin) % 8 != 0:
        raise Difference(f"begins at byte {data_start + begin}, which is not a multiple of 8")


def check_values(parts, kind, value):
    """Compares with a constant, or a distribution of mean 0 and standard deviation `value`."""
    if kind == "constant":
        for part in parts:
            if not np.all(part == value):
                raise Difference(f"is not all {value}")
        return
    count, sums, extreme = 0, np.zeros(4), 0.0
    for part in parts:
        part = part / value
        square = part * part
        sums += [part.sum(), square.sum(), (square * part).sum(), (square * square).sum()]
        count += part.size
        extreme = max(extreme, float(np.abs(part).max()))
    first, second, third, fourth = (float(moment) for moment in sums / count)
    variance = second - first**2
    std = math.sqrt(variance) if variance > 0 else variance
    # Six standard errors; the largest tensors' would leave no room for a generator's own
    # granularity. From 45,000 elements on, the standard deviation's is within 2 %.
    tolerance = max(0.001, 6 / math.sqrt(count))
    if not abs(first) <= tolerance:
        raise Difference(f"has the mean {first * value:.4g}, expected 0 (std {value:.4g})")
    if not abs(std - 1) <= max(0.001, 6 / math.sqrt(2 * count)):
        raise Difference(f"has the standard deviation {std * value:.5g}, expected {value:.5g}")
    central_fourth = fourth - 4 * first * third + 6 * first**2 * second - 3 * first**4
    kurtosis = central_fourth / variance**2
    if not abs(kurtosis - KURTOSIS[kind]) <= max(0.02, 6 * math.sqrt(24 / count)):
        raise Difference(f"has the kurtosis {kurtosis:.3f}, expected {KURTOSIS[kind]} ({kind})")
    # A uniform distribution's bound, with room for the bound's rounding to the dtype.
    if kind == "uniform" and not extreme <= math.sqrt(3) * (1 + 1e-6):
        bound = math.sqrt(3) * value
        raise Difference(f"reaches {extreme * value:.5g}, expected at most {bound:.5g}")


def check_tensors(arguments, header, data_start, opened, expected):
    """Yields a line for each tensor that differs."""
    rules = VALUES.get(Path(arguments.expected).stem)
    beginnings = {}
    for name, (dtype, shape, _) in expected.items():
        if name not in header:
            yield f"{name} is missing"
            continue
        entry = header[name]
        try:
            check_entry(entry, data_start, dtype, shape)
            part = opened.get_slice(name)
            if part.get_shape() != shape or part.get_dtype() != dtype:
                raise Difference(f"is {part.get_dtype()} {part.get_shape()} to safetensors")
            by_bits = dtype == "BF16" and not arguments.torch
            tensor = None if by_bits else opened.get_tensor(name)
            if tensor is not None and list(tensor.shape) != shape:
                raise Difference(f"loads with the shape {list(tensor.shape)}")
            if rules is None:
                continue
            values = expected_values(rules, name, shape)
            if values is None:
                raise Difference("is of no kind whose values are known")
            check_values(chunks(arguments.checkpoint, entry, data_start, tensor), *values)
            if values[0] != "constant":
                # Tensors of one seed must not repeat each other, not even scaled.
                beginning = next(chunks(arguments.checkpoint, entry, data_start, tensor))[:64]
                key = np.round(beginning / values[1], 3).tobytes()
                if key in beginnings:
                    raise Difference(f"begins as {beginnings[key]} does")
                beginnings[key] = name
        except Difference as difference:
            yield f"{name} {difference}"
    for name in sorted(header.keys() - expected.keys()):
        yield f"{name} is not expected"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--torch", action="store_true", help="load with torch")
    parser.add_argument("--recipe", help="the recipe, for its seed")
    parser.add_argument("checkpoint")
    parser.add_argument("expected")
    arguments = parser.parse_args()

    try:
        check(arguments)
    except (SafetensorError, OSError, ValueError) as error:
        sys.exit(f"{arguments.checkpoint}: cannot be read: {error}")


def check(arguments):
    label = Path(arguments.expected).stem
    expected = read_expected(arguments.expected)
    header, data_start = read_header(arguments.checkpoint)
    metadata = header.pop("__metadata__", {})
    differences = []
    if data_start % 8 != 0:
        differences.append(f"data begins at byte {data_start}, which is not a multiple of 8")
    with safe_open(arguments.checkpoint, framework="pt" if arguments.torch else "np") as opened:
        try:
            check_metadata(opened.metadata() or {}, arguments.recipe)
        except Difference as difference:
            differences.append(str(difference))
        if (opened.metadata() or {}) != metadata:
            differences.append("metadata differs between the header and safetensors' reading of it")
        differences += check_tensors(arguments, header, data_start, opened, expected)

    for difference in differences:
        print(f"{label}: {difference}", file=sys.stderr)
    if differences:
        print(f"{label}: {len(differences)} differences")
        sys.exit(1)
    parameters = sum(
        math.prod(shape) for _, shape, role in expected.values() if role == "parameter"
    )
    checked = "names, shapes, dtypes and values" if label in VALUES else "names, shapes and dtypes"
    print(f"{label}: {len(expected)} tensors, {parameters:,} parameters, {checked} as expected")


main()
