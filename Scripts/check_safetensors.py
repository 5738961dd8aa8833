"""Reads random small safetensors files with the library and with Python's safetensors, and compares verdicts and contents.

check_safetensors.py COMMAND [COUNT] [SEED]: COMMAND is the built tensor-init-fuzz.

A file that Python reads and the library refuses is counted apart, and no difference, where it has a key twice, which the format
forbids, or a size of 2^63 or more, which a tensor without elements may have.
"""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile

import safetensors

DTYPES = {
    "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "C64": 64, "F64": 64, "I64": 64, "U64": 64,
}
NAMES = ["a", "b", "é", "e\u0301", "layer.0.weight", "", "__metadata__", "\U0001f600", "x\\\"", "\x7f", "\u0000", "\t"]
VALUES = [
    "null", "true", "0", "-0", "-1", "1.0", "1e999", "0e999", "1e-999", "[]", "{}", '""', '"\\ud800"', '"\\u00e9"', "01", "nul",
    "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", '{"F32":null}', '["F32",[1],[0,4]]',
    "[" * 125 + "]" * 125, "[" * 126 + "]" * 126, "[[[]]]", '{"a":1,"a":2}', '{"a":[null,-1.5e+3,{"b":"c"}]}', "1" * 400, "\x00", "-", "+1",
]


def chance(probability):
    return random.random() < probability


def space():
    return random.choice(["", "", "", " ", "\n", "\t ", "\r", "\f"]) if chance(0.05) else ""


def text(string):
    return json.dumps(string, ensure_ascii=chance(0.5))


def join(opening, items, closing):
    return space() + opening + space() + ("," + space()).join(items) + space() + closing


def tensor(end):
    """A header's entry, and where the next tensor begins."""
    dtype = random.choice(list(DTYPES))
    shape = [random.choice([0, 1, 1, 2, 3, 4, 8]) for _ in range(random.randrange(4))]
    size = DTYPES[dtype]
    for length in shape:
        size *= length
    size //= 8
    start = end
    if chance(0.02):
        start = max(0, start + random.choice([-1, 1]))
    stop = start + size
    if chance(0.02):
        stop = max(0, stop + random.choice([-1, 1]))
    shape = [str(length) for length in shape]
    if shape and chance(0.03):
        shape[random.randrange(len(shape))] = random.choice(VALUES)
    values = {
        "dtype": text(dtype) if chance(0.97) else random.choice(['"f32"', '"F8"', "4", '{"F32":null}', '{"I8":{}}', "null"]),
        "shape": join("[", shape, "]"),
        "data_offsets": join("[", [str(start), str(stop)] if chance(0.98) else [str(start)] * random.randrange(4), "]"),
    }
    if chance(0.05):
        values[random.choice(list(values))] = random.choice(VALUES)
    if chance(0.1):
        values["more"] = random.choice(VALUES)
    if chance(0.02):
        del values[random.choice(list(values))]
    if chance(0.03):
        return join("[", list(values.values()), "]"), stop
    keys = list(values)
    random.shuffle(keys)
    items = [f"{text(key)}{space()}:{space()}{values[key]}" for key in keys]
    if chance(0.01):
        items.append(random.choice(items))
    return join("{", items, "}"), stop


def random_file():
    entries, end = [], 0
    names = random.sample(NAMES, random.randrange(5))
    for name in names:
        if name == "__metadata__":
            pairs = [f"{text(random.choice(NAMES))}:{text('v') if chance(0.9) else random.choice(VALUES)}" for _ in range(random.randrange(3))]
            value = join("{", pairs, "}") if chance(0.9) else random.choice(VALUES)
        elif chance(0.02):
            value = random.choice(VALUES)
        else:
            value, end = tensor(end)
        entries.append(f"{text(name)}{space()}:{space()}{value}")
    if entries and chance(0.02):
        entries.append(random.choice(entries))
    random.shuffle(entries)
    header = (join("{", entries, "}") + " " * random.choice([0, 0, 1, 7])).encode("utf-8", "surrogatepass")
    data = random.randbytes(max(0, end + (random.choice([-1, 1, 8]) if chance(0.03) else 0)))
    length = len(header)
    if chance(0.03):
        length = max(0, length + random.choice([-1, 1, 8, -8, 1 << 40, (1 << 64) - 1 - length]))
    contents = bytearray(struct.pack("<Q", length) + header + data)
    if chance(0.25):
        for _ in range(random.choice([1, 1, 1, 2, 5])):
            place = random.randrange(len(contents))
            kind = random.randrange(4)
            if kind == 0:
                contents[place] = random.randrange(256)
            elif kind == 1:
                contents[place] = random.choice(b'{}[]",:0123456789-.eE\\ ')
            elif kind == 2:
                del contents[place : place + random.randrange(1, 4)]
            else:
                contents[place:place] = random.choice([b"{", b"}", b"[", b"]", b",", b'"', b"0", b"-", b"1e9", b"\\", b"\x00"])
            if not contents:
                break
    return bytes(contents)


def ours(line):
    result = json.loads(line)
    if "error" in result:
        return None, result["error"]
    tensors = {t["name"]: (t["dtype"], tuple(t["shape"]), bytes.fromhex(t["bytes"])) for t in result["tensors"]}
    return (tensors, dict(result["metadata"])), None


def theirs(path):
    with open(path, "rb") as file:
        contents = file.read()
    try:
        listed = safetensors.deserialize(contents)
        with safetensors.safe_open(path, "np") as opened:
            metadata = opened.metadata() or {}
    except (safetensors.SafetensorError, ValueError, OSError) as error:
        return None, str(error)
    return ({name: (t["dtype"], tuple(t["shape"]), bytes(t["data"])) for name, t in listed}, metadata), None


def is_stricter(contents):
    """Whether a file is one of those that the library alone refuses."""
    found = False

    def pairs(items):
        nonlocal found
        found = found or len({key for key, _ in items}) < len(items)
        return dict(items)

    def integer(digits):
        nonlocal found
        found = found or int(digits) >= 1 << 63
        return int(digits)

    json.loads(contents[8 : 8 + struct.unpack("<Q", contents[:8])[0]], object_pairs_hook=pairs, parse_int=integer)
    return found


def main():
    command = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    random.seed(seed)
    counts = {"read by both": 0, "refused by both": 0, "refused by the library, as it says": 0}
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, count, 1000):
            paths = [os.path.join(folder, f"{number}.safetensors") for number in range(min(1000, count - start))]
            for path in paths:
                # Unlinked, as a reader may still have the file of the batch before in its memory.
                if os.path.exists(path):
                    os.unlink(path)
                with open(path, "wb") as file:
                    file.write(random_file())
            lines = subprocess.run(
                [command, "verdict"], input="".join(path + "\n" for path in paths), capture_output=True, text=True, check=True
            ).stdout.splitlines()
            for path, line in zip(paths, lines, strict=True):
                (our, our_fault), (their, their_fault) = ours(line), theirs(path)
                if our == their:
                    counts["refused by both" if our is None else "read by both"] += 1
                    continue
                with open(path, "rb") as file:
                    contents = file.read()
                if our is None and is_stricter(contents):
                    counts["refused by the library, as it says"] += 1
                    continue
                differences += 1
                print(f"DIFFERENCE: {contents!r}\n  the library: {our_fault or our}\n  safetensors: {their_fault or their}")
    print(f"{count} files, seed {seed}: {', '.join(f'{number} {what}' for what, number in counts.items())}, {differences} differences")
    sys.exit(1 if differences else 0)


main()
