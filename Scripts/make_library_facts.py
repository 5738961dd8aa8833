#!/usr/bin/env python3
"""Compares the recipes of Examples/ with the models that they are, as the models' own libraries make them, and writes
what these make of small ones to Tests/LibraryFacts, which check_examples.py compares the recipes' values with.

    Scripts/make_library_facts.py [--record] COMMAND [RECIPE ...]

In every size, names, shapes, dtypes, buffers, ties and the number of parameters must be those of the model on the meta
device; a small checkpoint must load into the library with no key missing or left and with its own dtypes; and what the
library's initialization makes of the small model must be what the table says, which --record writes anew.

Which models these are, the modules of Scripts/example_models say. Needs torch, transformers, timm and torchvision, and
of the others those that the chosen recipes are of; no network is used.
"""

import argparse
import importlib
import os
import pkgutil
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
warnings.filterwarnings("ignore")

import numpy as np
import torch
from safetensors.torch import load_file

import check_examples
import example_models
import library_facts
from library_facts import Facts, Law, Tensor

DRAWS = 32


def families():
    for module in pkgutil.iter_modules(example_models.__path__):
        yield from importlib.import_module(f"example_models.{module.name}").FAMILIES


def facts_of(family, model):
    """The model's tensors, without laws, each once, and the names of those that are others."""
    facts = Facts(settings={n: str(v) for n, v in family.tiny_settings.items()}, differing=list(family.own_laws))
    names = {}
    for name, tensor in family.state_dict(model).items():
        if id(tensor) in names:
            facts.ties[name] = names[id(tensor)]
            continue
        names[id(tensor)] = name
        dtype = str(tensor.dtype).removeprefix("torch.")
        facts.tensors[name] = Tensor(
            name, list(tensor.shape), dtype, not isinstance(tensor, torch.nn.Parameter), None)
    return facts


def meta_facts(family, configuration, dtype):
    with torch.device("meta"):
        model = family.of_dtype(getattr(torch, dtype), configuration)
    return facts_of(family, model)


def structural_differences(command, family, settings, configuration):
    planned = check_examples.plan(command, family.recipe, settings)
    ours = Facts(check_examples.tensors_of(planned), planned["tied"])
    theirs = meta_facts(family, configuration, planned["tensors"][0]["dtype"])
    yield from library_facts.differences(ours, theirs)
    parameters = sum(int(np.prod(t.shape)) for t in theirs.tensors.values() if not t.is_buffer)
    if parameters != planned["parameters"]:
        yield f"{planned['parameters']} parameters; the library's {parameters}"


def loading_differences(command, family):
    """Loads a small checkpoint and yields what the library does not take as it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, family.file_name)
        check_examples.run(
            command, check_examples.EXAMPLES / f"{family.recipe}.yaml", family.tiny_settings, "--output", path,
            "--quiet")
        saved = load_file(path)
        model, missing, unexpected = family.load(path)
        loaded = family.state_dict(model)
        for kind, names in (("misses", missing), ("doesn't expect", unexpected)):
            for name in sorted(names):
                yield f"the library {kind} {name}"
        for name, tensor in saved.items():
            if name not in loaded:
                yield f"{name} is in the file alone"
            elif loaded[name].dtype != tensor.dtype:
                yield f"{name} is {tensor.dtype}, and the library has it as {loaded[name].dtype}"
            elif not torch.equal(loaded[name], tensor):
                yield f"{name} has other values when it is loaded"


def made_facts(family, dtype):
    """What the library's own initialization makes of the small model."""
    draws = []
    for seed in range(DRAWS):
        torch.manual_seed(seed)
        model = family.model(**family.tiny)
        draws.append({n: t.detach().double().numpy() for n, t in family.state_dict(model).items()})
    facts = meta_facts(family, family.tiny, dtype)
    facts.draws = DRAWS
    facts.libraries = ", ".join(f"{library} {version(library)}" for library in ("torch", *family.libraries))
    for tensor in facts.tensors.values():
        tensor.law = Law.of([draw[tensor.name] for draw in draws])
    return facts


def differences_of_tables(table, made):
    """Yields where a table isn't what the libraries make now; tables of other versions may round otherwise."""
    if table.tensors.keys() != made.tensors.keys() or table.ties != made.ties:
        yield "the table has other tensors than the library"
        return
    for name, tensor in table.tensors.items():
        other = made.tensors[name]
        if (tensor.shape, tensor.dtype, tensor.is_buffer) != (other.shape, other.dtype, other.is_buffer):
            yield f"the table's {name} is another tensor than the library's"
        elif difference := library_facts.difference_of_laws(other.law, tensor.law, "float32"):
            yield f"the table's {name}: {difference}"


def check(command, family, is_recording):
    """The number of differences, each of which is printed."""
    count = 0

    def show(what, differences):
        nonlocal count
        differences = list(differences)
        count += len(differences)
        print(f"{family.recipe} {what}: " + (f"{len(differences)} differences" if differences else "the library's"))
        for difference in differences[:20]:
            print(f"  {difference}")
        sys.stdout.flush()

    for size, configuration in family.sizes.items():
        settings = {"size": size} if size else {}
        show(size or "as it is", structural_differences(command, family, settings, configuration))
    if not family.tiny:
        return count
    show("tiny", structural_differences(command, family, family.tiny_settings, family.tiny))
    show("tiny, loaded", loading_differences(command, family))
    planned = check_examples.plan(command, family.recipe, family.tiny_settings)
    made = made_facts(family, planned["tensors"][0]["dtype"])
    path = library_facts.FOLDER / f"{family.recipe}.tsv"
    if is_recording:
        made.write(path)
    show("table", differences_of_tables(Facts.read(path), made))
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write the tables")
    parser.add_argument("command")
    parser.add_argument("recipes", nargs="*", help="names of Examples/; without one, all")
    options = parser.parse_args()
    names = [Path(name).name.removesuffix(".yaml") for name in options.recipes]
    chosen = [family for family in families() if not names or family.recipe in names]
    known = {path.stem for path in check_examples.EXAMPLES.glob("*.yaml")}
    if missing := (set(names) or known) - {family.recipe for family in chosen}:
        sys.exit(f"no model in Scripts/example_models for {', '.join(sorted(missing))}")
    count = 0
    for family in chosen:
        try:
            count += check(options.command, family, options.record)
        except ModuleNotFoundError as error:
            print(f"{family.recipe}: not compared: {error}")
            count += 1
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
