"""Gradio without what no app needs of it; imported before Gradio is.

- As each of its components is defined, Gradio parses the source of its class, renders a stub for
  editors and compares that with the file beside the source, or writes it there: half of the time
  that importing it takes, on every start, and a program has no business writing among the installed
  packages.
- Where the package `mcp` is installed, it loads the whole of it for a server of its own, which is
  another one than `qa_ui.http.mcp` and is never started.
- Its command line, the Hugging Face hub's models, and pandas, for caches of which the page has
  none, are a sixth of what is left, and 70 MB.
- Blocks make an application with a hundred routes when they begin, when they end and when their
  queue is set. The one that is served is made by `mount_gradio_app`: those three are left out, and
  `Blocks.app` is None.
- The first event of a page imports matplotlib with pyplot, to choose how functions draw: a quarter
  of a second and 38 MB. Ours draw without pyplot (`qa.evaluation.plots`).
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class _NoApp:
    """Stands for Gradio's application where Blocks make one that is never served."""

    @staticmethod
    def create_app(*_: object, **__: object) -> None:
        """Make nothing."""


class _Later(ModuleType):
    """Stands for a module that is imported once something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what looks through all modules asks for these
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


_REPLACED: Final[dict[str, tuple[str, object]]] = {
    "gradio.blocks": ("App", _NoApp),
    "gradio.component_meta": ("create_or_modify_pyi", lambda *_: None),
    "gradio.utils": ("MatplotlibBackendMananger", nullcontext),
}
"""What of a module is replaced, and by what."""

_HIDDEN: Final[dict[str, tuple[str, ModuleType | None]]] = {
    "gradio.caching": ("pandas", _Later("pandas")),
    "gradio.mcp": ("mcp", None),
}
"""What a module must not import, and what it gets instead; it can do without `mcp`."""

_TAKEN: Final = {
    "gradio.cli": ("deploy",),
    "gradio.external": ("load", "load_chat", "load_openapi"),
}
"""Modules that are left out, and what Gradio takes from them without calling it here."""


class _Replacing(SourceFileLoader):
    """Replaces something of a module."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module).update([_REPLACED[module.__name__]])


class _Hiding(SourceFileLoader):
    """Shows a module another one, or none, in place of one that it imports."""

    def exec_module(self, module: ModuleType) -> None:
        with _shown(*_HIDDEN[module.__name__]):
            super().exec_module(module)


class _LeavingOut(SourceFileLoader):
    """Runs nothing of a module."""

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(dict.fromkeys(_TAKEN[module.__name__]))


@contextmanager
def _shown(name: str, module: ModuleType | None) -> Iterator[None]:
    """Show another module, or none, in place of one that has not been imported yet."""
    modules: dict[str, Any] = sys.modules
    if name in modules:
        yield
        return
    modules[name] = module
    try:
        yield
    finally:
        del modules[name]


_LOADERS: Final[dict[str, type[SourceFileLoader]]] = {
    **dict.fromkeys(_REPLACED, _Replacing),
    **dict.fromkeys(_HIDDEN, _Hiding),
    **dict.fromkeys(_TAKEN, _LeavingOut),
}


class _Finder(MetaPathFinder):
    """Finds these modules as they are found otherwise, but with loaders of their own."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if (loader := _LOADERS.get(name)) is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = loader(spec.loader.name, spec.loader.path)
        return spec


sys.meta_path.insert(0, _Finder())
