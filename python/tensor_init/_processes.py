"""Whether processes that make one model agree."""

from __future__ import annotations

import hashlib
from typing import Any

import torch
import torch.distributed

from . import _torch_generators
from ._generator import Generator
from ._torch_generators import AnyGenerator


def check_generators(generator: AnyGenerator = None, group: Any = None) -> None:
    """Raises in every process unless the generators of all are at the same place, without which the parts that they make
    of a DTensor are parts of different ones. All processes of the group call it, as with any collective operation.

    >>> torch.manual_seed(42)
    >>> tensor_init.check_generators()

    Args:
        generator: the one that will be drawn from; without one, PyTorch's default generator.
        group: of processes, as in ``torch.distributed``; without one, all.

    Raises:
        RuntimeError: where they are not, naming the ranks within the group.
    """
    _torch_generators.check(generator, "check_generators")
    if isinstance(generator, Generator):
        state = generator.state
    else:
        state = bytes((generator or torch.default_generator).get_state().tolist())
    digest = hashlib.sha256(state).hexdigest()
    digests = [""] * torch.distributed.get_world_size(group)
    torch.distributed.all_gather_object(digests, digest, group)
    others = [rank for rank, other in enumerate(digests) if other != digests[0]]
    if others:
        raise RuntimeError(
            f"check_generators: the generators of the ranks {others} are at other places than that of rank 0; expected all "
            "at one: seed them alike, and have all processes make the same calls"
        )
