#!/usr/bin/env python3
"""PyTorch's throughput on the workloads of tensor-init-benchmark: measure_torch.py [THREADS].

Needs PyTorch (CPU). Each fill alternates with filling the same memory with a constant; medians of 9.
"""

import statistics
import sys
import time

import torch

ELEMENTS = 1 << 24
RUNS = 9


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    matrix = torch.empty(4096, 4096)
    square = torch.empty(1024, 1024)
    init = torch.nn.init
    workloads = {
        "uniform": (matrix, lambda: matrix.uniform_()),
        "normal": (matrix, lambda: matrix.normal_()),
        "trunc_normal": (matrix, lambda: init.trunc_normal_(matrix)),
        "kaiming_uniform": (matrix, lambda: init.kaiming_uniform_(matrix)),
        "orthogonal": (square, lambda: init.orthogonal_(square)),
        "sparse": (matrix, lambda: init.sparse_(matrix, 0.1)),
        "cauchy": (matrix, lambda: matrix.cauchy_()),
        "exponential": (matrix, lambda: matrix.exponential_()),
        "geometric": (matrix, lambda: matrix.geometric_(0.25)),
        "log_normal": (matrix, lambda: matrix.log_normal_()),
        "random": (matrix, lambda: matrix.random_(0, 1000)),
        "bernoulli": (matrix, lambda: matrix.bernoulli_(0.5)),
    }
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    print(f"{'initializer':<16}{'ms':>10}{'Gelement/s':>12}{'of fill':>9}")
    for name, (tensor, fill) in workloads.items():
        fill()
        times, constants = [], []
        for _ in range(RUNS):
            times.append(seconds(fill))
            constants.append(seconds(lambda: tensor.fill_(1.0)))
        median = statistics.median(times)
        rate = tensor.numel() / median / 1e9
        ratio = statistics.median(constants) / median
        print(f"{name:<16}{median * 1e3:>10.2f}{rate:>12.4f}{ratio:>9.3f}", flush=True)


if __name__ == "__main__":
    main()
