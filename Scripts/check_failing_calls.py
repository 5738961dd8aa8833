#!/usr/bin/env python3
"""Has each call of the system fail that tensor-init makes, one after the other, and looks at what is left.

    check_failing_calls.py [--short] COMMAND

A library that is loaded before the system's (Tests/SystemFaults/fail_calls.c) has the n-th call of a function fail: of
a full disk, a disk that is broken, memory or threads that can't be had. A checkpoint of one file and one of shards are
made from nothing and in place of others, in one process and as a part of it, and are read. However a call fails,
the command ends with its result and status 0, or with one line that names the reason and status 1: never by a signal.
What a program would load then is the older checkpoint, the newer or none, no file with a temporary name is left, and
the next run makes the newer one. Prints a line of counts for each case, and exits with 1 if anything else was found.
--short has a few of each function's calls fail instead of all.
"""

import argparse
import errno
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import check_kills

TESTS = Path(__file__).resolve().parent.parent / "Tests"
RECIPE = "tensors:\n  a.{0..5}: {shape: [512], initializer: normal}\n  b: {shape: [40, 40], initializer: orthogonal}\n"

# What a call fails with; INTERRUPTED means to go on.
FULL, BROKEN, INTERRUPTED = errno.ENOSPC, errno.EIO, errno.EINTR
ERRORS = {
    "open": [BROKEN, errno.EMFILE],
    "pwrite": [FULL, BROKEN, INTERRUPTED],
    "posix_fallocate": [FULL, errno.EFBIG, errno.EOPNOTSUPP, INTERRUPTED],
    "fsync": [BROKEN, FULL, INTERRUPTED],
    "linkat": [FULL, BROKEN, errno.EMLINK],
    "rename": [FULL, BROKEN],
    "unlink": [BROKEN],
    "mkdir": [FULL],
    "rmdir": [BROKEN],
    "flock": [errno.ENOLCK, INTERRUPTED],
    "stat": [BROKEN],
    "fstat": [BROKEN],
    "read": [BROKEN, INTERRUPTED],
    "pread": [BROKEN, INTERRUPTED],
    "write": [FULL, INTERRUPTED],
    "posix_memalign": [errno.ENOMEM],
    "pthread_create": [errno.EAGAIN],
}
# Where they fail, something may stay that the next run removes.
REMOVING = {"unlink", "rmdir"}


def environment(**variables):
    return dict(os.environ, SWIFT_BACKTRACE="enable=no", **variables)


class Case:
    """A run of the command, in a folder that begins as a copy of another."""

    def __init__(self, title, arguments, begin=None, references=(), is_part=False):
        self.title, self.arguments, self.begin, self.is_part = title, arguments, begin, is_part
        self.references = dict(references)


def run(command, case, folder, library=None, **variables):
    if library:
        variables["LD_PRELOAD"] = library
    return subprocess.run(
        [command, *case.arguments], cwd=folder, env=environment(**variables), capture_output=True, timeout=120
    )


def begin(case, folder, root):
    source = case.begin or root / "nothing"
    source.mkdir(exist_ok=True)
    check_kills.fill(folder, source)


def count(command, case, folder, library, root, function):
    begin(case, folder, root)
    file = root / "count"
    file.unlink(missing_ok=True)
    result = run(command, case, folder, library, FAIL_CALL=function, FAIL_COUNT=str(file))
    if result.returncode != 0:
        sys.exit(f"{case.title}: fails by itself: {result.stderr.decode()}")
    return int(file.read_text())


def fault(case, result, folder, function, error):
    """What is wrong with what a run left; None if nothing is."""
    lines = result.stderr.decode(errors="replace").splitlines()
    if result.returncode < 0 or result.returncode not in (0, 1):
        return f"ended with {result.returncode}"
    if result.returncode == 1 and not (lines and lines[-1].startswith("Error: ")):
        return "has no line that says why"
    if result.returncode == 1 and len(lines) > (2 if case.is_part else 1):
        return "says more than a line"
    if result.returncode == 1 and error == errno.EINTR:
        return "did not go on where it was interrupted"
    temporary = [path.name for path in folder.glob(".tensor-init-*")]
    if temporary and function not in REMOVING:
        return f"leaves {temporary}"
    if not case.references:
        return None
    kind = check_kills.kind(folder, case.references)
    if kind == "mixture":
        return "leaves a mixture"
    if result.returncode == 0 and kind != "new":
        return f"succeeds, and leaves the {kind} one"
    return None


def check(command, case, library, root, is_short):
    folder = root / "folder"
    counts, faults = Counter(), []
    for function, errors in ERRORS.items():
        calls = count(command, case, folder, library, root, function)
        places = range(1, calls + 1)
        most = 2 if is_short else 100
        if calls > most:
            places = sorted({1, calls, *random.sample(places, most - 1)})
        if is_short:
            errors = [errors[0], errors[-1]][:len(errors)]
        once, ever = {}, {"FAIL_EVER": "1"}
        ways = [once] if is_short else [once, ever]
        if function == "pthread_create":
            # Whether OpenBLAS can have its threads is tried right before; where they fail in between, it ends the process.
            places, ways = range(1, min(calls, 1) + 1), [ever]
        for place in places:
            for error in errors:
                for way in [once] if error == INTERRUPTED else ways:
                    begin(case, folder, root)
                    result = run(
                        command, case, folder, library,
                        FAIL_CALL=function, FAIL_AT=str(place), FAIL_WITH=str(error), **way,
                    )
                    counts["succeeded" if result.returncode == 0 else "failed"] += 1
                    wrong = fault(case, result, folder, function, error)
                    if not wrong and case.references:
                        again = run(command, case, folder)
                        if again.returncode != 0:
                            wrong = f"has the next run fail: {again.stderr.decode()}"
                        elif check_kills.kind(folder, case.references) != "new":
                            wrong = "has the next run make something else"
                    if wrong:
                        text = result.stderr.decode(errors="replace")[:400]
                        faults.append(f"{case.title}: {function} {place} of {calls}, {os.strerror(error)}{' ever' if way else ''}: {wrong}: {text}")
    print(f"{case.title}: " + ", ".join(f"{number} {name}" for name, number in sorted(counts.items())), flush=True)
    for line in faults:
        print("  " + line, flush=True)
    return not faults


def cases(command, root):
    recipe = root / "recipe.yaml"
    recipe.write_text(RECIPE)
    one = ["checkpoint", str(recipe), "--output", check_kills.NAME, "--quiet", "--threads", "2"]
    many = one + ["--shard-size", "5kB"]
    made = {}
    for name, arguments in [("one", one), ("many", many)]:
        for seed in ("1", "2"):
            folder = root / f"{name}-{seed}"
            folder.mkdir()
            subprocess.run([command, *arguments, "--seed", seed], cwd=folder, check=True)
            made[name, seed] = folder
    # What the other process made; without it, one would wait for it.
    begun = root / "begun"
    begun.mkdir()
    subprocess.run(
        [command, *many, "--seed", "2", "--rank", "1", "--world-size", "2"], cwd=begun, check=True)
    loaded = {key: check_kills.loaded(folder) for key, folder in made.items()}

    def references(name):
        return {"old": loaded[name, "1"], "new": loaded[name, "2"]}

    new = ["--seed", "2"]
    model = str(made["one", "2"] / check_kills.NAME)
    shards = str(made["many", "2"] / check_kills.INDEX)
    return [
        Case("one file", one + new, references=references("one")),
        Case("one file replaced", one + new, made["one", "1"], references("one")),
        Case("shards", many + new, references=references("many")),
        Case("shards replaced", many + new, made["many", "1"], references("many")),
        Case("the second of two processes", many + new + ["--rank", "0", "--world-size", "2"], begun,
             references("many"), is_part=True),
        Case("sample npy", ["sample", "normal", "--shape", "300x300", "--output", "x.npy"]),
        Case("sample npz", ["sample", "orthogonal(method=qr)", "--shape", "50x50", "--output", "x.npz"]),
        Case("sample to standard output", ["sample", "normal", "--shape", "100"]),
        Case("verify one file", ["verify", model, str(recipe), *new]),
        Case("verify shards", ["verify", shards, str(recipe), *new]),
        Case("inspect", ["inspect", model, shards]),
        Case("inspect as a page", ["inspect", model, "--html", "page.html"]),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="", help="the cases whose titles begin with this")
    parser.add_argument("command")
    options = parser.parse_args()
    command = os.path.abspath(options.command)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        library = str(root / "fail_calls.so")
        subprocess.run(
            ["clang", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
             TESTS / "SystemFaults" / "fail_calls.c", "-o", library, "-ldl"], check=True)
        passed = [
            check(command, case, library, root, options.short)
            for case in cases(command, root) if case.title.startswith(options.only)
        ]
    sys.exit(not all(passed))


if __name__ == "__main__":
    main()
