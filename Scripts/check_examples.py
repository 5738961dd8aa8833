#!/usr/bin/env python3
"""Checks the recipes of Examples/ by what their libraries make, without these: check_examples.py COMMAND [RECIPE ...]

At a small size, which the tables of Tests/LibraryFacts have, each recipe's tensors must have the library's names,
shapes, dtypes and ties, and values of its laws. A checkpoint of it, and one that the rules of its name in
Examples/rules make of that checkpoint's names and shapes, must be the same bytes. Needs numpy.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import library_facts
from library_facts import Facts, Law, Tensor

EXAMPLES = Path(__file__).resolve().parent.parent / "Examples"
# Draws, each of another seed.
DRAWS = 8
# Without variables; ExampleTests hold its tensors to be those of gpt2.yaml.
WRITTEN_OUT = "gpt2-124m"
# Lines of a file of rules.
MOST_LINES = 10
STORED = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "I64": "<i8"}


def run(command, recipe, settings, *arguments):
    sets = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    result = subprocess.run(
        [command, "checkpoint", recipe, *sets, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode:
        raise RuntimeError(result.stderr.strip())
    return result.stdout


def plan(command, name, settings):
    return json.loads(run(command, EXAMPLES / f"{name}.yaml", settings, "--dry-run", "--json"))


def tensors_of(plan):
    return {
        entry["name"]: Tensor(entry["name"], entry["shape"], entry["dtype"], entry["buffer"], None)
        for entry in plan["tensors"]}


def read(path):
    """A safetensors file's tensors."""
    contents = path.read_bytes()
    end = 8 + int.from_bytes(contents[:8], "little")
    header = json.loads(contents[8:end])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        data = contents[end:][slice(*entry["data_offsets"])]
        if entry["dtype"] == "BF16":
            # The upper half of a float32's bits.
            array = (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
        else:
            array = np.frombuffer(data, STORED[entry["dtype"]])
        tensors[name] = array.reshape(entry["shape"])
    return tensors


def values(command, recipe, settings, seed, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.safetensors")
        run(command, recipe, settings, "--output", path, "--seed", str(seed), "--quiet", *arguments)
        return read(path)


def facts(command, name, settings):
    """What the recipe makes, in the form of what its library makes."""
    planned = plan(command, name, settings)
    facts = Facts(tensors_of(planned), planned["tied"], settings)
    draws = [values(command, EXAMPLES / f"{name}.yaml", settings, seed) for seed in range(DRAWS)]
    for tensor in facts.tensors.values():
        tensor.law = Law.of([draw[tensor.name] for draw in draws])
    return facts, draws[0]


def repetitions(tensors):
    """Yields which tensors begin alike, but for a factor: each must have draws of its own."""
    beginnings, names = [], []
    for name, tensor in tensors.items():
        beginning = tensor.flatten()[-64:].astype(np.float64)
        if beginning.size < 64 or not beginning.std():
            continue
        beginning = beginning - beginning.mean()
        beginnings.append(beginning / np.linalg.norm(beginning))
        names.append(name)
    if not names:
        return
    likeness = np.abs(np.tril(np.array(beginnings) @ np.array(beginnings).T, -1))
    for one, other in np.argwhere(likeness > 0.95):
        yield f"{names[one]} has the values of {names[other]}"


def differences_of_rules(command, name, settings):
    """Yields what a checkpoint by the rules has otherwise than the recipe's."""
    rules = EXAMPLES / f"rules/{name}.yaml"
    text = rules.read_text()
    if (count := len(text.splitlines())) > MOST_LINES:
        yield f"{rules.name} has {count} lines, more than {MOST_LINES}"
    own = set(re.findall(r"(\w+):", "".join(re.findall(r"^vars:(.*)$", text, re.MULTILINE)))) & set(settings)
    with tempfile.TemporaryDirectory() as folder:
        path, like = Path(folder, "model.safetensors"), Path(folder, "like.safetensors")
        run(command, EXAMPLES / f"{name}.yaml", settings, "--output", path, "--seed", "7", "--quiet")
        run(command, rules, {variable: settings[variable] for variable in own}, "--like", path, "--output", like,
            "--seed", "7", "--quiet")
        one, other = path.read_bytes(), like.read_bytes()
        # Their headers name other recipes.
        starts = [8 + int.from_bytes(contents[:8], "little") for contents in (one, other)]
        if one[starts[0]:] == other[starts[1]:]:
            return
        one, other = read(path), read(like)
        for tensor in one:
            if tensor not in other or not np.array_equal(one[tensor], other[tensor]):
                yield f"{tensor} has other values by {rules.relative_to(EXAMPLES.parent)}"


def check(command, name):
    theirs = Facts.read(library_facts.FOLDER / f"{name}.tsv")
    ours, drawn = facts(command, name, theirs.settings)
    yield from library_facts.differences(ours, theirs)
    yield from repetitions({name: drawn[name] for name, tensor in ours.tensors.items() if tensor.law.kind == "random"})
    yield from differences_of_rules(command, name, theirs.settings)


def main(command, names):
    failed = 0
    for name in names or sorted({path.stem for path in EXAMPLES.glob("*.yaml")} - {WRITTEN_OUT}):
        try:
            found = list(check(command, name))
        except (RuntimeError, OSError) as error:
            found = [str(error)]
        failed += bool(found)
        print(f"{name}: {f'{len(found)} differences' if found else 'as its library makes it'}")
        for difference in found[:20]:
            print(f"  {difference}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [Path(name).name.removesuffix(".yaml") for name in sys.argv[2:]]))
