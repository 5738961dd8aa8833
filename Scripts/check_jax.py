#!/usr/bin/env python3
"""Compares tensor-init's initializers with those of JAX and Keras: check_jax.py COMMAND [--verbose].

One recipe has a tensor for each case, which the command makes in one run; JAX and Keras make theirs, of fixed seeds.

Bounds: of a law that has some, no value lies beyond them, none of ours in float32 or float16, none of theirs beyond
what their formula gives in float32; both bounds are the same to 2 units in the last place; the largest magnitude is as
near to them as that of so many values is, and in float16 within a unit in the last place.

Laws: two samples by Kolmogorov and Smirnov, and the mean squares of both against scale / fan. Thresholds are such that
with other seeds all tests together would raise a false alarm once in 1,000 runs.

Last come differences that are planted, such as another fan, which must be found. Prints a line for each group of cases
and what differs; exits with 1 where something does, or where a planted difference was not found.
"""

import argparse
import itertools
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import jax
import keras
import numpy as np

FALSE_ALARMS = 1e-3
# The deviation of a standard normal number that is within 2 of 0, as JAX, Keras and timm write it.
DEVIATION_WITHIN_2 = 0.87962566103423978
# Of small matrices, each with a draw of its own.
MATRIX_COUNT = 2000


class Case:
    """An initializer of ours, and what gives the values of theirs."""

    def __init__(self, group, expression, shape, theirs, bound=None, law=None, square=None):
        self.group = group
        self.expression = expression
        self.shape = shape
        #: Gives their values for a number that seeds them.
        self.theirs = theirs
        #: Of magnitudes, exactly and as theirs is computed in float32; and which law it bounds.
        self.bound, self.law = bound, law
        #: The expected mean square.
        self.square = square

    def __str__(self):
        return f"{self.group}: {self.expression} {list(self.shape)}"


def axis_text(axis):
    return f"({', '.join(map(str, axis))})" if isinstance(axis, tuple) else str(axis)


def size_of(shape, axis):
    return math.prod(shape[a] for a in (axis if isinstance(axis, tuple) else (axis,)))


def fan_of(shape, mode, in_axis=-2, out_axis=-1, batch_axis=()):
    """The number by which a scale is divided; computed here once more."""
    ins, outs = size_of(shape, in_axis), size_of(shape, out_axis)
    field = math.prod(shape) / ins / outs / size_of(shape, batch_axis)
    fans = {"fan_in": ins * field, "fan_out": outs * field}
    fans["fan_avg"] = (ins * field + outs * field) / 2
    fans["fan_geo_avg"] = math.sqrt(ins * field * outs * field)
    return fans[mode]


def scaled(group, expression, shape, theirs, variance, distribution):
    """A case of a law of this variance."""
    bound = None
    single = np.float32(math.sqrt(np.float32(variance)))
    if distribution == "truncated_normal":
        theirs_bound = np.float32(2) * (single / np.float32(DEVIATION_WITHIN_2))
        bound = (2 * math.sqrt(variance) / DEVIATION_WITHIN_2, theirs_bound)
    elif distribution == "uniform":
        bound = (math.sqrt(3 * variance), np.float32(math.sqrt(np.float32(3) * np.float32(variance))))
    return Case(group, expression, shape, theirs, bound, distribution, variance)


def of_jax(initializer, shape):
    return lambda seed: np.asarray(initializer(jax.random.key(seed), shape))


def of_keras(make, shape):
    return lambda seed: np.asarray(make(seed)(shape, dtype="float32"))


# Shapes and axes: matrices, kernels of JAX and PyTorch, several axes each, stacked layers and heads.
LAYOUTS = [
    ((300, 500), dict(in_axis=-2, out_axis=-1)),
    ((3, 3, 96, 170), dict(in_axis=-2, out_axis=-1)),
    ((170, 96, 3, 3), None),
    ((8, 16, 12, 100), dict(in_axis=(0, 1), out_axis=-1, batch_axis=2)),
    ((12, 40, 8, 5, 8), dict(in_axis=1, out_axis=(0, 2), batch_axis=(3, 4))),
    ((256, 8, 72), dict(in_axis=0, out_axis=(1, 2))),
    ((8, 120, 160), dict(in_axis=-1, out_axis=-2, batch_axis=0)),
]
MODES = ["fan_in", "fan_out", "fan_avg", "fan_geo_avg"]
DISTRIBUTIONS = ["truncated_normal", "normal", "uniform"]
PRESETS = {"lecun": (1.0, "fan_in"), "glorot": (1.0, "fan_avg"), "he": (2.0, "fan_in")}


def jax_cases():
    init = jax.nn.initializers
    scales = itertools.cycle([2.0, 0.7, 1.0])
    for (shape, axes), mode, distribution in itertools.product(LAYOUTS, MODES, DISTRIBUTIONS):
        scale = next(scales)
        # By itself the library has PyTorch's axes.
        known = axes or dict(in_axis=1, out_axis=0)
        arguments = [f"scale={scale}", f"mode={mode}", f"distribution={distribution}"]
        arguments += [f"{name}={axis_text(axis)}" for name, axis in (axes or {}).items()]
        theirs = init.variance_scaling(scale, mode, distribution, **known)
        variance = scale / fan_of(shape, mode, **known)
        expression = f"variance_scaling({', '.join(arguments)})"
        yield scaled("JAX's variance_scaling", expression, shape, of_jax(theirs, shape), variance, distribution)
    laws = ("normal", "uniform")
    for (shape, axes), (name, (scale, mode)), law in itertools.product(LAYOUTS[::3], PRESETS.items(), laws):
        distribution = "truncated_normal" if law == "normal" else law
        theirs = getattr(init, f"{name}_{law}")(**axes)
        arguments = ", ".join(f"{key}={axis_text(axis)}" for key, axis in axes.items())
        variance = scale / fan_of(shape, mode, **axes)
        expression = f"{name}_{law}({arguments})"
        yield scaled("JAX's presets", expression, shape, of_jax(theirs, shape), variance, distribution)
    shape = (400, 500)
    for expression, theirs, std in [
        ("truncated_normal(std=0.01)", init.truncated_normal(), 0.01),
        ("truncated_normal(std=0.3)", init.truncated_normal(0.3), 0.3),
    ]:
        yield cut_at_2("JAX's truncated_normal", expression, shape, of_jax(theirs, shape), std)
    yield Case("JAX's normal", "normal(std=0.01)", shape, of_jax(init.normal(), shape), square=0.0001)
    yield Case("JAX's uniform", "uniform(low=0, high=0.01)", shape, of_jax(init.uniform(), shape), square=0.0001 / 3)


def cut_at_2(group, expression, shape, theirs, std):
    bound = (2 * std, np.float32(2) * np.float32(std))
    return Case(group, expression, shape, theirs, bound, "truncated_normal", (std * DEVIATION_WITHIN_2) ** 2)


def keras_cases():
    init = keras.initializers
    names = {"truncated_normal": "truncated_normal", "normal": "untruncated_normal", "uniform": "uniform"}
    layouts = [((300, 500), {}), ((3, 3, 96, 170), {}), ((12, 40, 8, 50), dict(input_axes=[0, 1], output_axes=[2, 3]))]
    for (shape, axes), mode, distribution in itertools.product(layouts, MODES[:3], DISTRIBUTIONS):
        known = {key.replace("put_axes", "_axis"): tuple(value) for key, value in axes.items()}
        known = known or dict(in_axis=-2, out_axis=-1)

        def make(seed, axes=axes, mode=mode, name=names[distribution]):
            return init.VarianceScaling(1.3, mode, name, seed=seed, **axes)

        arguments = ", ".join(f"{name}={axis_text(axis)}" for name, axis in known.items())
        expression = f"variance_scaling(scale=1.3, mode={mode}, distribution={distribution}, {arguments})"
        variance = 1.3 / fan_of(shape, mode, **known)
        yield scaled("Keras's VarianceScaling", expression, shape, of_keras(make, shape), variance, distribution)
    shape = (3, 3, 96, 170)
    for (name, (scale, mode)), law in itertools.product(PRESETS.items(), ("normal", "uniform")):
        kind = getattr(init, f"{name.capitalize()}{law.capitalize()}")
        variance = scale / fan_of(shape, mode)
        distribution = "truncated_normal" if law == "normal" else law
        theirs = of_keras(lambda seed, kind=kind: kind(seed=seed), shape)
        yield scaled("Keras's presets", f"{name}_{law}(in_axis=-2, out_axis=-1)", shape, theirs, variance, distribution)
    theirs = of_keras(lambda seed: init.TruncatedNormal(seed=seed), shape)
    yield cut_at_2("Keras's TruncatedNormal", "truncated_normal(std=0.05)", shape, theirs, 0.05)


def planted_cases():
    """Each with what must be found."""
    init = jax.nn.initializers
    shape = (300, 500)

    def case(expression, theirs, variance, distribution):
        return scaled("planted", expression, shape, of_jax(theirs, shape), variance, distribution)

    axes = "in_axis=-2, out_axis=-1"
    in_variance = 1 / 300
    yield "another fan", case(f"lecun_normal({axes})", init.lecun_normal(-1, -2), in_variance, "truncated_normal")
    yield "another mode", case(
        f"variance_scaling(mode=fan_geo_avg, distribution=normal, {axes})",
        init.variance_scaling(1.0, "fan_avg", "normal"), 1 / math.sqrt(300 * 500), "normal")  # fmt: skip
    yield "a deviation 3 % off", case(
        f"variance_scaling(distribution=normal, {axes})",
        init.variance_scaling(1.03**2, "fan_in", "normal"), in_variance, "normal")  # fmt: skip
    yield "no correction for the truncation", case(
        f"he_normal({axes})", init.truncated_normal(math.sqrt(2 / 300)), 2 / 300, "truncated_normal")
    yield "another expected variance", case(
        f"variance_scaling(distribution=normal, {axes})",
        init.variance_scaling(1.0, "fan_in", "normal"), in_variance * 1.03**2, "normal")  # fmt: skip
    yield "a bound 0.2 % off", case(
        f"lecun_uniform({axes})", init.lecun_uniform(), in_variance * 1.004, "uniform")
    yield "bounds that are not the law's", case(
        f"variance_scaling(distribution=normal, {axes})", init.lecun_normal(), in_variance, "truncated_normal")


# --- Matrices ---


def orthonormality_error(matrices, gain):
    """The largest of a product of the shorter side that should be gain^2 times the identity."""
    if matrices.shape[-2] > matrices.shape[-1]:
        matrices = np.swapaxes(matrices, -1, -2)
    products = np.asarray(matrices, np.float64) @ np.swapaxes(matrices, -1, -2).astype(np.float64)
    return np.abs(products / gain**2 - np.eye(matrices.shape[-2])).max()


class MatrixCase:
    """Many small orthogonal matrices, or kernels of which the centre is one."""

    def __init__(self, group, expression, shape, theirs, transposed, gain):
        self.group, self.expression, self.shape = group, expression, shape
        #: Gives as many of theirs, and the order in which they have our dimensions.
        self.theirs, self.transposed = theirs, transposed
        self.gain = gain

    def __str__(self):
        return f"{self.group}: {self.expression} {list(self.shape)}"


def matrix_cases():
    init = jax.nn.initializers

    def jaxs(initializer, shape):
        # As many at once as there are keys.
        return lambda seed: np.asarray(jax.vmap(lambda key: initializer(key, shape))(
            jax.random.split(jax.random.key(seed), MATRIX_COUNT)))  # fmt: skip

    def kerases(gain, shape):
        # One call for each: they take long.
        return lambda seed: np.stack([
            np.asarray(keras.initializers.Orthogonal(gain, seed=seed * 1000 + number)(shape, dtype="float32"))
            for number in range(MATRIX_COUNT // 10)])  # fmt: skip

    for gain, ours, theirs, order in [
        (1, (5, 5), (5, 5), (0, 2, 1)),
        (2, (4, 7), (7, 4), (0, 2, 1)),
        (1, (7, 4), (4, 7), (0, 2, 1)),
        # (out, in, kernel...) there is (kernel..., in, out): the matrix has the columns out.
        (1, (6, 2, 3), (3, 2, 6), (0, 3, 2, 1)),
    ]:
        values = jaxs(init.orthogonal(gain), theirs)
        yield MatrixCase("JAX's orthogonal", f"orthogonal(gain={gain})", ours, values, order, gain)
    for gain, ours, theirs, order in [
        (1, (5, 4, 3), (3, 4, 5), (0, 3, 2, 1)),
        (3, (5, 5, 4, 3), (4, 3, 5, 5), (0, 4, 3, 1, 2)),
        (1, (4, 2, 1, 2, 5), (1, 2, 5, 2, 4), (0, 5, 4, 1, 2, 3)),
    ]:
        values = jaxs(init.delta_orthogonal(gain), theirs)
        yield MatrixCase("JAX's delta_orthogonal", f"delta_orthogonal(gain={gain})", ours, values, order, gain)
    yield MatrixCase("Keras's Orthogonal", "orthogonal(gain=1.5)", (4, 6), kerases(1.5, (6, 4)), (0, 2, 1), 1.5)


# --- Tests ---


class Report:
    """What the tests of cases gave."""

    def __init__(self, test_count):
        rate = FALSE_ALARMS / test_count
        self.rate = rate
        # 2 exp(-2 x^2), above the law's tail.
        self.distance = math.sqrt(-math.log(rate / 2) / 2)
        self.deviations = statistics.NormalDist().inv_cdf(1 - rate / 2)
        self.faults = []

    def fault(self, case, text):
        self.faults.append((case, text))

    def same_law(self, case, ours, theirs, what="values"):
        """Two samples of independent numbers by Kolmogorov and Smirnov."""
        ours, theirs = np.sort(ours, axis=None), np.sort(theirs, axis=None)
        both = np.concatenate([ours, theirs])
        below = np.searchsorted(ours, both, "right") / ours.size - np.searchsorted(theirs, both, "right") / theirs.size
        ratio = np.abs(below).max() * math.sqrt(ours.size * theirs.size / (ours.size + theirs.size)) / self.distance
        if ratio > 1:
            self.fault(case, f"the {what} are of another law, at {ratio:.1f} times the distance that chance gives")
        return ratio

    def mean_square(self, case, values, whose):
        values = values.astype(np.float64)
        mean = np.mean(values**2)
        error = math.sqrt((np.mean(values**4) - mean**2) / values.size)
        off = (mean - case.square) / error
        if abs(off) > self.deviations:
            self.fault(case, f"{whose} mean square is {mean:.6g}; expected {case.square:.6g}, {off:+.1f} standard errors")

    def bounds(self, case, ours, half, theirs):
        exact, single = case.bound
        # Magnitudes within this of the bound there are, but for a false alarm.
        density = {"uniform": 1 / exact, "truncated_normal": 2 * 0.05399096651 / 0.9544997361 * 2 / exact}[case.law]
        gap = -math.log(self.rate) / (density * ours.size)
        if abs(single - exact) > 2 * np.spacing(np.float32(exact)):
            self.fault(case, f"their bound is {single!r}; expected {exact!r}")
        for whose, values, bound in (("our", ours, exact), ("their", theirs, float(single))):
            largest = float(np.abs(values).max())
            if largest > bound:
                self.fault(case, f"{whose} largest magnitude is {largest!r}, beyond the bound {bound!r}")
            if largest < bound - gap:
                self.fault(case, f"{whose} largest magnitude is {largest!r}, too far below the bound {bound!r}")
        largest = np.abs(half).max()
        unit = float(np.spacing(np.float16(exact)))
        if not -unit <= float(largest) - exact <= 0:
            text = f"{exact!r} less a unit in the last place"
            self.fault(case, f"the largest magnitude in float16 is {largest}; expected {text}")


def check(case, ours, half, theirs, report):
    """Largest distance of the laws, as a part of what is allowed."""
    ratio = report.same_law(case, ours, theirs)
    report.mean_square(case, ours, "our")
    report.mean_square(case, theirs, "their")
    if case.bound:
        report.bounds(case, ours, half, theirs)
    return ratio


def check_matrices(case, ours, report):
    theirs = case.theirs(5).transpose(case.transposed)
    if theirs.shape[1:] != ours.shape[1:]:
        report.fault(case, f"their shape is {theirs.shape[1:]}")
        return 0
    if case.expression.startswith("delta"):
        for whose, values in (("our", ours), ("their", theirs)):
            centre = tuple((size - 1) // 2 for size in case.shape[2:])
            rest = values.copy()
            rest[(slice(None),) * 3 + centre] = 0
            if rest.any():
                report.fault(case, f"{whose} kernels have more than their centre")
        ours, theirs = (values[(slice(None),) * 3 + centre] for values in (ours, theirs))
    else:
        ours, theirs = (values.reshape(*values.shape[:2], -1) for values in (ours, theirs))
    for whose, matrices in (("our", ours), ("their", theirs)):
        error = orthonormality_error(matrices, case.gain)
        if error > 1e-5:
            report.fault(case, f"{whose} matrices are not orthonormal, by {error:.2g}")
    numbers = {
        "first elements": lambda m: m[:, 0, 0],
        "last elements": lambda m: m[:, -1, -1],
        "traces": lambda m: np.trace(m, axis1=-2, axis2=-1),
    }
    return max(report.same_law(case, number(ours), number(theirs), what) for what, number in numbers.items())


def made(command, folder, tensors):
    """The command's values by name, of a dictionary of shapes, dtypes and initializers."""
    recipe, output = Path(folder) / "recipe.yaml", Path(folder) / "values.npz"
    lines = ["seed: 7", "tensors:"]
    for name, (shape, dtype, expression) in tensors.items():
        lines.append(f"  {name}: {{shape: {list(shape)}, dtype: {dtype}, initializer: '{expression}'}}")
    recipe.write_text("\n".join(lines) + "\n")
    subprocess.run([command, "checkpoint", recipe, "--output", output, "--quiet"], check=True)
    return np.load(output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command")
    parser.add_argument("--verbose", action="store_true", help="prints a line for each case")
    arguments = parser.parse_args()
    started = time.time()

    cases = [*jax_cases(), *keras_cases()]
    planted = list(planted_cases())
    matrices = list(matrix_cases())
    # Two samples, two mean squares, and how near the two come to their bounds.
    tests = sum(5 if case.bound else 3 for case in cases) + 3 * len(matrices)

    tensors = {}
    for number, case in enumerate([*cases, *(case for _, case in planted)]):
        tensors[f"c.{number}"] = (case.shape, "float32", case.expression)
        if case.bound:
            tensors[f"h.{number}"] = (case.shape, "float16", case.expression)
    for number, case in enumerate(matrices):
        tensors[f"m.{number}.{{0..{MATRIX_COUNT - 1}}}"] = (case.shape, "float32", case.expression)
    gains = {"eye": 1, "eye(gain=2.5)": 2.5}
    for number, expression in enumerate(gains):
        tensors[f"e.{number}"] = ((7, 9), "float32", expression)

    report = Report(tests)
    ratios = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        ours = made(arguments.command, folder, tensors)
        halves = lambda number, case: ours[f"h.{number}"] if case.bound else None  # noqa: E731
        for number, case in enumerate(cases):
            ratio = check(case, ours[f"c.{number}"], halves(number, case), case.theirs(1000 + number), report)
            ratios[case.group].append(ratio)
            if arguments.verbose:
                print(f"{case}: {ratio:.2f}", flush=True)
        for number, case in enumerate(matrices):
            values = np.stack([ours[f"m.{number}.{index}"] for index in range(MATRIX_COUNT)])
            ratios[case.group].append(check_matrices(case, values, report))
        for number, (expression, gain) in enumerate(gains.items()):
            if not np.array_equal(ours[f"e.{number}"], keras.initializers.Identity(gain)((7, 9))):
                report.fault(f"Keras's Identity: {expression}", "other values")
            ratios["Keras's Identity"].append(0)
        not_found = []
        for number, (what, case) in enumerate(planted, len(cases)):
            found = Report(tests)
            check(case, ours[f"c.{number}"], halves(number, case), case.theirs(1000 + number), found)
            if not found.faults:
                not_found.append(what)

    for group, values in ratios.items():
        print(f"{group}: {len(values)} cases, laws at most {max(values):.2f} times as far apart as chance allows")
    for case, text in report.faults:
        print(f"DIFFERENT: {case}: {text}")
    for what in not_found:
        print(f"NOT FOUND: {what}, which was planted")
    print(
        f"JAX {jax.__version__}, Keras {keras.__version__}: {sum(map(len, ratios.values()))} cases, "
        f"{tests} tests of chance, {len(report.faults)} differences; {len(planted) - len(not_found)} of {len(planted)} planted ones found; "
        f"{time.time() - started:.0f} s"
    )
    return 1 if report.faults or not_found else 0


if __name__ == "__main__":
    sys.exit(main())
