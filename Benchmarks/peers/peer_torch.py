"""PyTorch on the CPU: torch.nn.init and the methods of a tensor, in place."""

import os

from peer_protocol import Lacks, serve


def load(threads):
    os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(threads)
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(42)
    init = torch.nn.init
    fills = {
        "zeros": init.zeros_,
        "ones": init.ones_,
        "eye": init.eye_,
        "constant": lambda tensor, value: init.constant_(tensor, value),
        "dirac": lambda tensor, groups: init.dirac_(tensor, groups),
        "uniform": lambda tensor, low, high: tensor.uniform_(low, high),
        "normal": lambda tensor, mean, std: tensor.normal_(mean, std),
        "trunc_normal": lambda tensor, mean, std, low, high: init.trunc_normal_(tensor, mean, std, low, high),
        "xavier_uniform": lambda tensor, gain: init.xavier_uniform_(tensor, gain),
        "xavier_normal": lambda tensor, gain: init.xavier_normal_(tensor, gain),
        "kaiming_uniform": lambda tensor, mode, nonlinearity, slope=0: init.kaiming_uniform_(
            tensor, slope, mode, nonlinearity
        ),
        "kaiming_normal": lambda tensor, mode, nonlinearity, slope=0: init.kaiming_normal_(
            tensor, slope, mode, nonlinearity
        ),
        "orthogonal": lambda tensor, gain, method="qr": init.orthogonal_(tensor, gain),
        "sparse": lambda tensor, sparsity, std: init.sparse_(tensor, sparsity, std),
        "cauchy": lambda tensor, median, sigma: tensor.cauchy_(median, sigma),
        "exponential": lambda tensor, rate: tensor.exponential_(rate),
        "geometric": lambda tensor, p: tensor.geometric_(p),
        "log_normal": lambda tensor, mean, std: tensor.log_normal_(mean, std),
        "random": lambda tensor, low=0, high=None: tensor.random_(low, high),
        "bernoulli": lambda tensor, p: tensor.bernoulli_(p),
    }

    def prepare(workload):
        if workload.name not in fills:
            raise Lacks(f"torch has no {workload.name}")
        tensor = torch.zeros(workload.shape, dtype=getattr(torch, workload.dtype))
        fill = fills[workload.name]
        return "", lambda: fill(tensor, **workload.arguments)

    return torch.__version__, prepare


if __name__ == "__main__":
    serve(load)
