"""Being told of modules that are imported."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any, Callable, Sequence


class ImportWatch(importlib.abc.MetaPathFinder):
    """Calls a function after modules of some names were imported, while it is the first of ``sys.meta_path``."""

    def __init__(self, names: Sequence[str], imported: Callable[[], None]) -> None:
        self.names = names
        self.imported = imported

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self.names:
            return None
        for finder in sys.meta_path:
            find_spec = None if finder is self else getattr(finder, "find_spec", None)
            spec = find_spec and find_spec(name, path, target)
            if spec:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _WatchedLoader(spec.loader, self.imported)
                return spec
        return None

    def watch(self) -> None:
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def stop(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def await_others(self) -> None:
        """Waits until imports of the modules that other threads have begun end or fail, of which nothing is told."""
        for name in self.names:
            if getattr(getattr(sys.modules.get(name), "__spec__", None), "_initializing", False):
                # What an import statement does here, which does not wait where the other thread waits for this one. To
                # import the module would run it again where the other's import failed.
                importlib._bootstrap._lock_unlock_module(name)


class _WatchedLoader(importlib.abc.Loader):
    """Loads a module by another loader, to which it leaves its place, and calls a function."""

    def __init__(self, loader: Any, imported: Callable[[], None]) -> None:
        self.loader = loader
        self.imported = imported

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__loader__ = self.loader
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        self.imported()
