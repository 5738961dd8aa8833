"""How much faster PyTorch's models and tensors get their initial values through tensor_init.

    python3 Benchmarks/python/measure.py [--rounds N] [--quick]

Both sides of every row alternate, and each figure is the best of its rounds, so that other work on the machine
disturbs both alike. The large model is made in a new process each time, as in a script that starts: there the operating
system's work for each fresh page of memory is a good part of the time. The last row is on memory that the process has
had before.
"""

import argparse
import gc
import mmap
import os
import platform
import subprocess
import sys
import time

import torch

import tensor_init
from tensor_init import nn_init


def best(rounds, *calls):
    """The shortest time of each of the calls, in seconds."""
    times = [float("inf")] * len(calls)
    for _ in range(rounds):
        for index, call in enumerate(calls):
            start = time.perf_counter()
            result = call()
            times[index] = min(times[index], time.perf_counter() - start)
            # Freed before the next one starts.
            del result
            gc.collect()
    return times


def repeated(call, count):
    def run():
        for _ in range(count):
            call()

    return run


def row(name, plain, ours):
    units = [(1, "s"), (1e-3, "ms"), (1e-6, "µs")]

    def text(seconds):
        scale, unit = next(u for u in units if seconds >= u[0] or u == units[-1])
        return f"{seconds / scale:.3g} {unit}"

    print(f"| {name} | {text(plain)} | {text(ours)} | {plain / ours:.1f} |", flush=True)


class Llama(torch.nn.Module):
    """The parameters of TinyLlama: 1.1 billion."""

    def __init__(self, layers=22, width=2048, hidden=5632, key_value=256, vocabulary=32000):
        super().__init__()
        linear = torch.nn.Linear
        self.embed_tokens = torch.nn.Embedding(vocabulary, width)
        self.layers = torch.nn.ModuleList(
            torch.nn.ModuleDict(
                {
                    "q_proj": linear(width, width, bias=False),
                    "k_proj": linear(width, key_value, bias=False),
                    "v_proj": linear(width, key_value, bias=False),
                    "o_proj": linear(width, width, bias=False),
                    "gate_proj": linear(width, hidden, bias=False),
                    "up_proj": linear(width, hidden, bias=False),
                    "down_proj": linear(hidden, width, bias=False),
                    "input_layernorm": torch.nn.RMSNorm(width),
                    "post_attention_layernorm": torch.nn.RMSNorm(width),
                }
            )
            for _ in range(layers)
        )
        self.norm = torch.nn.RMSNorm(width)
        self.lm_head = linear(width, vocabulary, bias=False)


def touch_fresh_memory(byte_count):
    """Takes memory from the operating system and gives it back.

    A virtual machine's host takes memory back that was unused for a while. Whoever touches it next waits for the host,
    which says nothing about either library.
    """
    with mmap.mmap(-1, byte_count) as memory:
        for page in range(0, byte_count, mmap.PAGESIZE):
            memory[page] = 1


def patched(make):
    with tensor_init.patch_torch():
        return make()


MODELS = {"plain": Llama, "patched": lambda: patched(Llama)}


def make_once(model):
    """Prints how long it takes to make one of the models, of memory that the process never had."""
    # Twice what a model takes, so that the memory it gets is among it, where that much is free.
    if "SC_AVPHYS_PAGES" in os.sysconf_names:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        touch_fresh_memory(min(9 << 30, free // 2))
    print(best(1, MODELS[model])[0])


def best_of_processes(rounds):
    """The shortest time of each of the models, each made in processes of its own."""

    def seconds(model):
        command = [sys.executable, __file__, "--make", model]
        return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)

    times = [[seconds(model) for model in MODELS] for _ in range(rounds)]
    return [min(column) for column in zip(*times)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="without the model of 1.1 billion parameters")
    parser.add_argument("--retained", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--make", choices=MODELS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    rounds = options.rounds
    if options.make:
        return make_once(options.make)
    if options.retained:
        times = best(rounds + 1, *MODELS.values())
        return row("the same on memory that the process had before", *times)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {platform.machine()}\n", flush=True)
    print("| | PyTorch | tensor_init | times faster |")
    print("|---|---|---|---|")

    small = torch.empty(4, 4)
    for name in ["normal_", "kaiming_uniform_", "zeros_"]:
        calls = [repeated(lambda m=m: getattr(m, name)(small), 5000) for m in (torch.nn.init, nn_init)]
        plain, ours = best(rounds, *calls)
        row(f"`{name}` on 4x4", plain / 5000, ours / 5000)

    large = torch.empty(4096, 4096)
    for name, *arguments in [
        ("uniform_",),
        ("normal_",),
        ("trunc_normal_",),
        ("kaiming_uniform_",),
        ("constant_", 0.5),
    ]:
        calls = [lambda m=m: getattr(m, name)(large, *arguments) for m in (torch.nn.init, nn_init)]
        row(f"`{name}` on 4096x4096", *best(rounds, *calls))
    transposed = large.t()
    calls = [lambda m=m: m.normal_(transposed) for m in (torch.nn.init, nn_init)]
    row("`normal_` on its transpose", *best(rounds, *calls))
    half = large.to(torch.bfloat16)
    calls = [lambda m=m: m.normal_(half) for m in (torch.nn.init, nn_init)]
    row("`normal_` on 4096x4096, bfloat16", *best(rounds, *calls))
    square = torch.empty(1024, 1024)
    calls = [lambda m=m: m.orthogonal_(square) for m in (torch.nn.init, nn_init)]
    row("`orthogonal_` on 1024x1024", *best(rounds, *calls))
    del large, transposed, half, square

    def linear():
        return torch.nn.Linear(8192, 8192)

    row("`torch.nn.Linear(8192, 8192)`", *best(rounds, linear, lambda: patched(linear)))
    if not options.quick:
        row("Llama of 1.1 billion parameters", *best_of_processes(rounds))
        # The C library then never gives memory back to the operating system.
        retained = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40)}
        subprocess.run(
            [sys.executable, __file__, "--retained", f"--rounds={rounds}"],
            env=os.environ | retained,
            check=True,
        )


if __name__ == "__main__":
    main()
