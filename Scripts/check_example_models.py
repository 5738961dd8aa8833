#!/usr/bin/env python3
"""Compares the recipes of Examples/ with the models that they are, as the models' own libraries make them.

    Scripts/check_example_models.py [--command tensor-init] [RECIPE ...]

In every size, names, shapes, buffers, ties and the number of parameters must be those of the model on the meta device;
in a tiny configuration, each tensor's values those of the model as its library initializes it: the same where they are
no random ones, else of the same mean, deviation and distribution. Which models these are, the modules of
Scripts/example_models say. Needs torch, safetensors, scipy and the models' libraries; no network is used.

Prints a line for each size and one for each difference, and exits with 1 where there is any.
"""

import argparse
import fnmatch
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from safetensors.torch import load_file
from scipy import stats

import example_models

EXAMPLES = Path(__file__).resolve().parent.parent / "Examples"
# Deviations of a law by which a mean or a deviation may be off; and the least probability of a pair of samples.
MOST_DEVIATIONS, LEAST_PROBABILITY = 5, 1e-7


def families():
    for module in pkgutil.iter_modules(example_models.__path__):
        yield from importlib.import_module(f"example_models.{module.name}").FAMILIES


def run(command, family, settings, *arguments):
    sets = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    return subprocess.run(
        [command, "checkpoint", EXAMPLES / family.recipe, *sets, *arguments],
        check=True, stdout=subprocess.PIPE, text=True).stdout


def plan(command, family, settings):
    return json.loads(run(command, family, settings, "--dry-run", "--json"))


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def state_of(family, model):
    """The model's tensors, each once, and the names of those that are others."""
    tensors, ties, names = {}, {}, {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        if matches(name, family.without):
            continue
        if id(tensor) in names:
            ties[name] = names[id(tensor)]
        else:
            names[id(tensor)] = name
            tensors[name] = tensor
    return tensors, ties


def of_a_tie(name, ties):
    """All names of a tensor: which of them counts as the tensor's own is the recipe's choice."""
    own = ties.get(name, name)
    return frozenset([own] + [other for other, of in ties.items() if of == own])


def structural_differences(family, model, planned):
    tensors, ties = state_of(family, model)
    recipe = {entry["name"]: entry for entry in planned["tensors"]}
    recipe_ties = planned.get("tied", {})
    theirs = {of_a_tie(name, ties): tensor for name, tensor in tensors.items()}
    ours = {of_a_tie(name, recipe_ties): entry for name, entry in recipe.items()}
    for names in sorted(theirs.keys() - ours.keys(), key=sorted):
        yield f"{' = '.join(sorted(names))} {list(theirs[names].shape)} is not in the recipe"
    for names in sorted(ours.keys() - theirs.keys(), key=sorted):
        yield f"{' = '.join(sorted(names))} {ours[names]['shape']} is not in the model"
    for names in ours.keys() & theirs.keys():
        entry, tensor = ours[names], theirs[names]
        if entry["shape"] != list(tensor.shape):
            yield f"{entry['name']}: shape {entry['shape']}; the model's {list(tensor.shape)}"
        if entry["buffer"] == isinstance(tensor, torch.nn.Parameter):
            yield f"{entry['name']}: buffer {entry['buffer']}, unlike the model's"
        if not tensor.is_floating_point() and entry["dtype"] != str(tensor.dtype).removeprefix("torch."):
            yield f"{entry['name']}: {entry['dtype']}; the model's {tensor.dtype}"
    parameters = sum(t.numel() for t in tensors.values() if isinstance(t, torch.nn.Parameter))
    if parameters != planned["parameters"]:
        yield f"{planned['parameters']} parameters; the model's {parameters}"


def difference_of_law(ours, theirs, is_fixed):
    """What tells two samples apart, or None; of fixed ones, the worst beyond the errors of float32."""
    ours, theirs = ours.double().flatten(), theirs.detach().double().flatten()
    if torch.equal(ours, theirs):
        return None
    if theirs.numel() == 0 or (ours == ours[0]).all() or (theirs == theirs[0]).all():
        return f"values {ours[:3].tolist()}; the model's {theirs[:3].tolist()}"
    if torch.allclose(ours, theirs, rtol=1e-5, atol=1e-5 if is_fixed else 0):
        return None
    if is_fixed:
        index = (ours - theirs).abs().argmax()
        return f"{ours[index]:.6g} at {index}; the model's {theirs[index]:.6g}"
    n = ours.numel()
    pooled = torch.cat([ours - ours.mean(), theirs - theirs.mean()])
    variance = pooled.square().mean()
    # Errors of two means and two deviations, the latter by the sample's fourth moment.
    error_of_mean = (2 * variance / n).sqrt()
    kurtosis = pooled.pow(4).mean() / variance**2
    error_of_deviation = ((kurtosis - 1).clamp(min=0.5) / (2 * n)).sqrt() * variance.sqrt()
    if (ours.mean() - theirs.mean()).abs() > MOST_DEVIATIONS * error_of_mean:
        return f"mean {ours.mean():.4g}; the model's {theirs.mean():.4g}"
    if (ours.std() - theirs.std()).abs() > MOST_DEVIATIONS * error_of_deviation:
        return f"deviation {ours.std():.4g}; the model's {theirs.std():.4g}"
    probability = stats.ks_2samp(ours.numpy(), theirs.numpy()).pvalue
    if probability < LEAST_PROBABILITY:
        return f"another distribution than the model's (probability {probability:.1g})"
    # Where a law is cut, only the largest tell: k of one sample beyond all of another have the probability 2^-k.
    for name, one, other in (("ours", ours, theirs), ("the model's", theirs, ours)):
        beyond = int((one.abs() > other.abs().max()).sum())
        if 2.0**-beyond < LEAST_PROBABILITY:
            return f"{beyond} of {name} are larger than all of the other's, {other.abs().max():.4g}"
    return None


def checkpoint(command, family, seed):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tiny.safetensors")
        run(command, family, family.tiny_settings, "--output", path, "--seed", str(seed), "--quiet")
        return load_file(path)


def differences_of_laws(command, family, model):
    ours, others = (checkpoint(command, family, seed) for seed in (1, 2))
    # Positions and the like, which no seed changes.
    fixed = {name for name in ours if torch.equal(ours[name], others[name])}
    tensors, ties = state_of(family, model)
    unused = set(family.own_laws) | set(family.zero_rows)
    for name, theirs in tensors.items():
        own = next((other for other in of_a_tie(name, ties) if other in ours), None)
        value = ours.get(own)
        patterns = {p for p in unused | set(family.own_laws) if matches(name, [p])}
        if value is None or value.shape != theirs.shape:
            continue  # said already
        row = next((r for p, r in family.zero_rows.items() if matches(name, [p])), None)
        difference = None
        if row is not None:
            if theirs[row].count_nonzero() or not value[row].count_nonzero():
                difference = f"row {row}: {value[row][:3].tolist()}; the model's {theirs[row][:3].tolist()}"
            value, theirs = (torch.cat([t[:row], t[row + 1 :]]) for t in (value, theirs.detach()))
        difference = difference or difference_of_law(value, theirs, own in fixed)
        if matches(name, family.own_laws):
            if difference:
                unused -= patterns
        else:
            unused -= patterns
            if difference:
                yield f"{name}: {difference}"
    for pattern in sorted(unused):
        yield f"'{pattern}' is said to differ on purpose, and nothing of that name does"


def check(command, family):
    """The number of differences, each of which is printed."""
    count = 0

    def show(what, differences, text):
        nonlocal count
        differences = list(differences)
        count += len(differences)
        print(f"{family.recipe} {what}: {text}" + (f", {len(differences)} differences" if differences else ""))
        for difference in differences[:20]:
            print(f"  {difference}")
        sys.stdout.flush()

    for size, configuration in family.sizes.items():
        with torch.device("meta"):
            model = family.model(**configuration)
        planned = plan(command, family, {"size": size})
        text = f"{len(planned['tensors'])} tensors, {planned['parameters']:,} parameters"
        show(size, structural_differences(family, model, planned), text)
    torch.manual_seed(1)
    model = family.model(**family.tiny)
    differences = list(structural_differences(family, model, plan(command, family, family.tiny_settings)))
    differences += differences_of_laws(command, family, model)
    show("tiny", differences, "laws of the values")
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--command", default="tensor-init")
    parser.add_argument("recipes", nargs="*", help="files of Examples/; without one, all that have a model")
    options = parser.parse_args()
    chosen = [f for f in families() if not options.recipes or f.recipe in options.recipes]
    if missing := set(options.recipes) - {f.recipe for f in chosen}:
        sys.exit(f"no model in Scripts/example_models for {', '.join(sorted(missing))}")
    count = 0
    for family in chosen:
        try:
            count += check(options.command, family)
        except ModuleNotFoundError as error:
            print(f"{family.recipe}: not compared: {error}")
            count += 1
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
