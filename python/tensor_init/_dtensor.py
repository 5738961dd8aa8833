"""The part of a DTensor (torch.distributed.tensor) that a process holds.

What PyTorch makes public tells mesh, placements and shapes. Which elements these give a process is computed here and
nowhere else: of ``Shard`` as documented there, of ``_StridedShard``, which is private, as it does. A test compares both
with what PyTorch itself distributes.
"""

from __future__ import annotations

import itertools
from typing import Any, Iterator, NamedTuple, Sequence

import torch
from torch import Tensor
from torch.distributed.tensor import DTensor

from ._arrays import Part
from ._torch_tensors import PLAIN_TYPES, Unwritable

#: The most bytes of host memory that elements for another device take at once.
STAGED_BYTE_COUNT = 1 << 26


class Piece(NamedTuple):
    """Indices of a dimension that follow one another."""

    start: int
    size: int


class LocalPart(NamedTuple):
    """Some of a DTensor's elements, to be written."""

    #: Memory on the CPU.
    elements: Tensor
    #: Which they are.
    part: Part
    is_last: bool


def chunk(size: int, count: int, index: int) -> Piece:
    """One of ``count`` chunks, as ``torch.chunk`` makes them; those that it leaves out are empty."""
    length = -(-size // count)
    start = min(length * index, size)
    return Piece(start, min(length, size - start))


def _cut(pieces: Sequence[Piece], wanted: Piece) -> list[Piece]:
    """Some of the indices that pieces have one after the other."""
    cut = []
    before = 0
    for start, size in pieces:
        first = max(wanted.start - before, 0)
        end = min(wanted.start + wanted.size - before, size)
        if first < end:
            cut.append(Piece(start + first, end - first))
        before += size
    return cut


def _sharded(pieces: Sequence[Piece], split_factor: int, count: int, index: int) -> list[Piece]:
    """Of ``split_factor`` chunks of the indices one of ``count`` chunks each; neighbours are joined."""
    size = sum(piece.size for piece in pieces)
    joined: list[Piece] = []
    for number in range(split_factor):
        outer = chunk(size, split_factor, number)
        inner = chunk(outer.size, count, index)
        for piece in _cut(pieces, Piece(outer.start + inner.start, inner.size)):
            if joined and joined[-1].start + joined[-1].size == piece.start:
                joined[-1] = Piece(joined[-1].start, joined[-1].size + piece.size)
            else:
                joined.append(piece)
    return joined


def held_pieces(
    shape: Sequence[int], mesh_shape: Sequence[int], coordinate: Sequence[int], placements: Sequence[Any]
) -> list[list[Piece]]:
    """The indices that a process holds along each dimension, in the order in which it holds them."""
    held = [[Piece(0, size)] if size else [] for size in shape]
    for count, index, placement in zip(mesh_shape, coordinate, placements):
        kind = type(placement).__name__
        if kind in ("Shard", "_StridedShard"):
            split_factor = placement.split_factor if kind == "_StridedShard" else 1
            held[placement.dim] = _sharded(held[placement.dim], split_factor, count, index)
        elif kind != "Replicate":
            raise Unwritable(f"is a DTensor with the placement {placement!r}; expected Shard or Replicate")
    return held


def local_parts(tensor: Any, is_divisible: bool) -> Iterator[LocalPart]:
    """What this process holds of a DTensor, or all of another tensor: at least one part, without elements where it holds
    none, since its generator moves on as those of the others do.

    The caller writes each part before it takes the next.

    Args:
        is_divisible: whether it costs nothing to make elements in several parts.
    """
    whole = tuple(tensor.shape)
    local = tensor
    if type(tensor) is DTensor:
        with torch.no_grad():
            local = tensor.to_local()
    elif type(tensor) not in PLAIN_TYPES:
        raise Unwritable(f"is a {type(tensor).__name__}, which may hold its elements in ways of its own")
    if local.is_meta:
        raise Unwritable("has no elements yet")
    views = [(local, (0,) * len(whole))] if local is tensor else list(_views(tensor, local, whole))
    if not views:
        yield LocalPart(torch.empty([0] * max(len(whole), 1), dtype=local.dtype, device="cpu"), Part(whole, 0), True)
    is_staged = not local.is_cpu
    if is_staged and is_divisible:
        views = [piece for view in views for piece in _divided(*view)]
    for number, (view, start) in enumerate(views, 1):
        elements = torch.empty(view.shape, dtype=view.dtype, device="cpu") if is_staged else view
        yield LocalPart(elements, Part(whole, start), number == len(views))
        if is_staged:
            with torch.no_grad():
                view.copy_(elements)
    # Who saved it for a gradient is told of the change, as by PyTorch's own functions.
    torch._C._increment_version((tensor,))


def _views(dtensor: Any, local: Tensor, whole: Sequence[int]) -> Iterator[tuple[Tensor, tuple[int, ...]]]:
    """The boxes that make up the local part: each's memory, and the indices of its first element in the whole."""
    mesh = dtensor.device_mesh
    coordinate = mesh.get_coordinate()
    # A process outside of the mesh.
    if coordinate is None:
        return
    _require_order(dtensor)
    held = held_pieces(whole, mesh.shape, coordinate, dtensor.placements)
    expected = [sum(piece.size for piece in pieces) for pieces in held]
    if list(local.shape) != expected:
        raise Unwritable(
            f"is a DTensor whose local part has the shape {list(local.shape)}; expected {expected}, which its shape "
            f"{list(whole)}, its placements {list(dtensor.placements)} and the mesh {list(mesh.shape)} give",
            ValueError,
        )
    places = [itertools.accumulate([0, *(piece.size for piece in pieces)]) for pieces in held]
    for box in itertools.product(*(zip(*dimension) for dimension in zip(places, held))):
        view = local
        with torch.no_grad():
            for dimension, (place, piece) in enumerate(box):
                if piece.size != view.shape[dimension]:
                    view = view.narrow(dimension, place, piece.size)
        yield view, tuple(piece.start for _, piece in box)


def _require_order(dtensor: Any) -> None:
    """Raises where the mesh's dimensions do not shard one after the other, which newer versions keep privately."""
    order = getattr(getattr(dtensor, "_spec", None), "shard_order", None)
    for entry in order or ():
        if list(entry.mesh_dims) != sorted(entry.mesh_dims):
            raise Unwritable(
                f"is a DTensor whose dimension {entry.tensor_dim} is sharded over the mesh's dimensions in the order "
                f"{list(entry.mesh_dims)}; expected an ascending one"
            )


def _divided(view: Tensor, start: tuple[int, ...]) -> Iterator[tuple[Tensor, tuple[int, ...]]]:
    """A box as boxes of few bytes."""
    if view.numel() * view.element_size() <= STAGED_BYTE_COUNT or max(view.shape, default=1) == 1:
        yield view, start
        return
    dimension = next(d for d, size in enumerate(view.shape) if size > 1)
    size = view.shape[dimension]
    rows = max(1, STAGED_BYTE_COUNT // (view.numel() // size * view.element_size()))
    for first in range(0, size, rows):
        with torch.no_grad():
            part = view.narrow(dimension, first, min(rows, size - first))
        moved = start[dimension] + first
        yield from _divided(part, (*start[:dimension], moved, *start[dimension + 1 :]))
