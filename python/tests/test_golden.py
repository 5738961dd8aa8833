"""tensor_init.fill gives the golden values of the stream's version 1: all that is in the files is reached from Python."""

import pathlib
import re

import numpy
import pytest

from tensor_init import Generator, fill

FOLDER = pathlib.Path(__file__).parents[2] / "Tests/TensorInitTests/Golden"
FILES = ["stream-v1.tsv", "stream-v1-additions.tsv"]


def fnv1a(data):
    state = 0xCBF29CE484222325
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def ranges(text):
    return [tuple(map(int, pair)) for pair in re.findall(r"(\d+)\.\.<(\d+)", text)]


def drawn(algorithm, stream, shape, part, expression, dtype):
    generator = Generator(42, algorithm).stream(stream)
    kind, *_ = part.split()
    if kind == "whole":
        return fill(numpy.empty(shape, dtype), expression, generator=generator)
    starts, ends = zip(*ranges(part))
    array = numpy.empty([end - start for start, end in zip(starts, ends)], dtype)
    start = starts[0] if kind == "elements" else starts
    return fill(array, expression, generator=generator, part_of=(shape, start))


@pytest.mark.parametrize("algorithm", ["ars", "philox"])
@pytest.mark.parametrize("file", FILES)
def test_what_streams_of_names_give_is_what_stands_in_the_golden_files(file, algorithm):
    count, wrong = 0, []
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines()[1:]:
        *key, expected, first = line.split("\t")
        if key[0] != algorithm or not key[1].startswith("seed 42, stream ") or key[5] == "bfloat16":
            continue
        shape = [int(size) for size in key[2].split("x")]
        values = drawn(algorithm, key[1].removeprefix("seed 42, stream "), shape, *key[3:])
        bits = values.ravel()[:4].view(f"u{values.itemsize}")
        if fnv1a(values.tobytes()) != expected or " ".join(f"{b:0{2 * values.itemsize}x}" for b in bits) != first:
            wrong.append(key)
        count += 1
    assert count > 300
    assert not wrong
