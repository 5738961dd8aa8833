"""The tensors of a ``torch.nn.Module`` under the names of the plain model."""

from __future__ import annotations

import sys
from typing import Any, Iterator, NamedTuple, Sequence

import torch

# Where a wrapper's class is, and under which name it holds what it wraps.
_WRAPPERS = [
    ("torch._dynamo.eval_frame", "OptimizedModule", "_orig_mod"),
    ("torch.distributed.algorithms._checkpoint.checkpoint_wrapper", "ActivationWrapper", "_checkpoint_wrapped_module"),
    ("torch.nn.parallel", "DistributedDataParallel", "module"),
    ("torch.nn.parallel", "DataParallel", "module"),
    ("torch.optim.swa_utils", "AveragedModel", "module"),
]


class NamedTensor(NamedTuple):
    name: str
    tensor: torch.Tensor
    is_buffer: bool
    #: The module that has it, and its name there.
    owner: torch.nn.Module
    attribute: str


def named_tensors(module: torch.nn.Module) -> Iterator[NamedTensor]:
    """Parameters and buffers, module by module, once for each of a tensor's names."""
    _reshard(module)
    yield from _walk(module, "", [])


def _reshard(module: torch.nn.Module) -> None:
    """Has FSDP2 hold its shards alone: what is whole after a forward pass is a copy, which it throws away."""
    sharded = getattr(sys.modules.get("torch.distributed.fsdp"), "FSDPModule", ())
    for inner in module.modules():
        if isinstance(inner, sharded):
            inner.reshard()


def _walk(module: torch.nn.Module, prefix: str, path: list[torch.nn.Module]) -> Iterator[NamedTensor]:
    _refuse_flat_parameters(module)
    # A module within itself.
    if any(module is outer for outer in path):
        return
    for attribute, parameter in module.named_parameters(recurse=False, remove_duplicate=False):
        yield NamedTensor(prefix + attribute, parameter, False, module, attribute)
    for attribute, buffer in module.named_buffers(recurse=False, remove_duplicate=False):
        yield NamedTensor(prefix + attribute, buffer, True, module, attribute)
    # named_children() leaves out what has a name already.
    for attribute, child in module._modules.items():
        if child is not None:
            name = prefix if _wraps(module, attribute) else f"{prefix}{attribute}."
            yield from _walk(child, name, [*path, module])


def _wraps(module: torch.nn.Module, attribute: str) -> bool:
    """Whether a module only wraps what it holds under this name; a model's own ``module`` is none."""
    for place, kind, held in _WRAPPERS:
        # Who wrapped a module has imported this.
        wrapper = getattr(sys.modules.get(place), kind, ())
        if attribute == held and isinstance(module, wrapper):
            return True
    return False


def _refuse_flat_parameters(module: torch.nn.Module) -> None:
    wrapper = getattr(sys.modules.get("torch.distributed.fsdp"), "FullyShardedDataParallel", ())
    if isinstance(module, wrapper):
        raise TypeError(
            "initialize: the model is wrapped in FullyShardedDataParallel, which holds parts of flattened parameters; "
            "initialize it before it is wrapped, or fill these parts with part_of=(shape, start)"
        )


def give_memory(
    module: torch.nn.Module, tensors: Sequence[torch.Tensor], names: Sequence[Sequence[str]], device: Any
) -> None:
    """Puts some tensors of a module that are on meta on a device, with any values; those with several names stay one."""
    wanted = {id(tensor) for tensor in tensors}
    made: dict[int, torch.Tensor] = {}

    def with_memory(tensor: torch.Tensor) -> torch.Tensor:
        if id(tensor) not in wanted or not tensor.is_meta:
            return tensor
        if id(tensor) not in made:
            made[id(tensor)] = torch.empty_like(tensor, device=device)
        return made[id(tensor)]

    # As to_empty() and to() do, which FSDP2 and recurrent layers follow; of to_empty() all tensors lose their values.
    module._apply(with_memory)
    by_name = {entry.name: entry for entry in named_tensors(module)}
    for group in names:
        first = by_name[group[0]]
        for name in group[1:]:
            if by_name[name].tensor is not first.tensor:
                setattr(by_name[name].owner, by_name[name].attribute, first.tensor)
