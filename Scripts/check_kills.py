#!/usr/bin/env python3
"""Kills tensor-init while it replaces a checkpoint, and looks at what a program would load then.

    check_kills.py [--kills N] [--writers N] COMMAND

A checkpoint of one seed is replaced by one of another: shards by shards, a file by a file, and each by the
other. The process is killed at any moment or while names change. What is loaded, as by the transformers
library (the single file, else the index and the shards that it names), must be the older checkpoint or the
newer one, bit for bit, or be missing; and the next run makes the newer one and removes what the killed one left.
Then two processes write checkpoints at once, of two seeds and of one, of which some are killed, while a third
reads one of a single file. Prints a line of counts for each case, and exits with 1 if a mixture was found.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TENSORS = 48
RECIPE = f"tensors:\n  t.{{0..{TENSORS - 1}}}: {{shape: [512], initializer: normal}}\n"
NAME = "model.safetensors"
INDEX = NAME + ".index.json"
FAULTS = [
    "mixture", "mixtures read meanwhile", "unkilled, not new", "done, but nothing new", "second run failed",
    "second run made something else", "second run left temporary names",
]


def start(command, folder, seed, sharded):
    arguments = [command, "checkpoint", folder.parent / "recipe.yaml", "--output", folder / NAME]
    arguments += ["--seed", str(seed), "--quiet"]
    if sharded:
        arguments += ["--shard-size", "2kB"]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE)


def loaded(folder):
    """The bytes that a program loads, by the files' names; None where it finds nothing to load."""
    try:
        return {NAME: (folder / NAME).read_bytes()}
    except FileNotFoundError:
        pass
    try:
        index = json.loads((folder / INDEX).read_bytes())
    except FileNotFoundError:
        return None
    shards = sorted(set(index["weight_map"].values()))
    return {shard: (folder / shard).read_bytes() for shard in shards}


def kind(folder, references):
    """Which of the references is loaded, "none", or "mixture"."""
    try:
        found = loaded(folder)
    except (OSError, ValueError):
        return "mixture"
    if found is None:
        return "none"
    names = [name for name, reference in references.items() if found == reference]
    return names[0] if names else "mixture"


def state(folder):
    """What changes when names do."""
    return {(entry.name, entry.inode()) for entry in os.scandir(folder)}


def fill(folder, source):
    """Makes a folder's files those of another; they are the same files, as nothing writes into one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in source.iterdir():
        os.link(file, folder / file.name)


def timed_run(command, folder, seed, sharded):
    """How long a run takes, and how long names change at its end."""
    before, begin, change = state(folder), time.monotonic(), None
    process = start(command, folder, seed, sharded)
    while process.poll() is None:
        if change is None and state(folder) != before:
            change = time.monotonic()
    end = time.monotonic()
    return end - begin, end - (change or end)


def check_kills(command, root, count, was_sharded, is_sharded):
    sources = {}
    for name, seed, sharded in [("old", 1, was_sharded), ("new", 2, is_sharded)]:
        sources[name] = root / f"{name}-{sharded}"
        sources[name].mkdir(exist_ok=True)
        start(command, sources[name], seed, sharded).communicate()
    references = {name: loaded(source) for name, source in sources.items()}
    folder = root / "folder"
    fill(folder, sources["old"])
    duration, change = timed_run(command, folder, 2, is_sharded)

    counts = Counter()
    for number in range(count):
        fill(folder, sources["old"])
        before = state(folder)
        process = start(command, folder, 2, is_sharded)
        if number % 2:
            while process.poll() is None and state(folder) == before:
                pass
            time.sleep(random.uniform(0, change))
        else:
            time.sleep(random.uniform(0, duration))
        process.send_signal(random.choice([signal.SIGKILL, signal.SIGTERM]))
        process.communicate()
        counts[kind(folder, references)] += 1
        left = list(folder.glob(".tensor-init-*"))
        counts["temporary names"] += len(left)
        for path in left:
            # A name is taken for one that was left when it is an hour old.
            os.utime(path, (time.time() - 4000,) * 2)
        if start(command, folder, 2, is_sharded).wait() != 0:
            counts["second run failed"] += 1
        # Where an older file stays beside new shards, a program may load that.
        newest = ["new"] if was_sharded == is_sharded else ["new", "old"]
        counts["second run made something else"] += kind(folder, references) not in newest
        counts["second run left temporary names"] += any(folder.glob(".tensor-init-*"))
    if was_sharded != is_sharded:
        # The older file stays beside the new shards, and a program may load it.
        return report(f"{words(was_sharded)} replaced by {words(is_sharded)}", counts)
    fill(folder, sources["old"])
    start(command, folder, 2, is_sharded).communicate()
    counts["unkilled, not new"] += kind(folder, references) != "new"
    return report(f"{words(was_sharded)} replaced by {words(is_sharded)}", counts)


def check_writers(command, root, count, sharded, seeds):
    sources = {}
    for name, seed in zip(["first", "second"], seeds):
        sources[name] = (root / f"{name}-{sharded}-{len(set(seeds))}", seed)
    for source, seed in sources.values():
        source.mkdir()
        start(command, source, seed, sharded).communicate()
    references = {name: loaded(source) for name, (source, _) in sources.items()}
    old = root / f"old-{sharded}"
    references["old"] = loaded(old)
    folder = root / "folder"
    counts = Counter()
    for number in range(count):
        fill(folder, old)
        processes = []
        for _, seed in sources.values():
            processes.append(start(command, folder, seed, sharded))
            time.sleep(random.uniform(0, 0.002))
        is_one_killed = number % 2 == 1
        if is_one_killed:
            time.sleep(random.uniform(0, 0.05))
            random.choice(processes).kill()
        while not sharded and any(process.poll() is None for process in processes):
            # Of several files, a reader may have begun with others.
            counts["reads meanwhile"] += 1
            counts["mixtures read meanwhile"] += kind(folder, references) in ("mixture", "none")
        for process in processes:
            process.communicate()
        found = kind(folder, references)
        counts[found] += 1
        # One that is killed while names change may have taken away what the other was done with.
        is_done = not is_one_killed and any(process.returncode == 0 for process in processes)
        counts["done, but nothing new"] += is_done and found not in sources
    plans = "one plan" if len(set(seeds)) == 1 else "two plans"
    return report(f"two writers at once, {words(sharded)}, {plans}", counts)


def words(sharded):
    return "shards" if sharded else "one file"


def report(title, counts):
    found = [f"{count} {name}" for name, count in sorted(counts.items()) if count]
    print(f"{title}: " + ", ".join(found), flush=True)
    return not any(counts[fault] for fault in FAULTS)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=1000, help="in each of the four cases")
    parser.add_argument("--writers", type=int, default=250, help="pairs of them in each of four cases")
    parser.add_argument("command")
    options = parser.parse_args()
    command = os.path.abspath(options.command)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "recipe.yaml").write_text(RECIPE)
        passed = [
            check_kills(command, root, options.kills, was_sharded, is_sharded)
            for was_sharded, is_sharded in [(True, True), (False, False), (True, False), (False, True)]
        ]
        for sharded in (True, False):
            for seeds in [(3, 4), (3, 3)]:
                passed.append(check_writers(command, root, options.writers, sharded, seeds))
    sys.exit(not all(passed))


if __name__ == "__main__":
    main()
