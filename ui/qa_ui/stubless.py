"""Gradio without the stubs that it writes about itself.

As each of its components is defined, Gradio parses the source of its class, renders a stub for
editors and compares that with the file beside the source, or writes it there. That is half of the
time that importing Gradio takes, on every start, and a program has no business writing among the
installed packages. Imported before Gradio is, this module leaves it out.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

DEFINES_COMPONENTS: Final = "gradio.component_meta"


class _Stubless(SourceFileLoader):
    """Loads the module that defines components, and takes from it what writes stubs."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)["create_or_modify_pyi"] = lambda *_: None


class _Finder(MetaPathFinder):
    """Finds that module only."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == DEFINES_COMPONENTS else None
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Stubless(spec.loader.name, spec.loader.path)
        return spec


sys.meta_path.insert(0, _Finder())
