"""Gradio without what no app needs of it; imported before Gradio is.

As each of its components is defined, Gradio parses the source of its class, renders a stub for
editors and compares that with the file beside the source, or writes it there: half of the time that
importing it takes, on every start, and a program has no business writing among the installed
packages. And where the package `mcp` is installed, it loads the whole of it for a server of its
own, which is another one than `qa_ui.http.mcp` and is never started. Blocks make an application
with a hundred routes when they begin, when they end and when their queue is set. The one that is
served is made by `mount_gradio_app`: those three are left out, and `Blocks.app` is None.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class _WithoutStubs(SourceFileLoader):
    """Takes from the module that defines components what writes stubs."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)["create_or_modify_pyi"] = lambda *_: None


class _WithoutServer(SourceFileLoader):
    """Shows Gradio's module of MCP no package `mcp`, which it can do without."""

    def exec_module(self, module: ModuleType) -> None:
        modules: dict[str, Any] = sys.modules
        hidden = modules.setdefault("mcp", None) is None
        try:
            super().exec_module(module)
        finally:
            if hidden:
                del modules["mcp"]


class _NoApp:
    """Stands for Gradio's application where Blocks make one that is never served."""

    @staticmethod
    def create_app(*_: object, **__: object) -> None:
        """Make nothing."""


class _WithoutApps(SourceFileLoader):
    """Shows Blocks no application but this one."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)["App"] = _NoApp


_LOADERS: Final[dict[str, type[SourceFileLoader]]] = {
    "gradio.blocks": _WithoutApps,
    "gradio.component_meta": _WithoutStubs,
    "gradio.mcp": _WithoutServer,
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
