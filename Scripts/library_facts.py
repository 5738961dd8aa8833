"""What a library's own initialization makes of a model's tensors, as tables in Tests/LibraryFacts say it.

A table has a line for each tensor: name, shape, dtype, role (`parameter`, `buffer` or `is NAME`, of a tensor that is
another one), and its law over several draws:

    constant  the value
    fixed     values that no seed changes, at FIXED_PLACES places from the first to the last
    random    mean, deviation, the smallest, the quantiles of QUANTILES, the largest

and rows that are constant among random ones, as `0=0`, of which the law says nothing. Lines with # before them say of
which libraries and by which variables of the recipe. Needs numpy alone.
"""

import math
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "Tests/LibraryFacts"
QUANTILES = np.array([0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999])
FIXED_PLACES = 17
# Elements of a tensor that one draw adds to what a table says.
MOST_ELEMENTS = 4096
# Errors of a law by which a mean or a deviation may be off; and the least probability of anything else.
MOST_ERRORS, LEAST_PROBABILITY = 5, 1e-6


@dataclass
class Law:
    kind: str
    values: np.ndarray
    rows: dict[int, float] = field(default_factory=dict)
    # Elements that the values are of.
    count: int = 0
    sample: np.ndarray | None = None

    @staticmethod
    def of(draws):
        """The law of a tensor from its values in several draws."""
        first = draws[0].astype(np.float64)
        if all(np.array_equal(draw, draws[0]) for draw in draws):
            if first.size == 0 or (first == first.flat[0]).all():
                return Law("constant", first.flatten()[:1])
            return Law("fixed", first.flatten()[places(first.size, FIXED_PLACES)])
        rows = {}
        if first.ndim > 1:
            rows = {
                row: float(first[row].flat[0]) for row in range(len(first))
                if all((draw[row] == draws[0][row].flat[0]).all() for draw in draws)}
        parts = []
        for draw in draws:
            draw = np.delete(draw, list(rows), axis=0) if rows else draw
            parts.append(draw.flatten()[places(draw.size, MOST_ELEMENTS)])
        sample = np.sort(np.concatenate(parts).astype(np.float64))
        values = [sample.mean(), sample.std(), sample[0], *np.quantile(sample, QUANTILES), sample[-1]]
        return Law("random", np.array(values), rows, sample.size, sample)


def places(count, most):
    return np.linspace(0, count - 1, min(count, most)).astype(np.int64)


@dataclass
class Tensor:
    name: str
    shape: list[int]
    dtype: str
    is_buffer: bool
    law: Law | None


@dataclass
class Facts:
    """A model's tensors, each once, and the names of those that are others."""

    tensors: dict[str, Tensor] = field(default_factory=dict)
    ties: dict[str, str] = field(default_factory=dict)
    # The recipe's variables, and its tensors that differ on purpose as patterns of names.
    settings: dict[str, str] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    draws: int = 0
    libraries: str = ""

    def names(self, name):
        """All names of a tensor: which of them counts as its own is the recipe's choice."""
        own = self.ties.get(name, name)
        return frozenset([own] + [other for other, of in self.ties.items() if of == own])

    def write(self, path):
        lines = [
            f"# {self.libraries}; {self.draws} draws", "# " + " ".join(f"{n}={v}" for n, v in self.settings.items())]
        lines += ["# differs on purpose: " + " ".join(self.differing)] if self.differing else []
        for tensor in self.tensors.values():
            role = "buffer" if tensor.is_buffer else "parameter"
            rows = " ".join(f"{row}={value:g}" for row, value in tensor.law.rows.items())
            values = " ".join(f"{value:.5g}" for value in tensor.law.values)
            shape = "x".join(map(str, tensor.shape))
            lines.append("\t".join([tensor.name, shape, tensor.dtype, role, tensor.law.kind, values, rows]).rstrip())
        lines += [f"{name}\t\t\tis {of}" for name, of in self.ties.items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @staticmethod
    def read(path):
        lines = path.read_text(encoding="utf-8").splitlines()
        heading = [line.removeprefix("# ") for line in lines if line.startswith("#")]
        facts = Facts(settings=dict(word.split("=") for word in heading[1].split()))
        libraries, draws = heading[0].rsplit(";", 1)
        facts.libraries, facts.draws = libraries, int(draws.split()[0])
        facts.differing = heading[2].split(": ")[1].split() if len(heading) > 2 else []
        for line in lines[len(heading):]:
            name, shape, dtype, role, *rest = line.split("\t")
            if role.startswith("is "):
                facts.ties[name] = role.removeprefix("is ")
                continue
            kind, values, *rows = rest
            law = Law(kind, np.array([float(value) for value in values.split()]))
            law.rows = {int(r): float(v) for r, v in (word.split("=") for word in rows[0].split())} if rows else {}
            sizes = [int(size) for size in shape.split("x")] if shape else []
            count = math.prod(sizes) - len(law.rows) * math.prod(sizes[1:])
            law.count = facts.draws * min(count, MOST_ELEMENTS)
            facts.tensors[name] = Tensor(name, sizes, dtype, role == "buffer", law)
        return facts


def differences(ours, theirs):
    """Yields what of a recipe's tensors, `ours`, isn't as the library has it."""
    ours_by_names = {ours.names(name): tensor for name, tensor in ours.tensors.items()}
    theirs_by_names = {theirs.names(name): tensor for name, tensor in theirs.tensors.items()}
    for names in sorted(theirs_by_names.keys() - ours_by_names.keys(), key=sorted):
        yield f"{' = '.join(sorted(names))} {theirs_by_names[names].shape} is not in the recipe"
    for names in sorted(ours_by_names.keys() - theirs_by_names.keys(), key=sorted):
        yield f"{' = '.join(sorted(names))} {ours_by_names[names].shape} is not in the library's model"
    unused = set(theirs.differing)
    for names, our in ours_by_names.items():
        their = theirs_by_names.get(names)
        if their is None:
            continue
        if our.shape != their.shape:
            yield f"{our.name}: shape {our.shape}; the library's {their.shape}"
            continue
        if our.dtype != their.dtype:
            yield f"{our.name}: {our.dtype}; the library's {their.dtype}"
        if our.is_buffer != their.is_buffer:
            yield f"{our.name}: {'' if our.is_buffer else 'no '}buffer, unlike the library's"
        if our.law is None or their.law is None:
            continue
        difference = difference_of_laws(our.law, their.law, our.dtype)
        patterns = {p for p in theirs.differing if any(fnmatchcase(name, p) for name in names)}
        if difference and not patterns:
            yield f"{our.name}: {difference}"
        if difference:
            unused -= patterns
    if any(tensor.law for tensor in theirs.tensors.values()):
        for pattern in sorted(unused):
            yield f"'{pattern}' is said to differ on purpose, and nothing of that name does"


def difference_of_laws(ours, theirs, dtype):
    """What tells two laws apart, of which ours has its sample; or None."""
    if ours.rows != theirs.rows:
        return f"constant rows {ours.rows}; the library's {theirs.rows}"
    if ours.kind != theirs.kind:
        return f"{ours.kind} {np.round(ours.values[:3], 6)}; the library's is {theirs.kind} {theirs.values[:3]}"
    if ours.kind != "random":
        # Tables have five digits.
        near = np.isclose(ours.values, theirs.values, rtol=1e-4, atol=1e-4 if ours.kind == "fixed" else 0)
        if not near.all():
            index = int(np.argmin(near))
            return f"{ours.kind} {ours.values[index]:.6g}; the library's {theirs.values[index]:.6g}"
        return None
    sample, (mean, deviation, smallest, *quantiles, largest) = ours.sample, theirs.values
    count = ours.count * theirs.count / (ours.count + theirs.count)
    centred = sample - sample.mean()
    own_deviation = sample.std()
    if abs(sample.mean() - mean) > MOST_ERRORS * max(deviation, own_deviation) / math.sqrt(count):
        return f"mean {sample.mean():.4g}; the library's {mean:.4g}"
    kurtosis = max(1.5, (centred**4).mean() / own_deviation**4)
    if abs(own_deviation / deviation - 1) > MOST_ERRORS * math.sqrt((kurtosis - 1) / (4 * count)):
        return f"deviation {own_deviation:.4g}; the library's {deviation:.4g}"
    # By Bernstein's inequality.
    most = math.log(2 / LEAST_PROBABILITY)
    below = np.searchsorted(sample, quantiles, side="left") / sample.size
    to_here = np.searchsorted(sample, quantiles, side="right") / sample.size
    room = most / (3 * count) + np.sqrt((most / (3 * count)) ** 2 + 2 * QUANTILES * (1 - QUANTILES) * most / count)
    # A rounded value stands for an interval.
    outside = np.maximum(below - QUANTILES, QUANTILES - to_here) > room
    if outside.any():
        index = int(np.argmax(outside))
        return (f"{to_here[index]:.4f} of all are up to {quantiles[index]:.4g}; of the library's "
                f"{QUANTILES[index]:.4f}")
    # Where a law is cut: k of ours that are beyond all of the library's have this probability.
    margin = {"bfloat16": 2**-8, "float16": 2**-11}.get(dtype, 1e-5) * max(abs(smallest), abs(largest))
    beyond = int((sample < smallest - margin).sum() + (sample > largest + margin).sum())
    if (2 * ours.count / (ours.count + theirs.count)) ** beyond < LEAST_PROBABILITY:
        return f"{beyond} are beyond all of the library's, {smallest:.4g} to {largest:.4g}"
    return None
