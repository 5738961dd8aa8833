"""Making PyTorch's models use this library without a changed line."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Any, Dict

from . import nn_init
from ._generator import Generator

_lock = threading.RLock()
# The generators of the contexts that are open, innermost last.
_open: list[nn_init.AnyGenerator] = []

_names = [name for name in nn_init.__all__ if name != "calculate_gain"]
_ours: Dict[int, Any] = {id(nn_init._original[name]): getattr(nn_init, name) for name in _names}
_theirs: Dict[int, Any] = {id(getattr(nn_init, name)): nn_init._original[name] for name in _names}


def _replace(replacements: Dict[int, Any]) -> None:
    """Replaces functions wherever a module has them: in torch.nn.init, and where they were imported from it."""
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if type(names) is not dict or names is nn_init.__dict__:
            continue
        # Few modules have any; to look at each name of the others takes ten times longer.
        if replacements.keys().isdisjoint(map(id, list(names.values()))):
            continue
        for name, value in list(names.items()):
            if id(value) in replacements:
                names[name] = replacements[id(value)]
    # Transformers keeps them in a dictionary.
    kept = getattr(sys.modules.get("transformers.initialization"), "TORCH_INIT_FUNCTIONS", {})
    for name, value in list(kept.items()):
        kept[name] = replacements.get(id(value), value)


class patch_torch:
    """A context in which ``torch.nn.init``, and with it the layers of ``torch.nn``, use this library.

    >>> with tensor_init.patch_torch():
    ...     model = Model()

    Args:
        generator: where calls get random numbers that name no generator; without one, each takes its seed from
            PyTorch's default generator, so that ``torch.manual_seed`` makes the model repeat itself.

    Contexts nest; the innermost one's generator counts. What is patched is the process: threads outside the context
    use the library too while it is open.
    """

    def __init__(self, generator: nn_init.AnyGenerator = None) -> None:
        self._generator = generator

    def __enter__(self) -> patch_torch:
        with _lock:
            if not _open:
                _replace(_ours)
            _open.append(self._generator)
            nn_init._standard = self._generator
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with _lock:
            # Contexts of several threads may end in another order than that of their beginnings.
            last = max(i for i, generator in enumerate(_open) if generator is self._generator)
            del _open[last]
            nn_init._standard = _open[-1] if _open else None
            if not _open:
                _replace(_theirs)
