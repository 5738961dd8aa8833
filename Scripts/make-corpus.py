"""Makes Tests/Corpus, the inputs that Scripts/fuzz mutates: Scripts/make-corpus.py, where Python has NumPy.

Some recipes are those of Examples; lines of k are the transcripts that the tests have.
"""

import io
import json
import os
import re
import struct
import zipfile

import numpy

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
DTYPES = {
    "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "C64": 64, "F64": 64, "I64": 64, "U64": 64,
}


def write(kind, name, contents):
    folder = os.path.join(ROOT, "Tests", "Corpus", kind)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(contents if isinstance(contents, bytes) else contents.encode())


def safetensors(header, data=b""):
    header = (header if isinstance(header, str) else json.dumps(header, separators=(",", ":"))).encode()
    return struct.pack("<Q", len(header)) + header + data


def make_safetensors():
    write("safetensors", "empty", safetensors({}))
    write("safetensors", "one", safetensors({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, bytes(range(8))))
    entries, end = {"__metadata__": {"format": "pt", "seed": "42"}}, 0
    for name, bits in DTYPES.items():
        size = 8 * bits // 8
        entries[f"layer.{name}"] = {"dtype": name, "shape": [2, 4], "data_offsets": [end, end + size]}
        end += size
    write("safetensors", "dtypes", safetensors(entries, bytes(i % 256 for i in range(end))))
    write("safetensors", "names", safetensors(
        r'{ "\u00e9" : {"dtype":"U8","shape":[],"data_offsets":[0,1]}, "e\u0301":{"dtype":"U8","shape":[1,1],"data_offsets":'
        r'[1,2],"more":[null,{"x":[-1.5e+3,true]}]}, "\ud83d\ude00\"\\\n":{"shape":[3,0],"data_offsets":[2,2],"dtype":"BOOL"}}  ',
        b"\1\2"))
    write("safetensors", "list", safetensors(r'{"a":["F16",[1],[0,2]],"b":{"dtype":{"I8":null},"shape":[2],"data_offsets":[2,4]}}', b"abcd"))
    write("safetensors", "deep", safetensors('{"a":{"x":' + "[" * 120 + "]" * 120 + ',"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"a"))


def make_indices():
    places = {"a": "a.safetensors", "b": "b.safetensors", "c": "b.safetensors"}
    write("index", "whole", json.dumps({"metadata": {"total_size": 44}, "weight_map": places}, indent=2))
    write("index", "part", json.dumps({"weight_map": {"a": "./a.safetensors", "b": "b.safetensors"}}))
    write("index", "one", json.dumps({"weight_map": {"a": "a.safetensors"}}))
    write("list", "two", json.dumps([
        {"name": "a.weight", "shape": [40, 30], "dtype": "torch.float32"},
        {"name": "é", "shape": [], "dtype": "bfloat16", "more": {"x": [1, None]}},
    ]))


def arrays():
    yield "f4", numpy.arange(6, dtype="<f4").reshape(2, 3)
    yield "big", numpy.arange(6, dtype=">i2").reshape(3, 2)
    yield "fortran", numpy.asfortranarray(numpy.arange(24, dtype="<f8").reshape(2, 3, 4))
    yield "bool", numpy.array([True, False])
    yield "scalar", numpy.array(2.5, dtype="<f2")
    yield "complex", numpy.array([1 + 2j], dtype=">c8")
    yield "text", numpy.array(["ab", "c"])
    yield "time", numpy.array(["2020-01-01"], dtype="<M8[D]")
    yield "record", numpy.array([(1, 2.0)], dtype=[("x", "<i4"), ("y", "<f8", (1,))])
    yield "empty", numpy.zeros((0, 3), dtype="<u4")


def make_numpy():
    for name, array in arrays():
        for version in [(1, 0), (2, 0), (3, 0)] if name == "f4" else [(1, 0)]:
            file = io.BytesIO()
            numpy.lib.format.write_array(file, array, version=version)
            write("npy", f"{name}-{version[0]}", file.getvalue())
    file = io.BytesIO()
    numpy.savez(file, **dict(arrays()))
    write("npz", "arrays", file.getvalue())
    file = io.BytesIO()
    numpy.savez_compressed(file, a=numpy.zeros(3))
    write("npz", "compressed", file.getvalue())
    file = io.BytesIO()
    array = io.BytesIO()
    numpy.save(array, numpy.arange(3, dtype="i1"))
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = b"PK\5\6 a comment"
        archive.writestr("größe/w.npy", array.getvalue())
        archive.writestr("README", "nothing")
    write("npz", "comment", file.getvalue())
    # As archives of 4 GiB have it: all numbers in the fields of 8 bytes.
    name, data = b"w.npy", array.getvalue()
    extra = struct.pack("<HHQQ", 1, 16, len(data), len(data))
    crc = zipfile.crc32(data)
    ones = 0xFFFFFFFF
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 45, 0, 0, 0, 33, crc, ones, ones, len(name), len(extra)) + name + extra
    extra = struct.pack("<HHQQQ", 1, 24, len(data), len(data), 0)
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 45, 45, 0, 0, 0, 33, crc, ones, ones, len(name), len(extra), 0, 0, 0, 0, ones) + name + extra
    start = len(local) + len(data)
    end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(central), start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, start + len(central), 1)
    write("npz", "zip64", local + data + central + end + locator
          + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, ones, ones, 0))


RECIPES = {
    "calculated": """\
sizes: {s: {n: 2}, m: {n: 3}}
size: s
vars: {d: 4*n, h: 'max(d, sqrt(16))^2/4', q: '-(d+1)/3'}
dtype: bfloat16
tensors:
  'layers.{i=0..n-1}.{q,k,v}.weight': {shape: [d, 'floor(h/2)'], initializer: "normal(std=0.02/sqrt(2*n))", dtype: float32}
  '{0..2..2}.bias': {shape: [d], initializer: zeros, buffer: true}
""",
    "blocks": """\
vars: {d: 8, heads: 2}
tensors:
  h.{i=0..1}.attn.qkv.weight:
    shape: [3*d, d]
    groups: heads
    blocks: {"h.{i}.attn.{q,k,v}.weight": {size: d, initializer: xavier_uniform}}
  wte: {shape: [5, d], initializer: "unit_norm(of=normal, axis=1)"}
tie: {head: wte}
""",
    "rules": """\
tensors: {n.w: {shape: [4, 3]}, n.0.w: {shape: [2, 3]}, s: {shape: [1]}, "norm.mean": {shape: [], buffer: true}}
rules:
  - {name: "*.0.w", initializer: normal, shape: ["*", 3], dtype: float32}
  - {name: "n*", initializer: "kaiming_uniform(slope=5^0.5)"}
  - {name: "?", initializer: &a zeros}
  - {name: "*x", initializer: *a, optional: true}
  - {name: "norm.mean", initializer: ones, buffer: true}
""",
}


def make_texts():
    folder = os.path.join(ROOT, "Examples")
    for name in ["gpt2", "llama3", "lora", "mamba2", "vit"]:
        with open(os.path.join(folder, f"{name}.yaml")) as file:
            # Of models of one or two layers, as each input is read a thousand times a second.
            write("recipe", name, re.sub(r"\bL: \d+", "L: 2", file.read()))
    for name, recipe in RECIPES.items():
        write("recipe", name, recipe)
    expressions = [
        "normal(mean=0, std=0.02)", "trunc_normal(std=0.02, low=-2, high=2)", "kaiming_uniform(slope=2.2360679774997896, mode=fan_out, "
        "nonlinearity=leaky_relu)", "orthogonal(gain=0.5)", "unit_norm(of=uniform(low=-1, high=1), axis=0)",
        "constant(value=nan)", "variance_scaling(scale=1.0, mode=fan_avg, distribution=uniform)",
        "random(low=-3, high=7)", "sparse(sparsity=0.5, std=0.01)", "arange(start=0, step=1)", "zeros", "xnormal(2)", "eye(gain=-1e30)",
        "prior_bias(p=0.01)", "log_uniform(low=0.001, high=0.1)", "geometric(p=0.5)", "exponential(rate=1)", "cauchy(median=0, sigma=1)",
    ]
    for number, expression in enumerate(expressions):
        write("expression", f"{number:02}", expression)
    with open(os.path.join(ROOT, "Tests", "KSessionTests", "Resources", "transcripts.txt")) as file:
        sessions = [
            "\n".join(line[2:] for line in session.splitlines() if line.startswith("q)"))
            for session in re.split(r"\n\n+", file.read())
        ]
    for number, session in enumerate(filter(None, sessions)):
        write("k", f"{number:02}", session + "\n")


make_safetensors()
make_indices()
make_numpy()
make_texts()
