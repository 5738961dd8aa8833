#!/usr/bin/env python3
"""Flips bits of checkpoints, which `tensor-init verify` must find: check_verify.py COMMAND [FLIPS]; see check-verify."""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

import library_facts
from library_facts import Facts

EXAMPLES = Path(__file__).resolve().parent.parent / "Examples"
SHARD_BYTES = 100_000


class Checkpoint:
    """A checkpoint of an example, of one file or of several."""

    def __init__(self, command, name, folder, is_sharded):
        settings = Facts.read(library_facts.FOLDER / f"{name}.tsv").settings
        self.command, self.folder = command, Path(folder)
        self.recipe = [EXAMPLES / f"{name}.yaml"]
        self.recipe += [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        path = self.folder / "model.safetensors"
        options = ["--shard-size", str(SHARD_BYTES)] if is_sharded else []
        subprocess.run(
            [command, "checkpoint", *self.recipe, "--output", path, "--seed", "5", "--quiet", *options], check=True)
        self.files = sorted(self.folder.glob("*.safetensors"))
        index = self.folder / "model.safetensors.index.json"
        self.path = index if index.exists() else path

    def verify(self):
        return subprocess.run([self.command, "verify", self.path, *self.recipe, "--quiet"], capture_output=True, text=True)

    def finds(self, generator):
        """Whether a bit that is flipped somewhere in the data is found, and nothing else."""
        path = generator.choices(self.files, [file.stat().st_size for file in self.files])[0]
        contents = bytearray(path.read_bytes())
        start = 8 + int.from_bytes(contents[:8], "little")
        bit = generator.randrange(8 * start, 8 * len(contents))
        contents[bit // 8] ^= 1 << bit % 8
        whole = path.read_bytes()
        path.write_bytes(contents)
        result = self.verify()
        path.write_bytes(whole)
        return result.returncode == 1 and ": 1 of " in result.stdout and result.stdout.count("\n") == 2


def main(command, flips):
    names = sorted(path.stem for path in library_facts.FOLDER.glob("*.tsv"))
    generator = random.Random(20261128)
    equal, found, kinds = 0, 0, [(name, is_sharded) for name in names for is_sharded in (False, True)]
    for number, (name, is_sharded) in enumerate(kinds):
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Checkpoint(command, name, folder, is_sharded)
            equal += checkpoint.verify().returncode == 0
            share = flips // len(kinds) + (number < flips % len(kinds))
            found += sum(checkpoint.finds(generator) for _ in range(share))
    print(f"verify: {equal} of {len(kinds)} checkpoints are equal, {found} of {flips} flipped bits found")
    return 0 if (equal, found) == (len(kinds), flips) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100))
