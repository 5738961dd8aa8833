#!/usr/bin/env python3
"""Checks what tensor-init and its library do where the system has too little of something, or is given very much.

    check_system_faults.py CASE... COMMAND LIBRARY

    memory   Runs of the command and of the Python package with more and more address space, from too little on: each
             ends with an error or succeeds; none is ended by a signal.
    threads  A process that may start no further thread makes the same bytes.
    disk     A disk that gets full in the middle of a checkpoint's shards: an error, nothing with a temporary name, and
             where there is room again, the next run makes what is missing.
    tensors  A checkpoint of 100,000 tensors is made, verified and read by others.
    large    Tensors of more than 2^31 elements: those at the end are the ones that are made of their region alone, in
             memory and in files of three formats. Needs NumPy, 12 GB of memory and 7 GB in the temporary folder.

Prints a line for each, and exits with 1 if anything else was found. What is left out is said.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
faults = []


def fault(text):
    faults.append(text)
    print(f"FAULT: {text}", flush=True)


def run(arguments, folder, limits=(), **options):
    def limit():
        for kind, most in [(resource.RLIMIT_CORE, 0), *limits]:
            resource.setrlimit(kind, (most, most))

    environment = dict(os.environ, SWIFT_BACKTRACE="enable=no", **options.pop("environment", {}))
    return subprocess.run(
        list(map(str, arguments)), cwd=folder, env=environment, preexec_fn=limit, capture_output=True,
        text=True, errors="replace", timeout=300, **options,
    )


# MARK: Memory

MEBIBYTE = 1 << 20
IN_PYTHON = """
import ctypes, resource, sys
import numpy, tensor_init
tensor_init.set_num_threads(2)
first = numpy.zeros(4, numpy.float32)
tensor_init.fill(first, "normal", seed=1)
pages = int(open("/proc/self/statm").read().split()[0])
most = pages * resource.getpagesize() + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    exec(sys.argv[2])
except (MemoryError, OSError, RuntimeError, ValueError) as error:
    print(f"Error: {error}", file=sys.stderr)
    sys.exit(1)
"""


def least_to_start(command, folder):
    """The least address space, in MiB, with which the process gets as far as its own code."""
    least, most = 0, 4096
    while most - least > 1:
        middle = (least + most) // 2
        result = run([command, "--version"], folder, [(resource.RLIMIT_AS, middle * MEBIBYTE)])
        least, most = (least, middle) if result.returncode == 0 else (middle, most)
    return most


def sweep(title, runs, allowed=()):
    """Runs with ever more, until one succeeds several times in a row."""
    counts, successes = {"error": 0, "success": 0, "allowed": 0}, 0
    for most, result in runs:
        lines = result.stderr.splitlines()
        if result.returncode == 0:
            counts["success"] += 1
            successes += 1
            if successes == 3:
                break
            continue
        successes = 0
        if result.returncode == 1 and lines and lines[-1].startswith("Error: "):
            counts["error"] += 1
        elif any(text in result.stderr for text in allowed):
            counts["allowed"] += 1
        else:
            fault(f"{title}: with {most}: ended with {result.returncode}: {result.stderr[-300:]}")
    else:
        fault(f"{title}: does not succeed with the most memory")
    print(
        f"memory, {title}: {counts['error']} errors, {counts['allowed']} ended by Swift's runtime with a message, "
        f"then enough", flush=True)


def check_memory(command, library, root):
    least = least_to_start(command, root)
    print(f"memory: the command starts with {least} MiB of address space")
    many = root / "many.yaml"
    many.write_text("tensors:\n  layers.{0..39999}.weight: {shape: [4], initializer: normal}\n")
    listed = root / "listed.yaml"
    listed.write_text(
        "tensors:\n" + "".join(f"  layers.{i}.weight: {{shape: [4], initializer: normal}}\n" for i in range(10000)))
    model = root / "many.safetensors"
    subprocess.run([command, "checkpoint", many, "--seed", "1", "--quiet", "--output", model], check=True)
    commands = {
        "orthogonal": ["sample", "orthogonal", "--shape", "2000x2000", "--output", "x.npy"],
        "orthogonal(method=qr)": ["sample", "orthogonal(method=qr)", "--shape", "500x500", "--output", "x.npy"],
        "sparse": ["sample", "sparse(0.1)", "--shape", "3000x3000", "--output", "x.safetensors"],
        "printed": ["sample", "normal", "--shape", "1000x1000"],
        "40,000 tensors": ["checkpoint", many, "--seed", "1", "--quiet", "--output", "x.safetensors"],
        "40,000 tensors in shards":
            ["checkpoint", many, "--seed", "1", "--quiet", "--output", "y.safetensors", "--shard-size", "200kB"],
        "40,000 tensors, dry run": ["checkpoint", many, "--dry-run"],
        "10,000 tensors in a list": ["checkpoint", listed, "--seed", "1", "--quiet", "--output", "z.safetensors"],
        "verify": ["verify", model, many, "--seed", "1"],
        "inspect": ["inspect", model],
        "inspect as JSON": ["inspect", model, "--json"],
    }
    folder = root / "memory"
    folder.mkdir()
    for title, arguments in commands.items():
        def runs():
            for most in [least + 1, *range(least + 2, least + 40, 4), *range(least + 40, least + 800, 12)]:
                yield f"{most} MiB", run([command, *arguments], folder, [(resource.RLIMIT_AS, most * MEBIBYTE)])
        sweep(title, runs())
        left = [path.name for path in folder.glob(".tensor-init-*")]
        if left:
            fault(f"memory, {title}: leaves {left}")

    if subprocess.run([sys.executable, "-c", "import numpy"], capture_output=True).returncode != 0:
        print("memory: the Python package is LEFT OUT, since this Python has no numpy")
        return
    environment = {"PYTHONPATH": str(ROOT / "python"), "TENSOR_INIT_LIBRARY": str(library)}
    recipe = f"tensor_init.Recipe.from_file({str(listed)!r})"
    for title, body in {
        "Python, normal": "tensor_init.fill(numpy.empty((3000, 3000), numpy.float32), 'normal', seed=1)",
        "Python, orthogonal": "tensor_init.fill(numpy.empty((1500, 1500), numpy.float32), 'orthogonal', seed=1)",
        "Python, recipe": recipe,
    }.items():
        def runs():
            for most in [*range(0, 16), *range(16, 400, 8)]:
                yield f"{most} MiB more", run(
                    [sys.executable, "-c", IN_PYTHON, most * MEBIBYTE, body], folder, environment=environment)
        # In the small, what Swift's collections take can't be refused.
        sweep(title, runs(), allowed=["Fatal error: failed to allocate"])


# MARK: Threads


def check_threads(command, library, root):
    folder = root / "threads"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    root.chmod(0o755)
    expression = ["sample", "normal", "--shape", "2000x2000", "--seed", "1", "--threads", "64", "--output"]
    if run([command, *expression, "many.npy"], folder).returncode != 0:
        fault("threads: 64 of them fail")
    options = {"user": 65534, "group": 65534} if os.getuid() == 0 else {}
    local = folder / "tensor-init"
    shutil.copy(command, local)
    result = run([local, *expression, "none.npy"], folder, [(resource.RLIMIT_NPROC, 0)], **options)
    if result.returncode != 0:
        fault(f"threads: without any, it fails: {result.stderr}")
    elif (folder / "none.npy").read_bytes() != (folder / "many.npy").read_bytes():
        fault("threads: without any, other bytes")
    qr = ["sample", "orthogonal(method=qr)", "--shape", "300x300", "--seed", "1", "--output", "qr.npy"]
    result = run([local, *qr], folder, [(resource.RLIMIT_NPROC, 0)], **options)
    if result.returncode not in (0, 1):
        fault(f"threads: OpenBLAS without any: {result.returncode} {result.stderr[-300:]}")
    print("threads: the same bytes with 64 and where none can be started; OpenBLAS has none of its own then")


# MARK: Disk


def check_disk(command, library, root):
    """In a file system of its own, which the process that is started here mounts."""
    if run(["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"], root).returncode != 0:
        print("disk: LEFT OUT, since a process may have no file systems of its own here")
        return
    recipe = root / "disk.yaml"
    recipe.write_text("tensors:\n  t.{0..7}: {shape: [25000], initializer: normal}\n")
    script = f"""
        set -u; mkdir disk; mount -t tmpfs -o size=500k none disk; cd disk
        make() {{ {command} checkpoint {recipe} --seed 1 --quiet --shard-size 100kB --output m.safetensors "$@"; }}
        echo "one process: $(make 2>&1); $? $(ls -A | xargs)"
        for rank in 0 1; do
          echo "rank $rank: $(make --rank $rank --world-size 2 2>&1 | tail -1); $(ls -A | xargs)"
        done
        mount -o remount,size=2M none
        for rank in 0 1; do make --rank $rank --world-size 2; done 2>&1
        echo "again: $? $(ls -A | xargs)"
        mkdir ../whole; cd ../whole; make; cd ..
        cmp disk/m.safetensors.index.json whole/m.safetensors.index.json
        for file in whole/*; do cmp $file disk/${{file#whole/}}; done; echo compared
    """
    result = run(["unshare", "--map-root-user", "--mount", "bash", "-c", script], root)
    lines = result.stdout.splitlines()
    shards = [f"m-{number:05}-of-00008.safetensors" for number in range(1, 9)]
    full = "No space left on device"
    expected = len(lines) == 5 and result.stderr == ""
    if expected:
        expected = lines[0].startswith("one process: Error: m-0000") and lines[0].endswith(f"{full}; 1 ")
        # Each shard that a process finished stays; nothing stands beside them.
        expected &= lines[1] == "rank 0: ; " + " ".join(shards[::2])
        expected &= full in lines[2] and set(lines[2].split("; ")[-1].split()) < set(shards)
        expected &= lines[3] == "again: 0 " + " ".join(shards + ["m.safetensors.index.json"])
        expected &= lines[4] == "compared"
    if not expected:
        fault(f"disk: {result.stdout}{result.stderr}")
    with open("/dev/full", "w") as device:
        full_output = subprocess.run(
            [command, "sample", "normal", "--shape", "100x100"], stdout=device, stderr=subprocess.PIPE, text=True)
    if full_output.stderr != f"Error: standard output: can't write: {full}\n" or full_output.returncode != 1:
        fault(f"disk: /dev/full: {full_output.stderr}")
    print("disk: full in the middle of the shards, an error each time, and whole when there is room again")


# MARK: Many tensors, large tensors


def timed(title, arguments, folder):
    begin = time.monotonic()
    result = run(arguments, folder)
    if result.returncode != 0:
        fault(f"{title}: {result.stderr[-300:]}")
    print(f"{title}: {time.monotonic() - begin:.1f} s", flush=True)


def check_tensors(command, library, root):
    recipe = root / "tensors.yaml"
    recipe.write_text("tensors:\n  layers.{0..99999}.weight: {shape: [8, 8], initializer: kaiming_normal}\n")
    made = root / "tensors.safetensors"
    timed("tensors, 100,000 written", [command, "checkpoint", recipe, "--seed", "1", "--quiet", "--output", made], root)
    timed("tensors, 100,000 verified", [command, "verify", made, recipe, "--seed", "1"], root)
    timed("tensors, 100,000 inspected", [command, "inspect", made, "--json"], root)
    sharded = root / "sharded.safetensors"
    timed(
        "tensors, 100,000 in 2,560 shards",
        [command, "checkpoint", recipe, "--seed", "1", "--quiet", "--output", sharded, "--shard-size", "10kB"], root)
    timed("tensors, those verified", [command, "verify", f"{sharded}.index.json", recipe, "--seed", "1"], root)


def torch_is_there():
    return importlib.util.find_spec("torch") is not None


def memory_bytes():
    for line in open("/proc/meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def check_large(command, library, root):
    free = shutil.disk_usage(root).free
    if memory_bytes() < 12 << 30 or free < 7 << 30:
        print(
            f"large: LEFT OUT, since there are {memory_bytes() >> 30} GB of memory and {free >> 30} GB in {root}; "
            "12 and 7 are needed")
        return
    os.environ["TENSOR_INIT_LIBRARY"] = str(library)
    sys.path.insert(0, str(ROOT / "python"))
    try:
        import numpy
        import tensor_init
    except ImportError as error:
        print(f"large: LEFT OUT, since {error}")
        return
    count = 2**31 + 2**20 + 77
    ends = [(0, 1000), (2**31 - 1000, 2**31 + 1000), (count - 1000, count)]

    # NumPy has no bfloat16.
    half = "float16"
    if torch_is_there():
        import torch

        half = "bfloat16"

    def empty(count, dtype):
        return torch.empty(count, dtype=torch.bfloat16) if dtype == "bfloat16" else numpy.empty(count, dtype)

    def array(elements):
        """The same memory as NumPy has it, bfloat16 as integers."""
        return elements if isinstance(elements, numpy.ndarray) else elements.view(torch.int16).numpy()

    def bits(expression, dtype, first, end):
        """The elements of a region, made alone."""
        return array(tensor_init.fill(empty(end - first, dtype), expression, seed=1, part_of=((count,), first)))

    for expression, dtype in [("zeros", "uint8"), ("bernoulli(0.5)", "uint8"), ("bernoulli(0.5)", "bool"),
                              ("random(-5, 90)", "int8"), ("normal", half)]:
        whole = empty(count, dtype)
        array(whole)[:] = 1
        begin = time.monotonic()
        tensor_init.fill(whole, expression, seed=1)
        seconds = time.monotonic() - begin
        for first, end in ends:
            if not numpy.array_equal(array(whole)[first:end], bits(expression, dtype, first, end)):
                fault(f"large: {expression} {dtype}: elements {first} to {end} differ")
        distinct = len(numpy.unique(array(whole)[-100000:]))
        if (distinct == 1) != (expression == "zeros"):
            fault(f"large: {expression} {dtype}: {distinct} values")
        del whole
        print(f"large: {expression} in {dtype}, {count:,} elements: {seconds:.1f} s", flush=True)

    for name, dtype, expression in [("x.npy", "uint8", "bernoulli(0.5)"), ("x.safetensors", half, "normal"),
                                    ("x.npz", "bool", "bernoulli(0.5)")]:
        path = root / name
        arguments = ["sample", expression, "--dtype", dtype, "--shape", count, "--seed", "1", "--output", path]
        timed(f"large: {name} written", [command, *arguments], root)
        if name.endswith(".safetensors"):
            length = int.from_bytes(path.open("rb").read(8), "little")
            stored = numpy.memmap(path, array(empty(0, dtype)).dtype, "r", 8 + length)
        elif name.endswith(".npy"):
            stored = numpy.load(path, mmap_mode="r")
        else:
            with numpy.load(path) as archive:
                stored = archive["sample"]
        if stored.size != count:
            fault(f"large: {name}: {stored.size} elements")
        for first, end in ends:
            if not numpy.array_equal(stored[first:end], bits(expression, dtype, first, end)):
                fault(f"large: {name}: elements {first} to {end} differ")
        del stored
        timed(f"large: {name} inspected", [command, "inspect", path], root)
        path.unlink()
    recipe = root / "large.yaml"
    recipe.write_text(f"tensors:\n  w: {{shape: [{count}], dtype: int8, initializer: random(-5, 90)}}\n")
    path = root / "large.safetensors"
    timed("large: a checkpoint written", [command, "checkpoint", recipe, "--seed", "1", "--quiet", "--output", path], root)
    timed("large: a checkpoint verified", [command, "verify", path, recipe, "--seed", "1"], root)
    with path.open("r+b") as file:
        file.seek(-3, os.SEEK_END)
        last = file.read(1)
        file.seek(-3, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    if run([command, "verify", path, recipe, "--seed", "1"], root).returncode != 1:
        fault("large: a bit flipped at the end of the checkpoint is not found")


CASES = {
    "memory": check_memory, "threads": check_threads, "disk": check_disk, "tensors": check_tensors,
    "large": check_large,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cases", nargs="+", choices=CASES, metavar="CASE")
    parser.add_argument("command")
    parser.add_argument("library")
    options = parser.parse_args()
    command, library = os.path.abspath(options.command), os.path.abspath(options.library)
    for case in options.cases:
        with tempfile.TemporaryDirectory() as folder:
            CASES[case](command, library, Path(folder))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
