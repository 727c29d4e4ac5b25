"""No code comes out of data: nothing here unpickles, evaluates, or runs a shell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.newsroom import ROOT

MODULES = {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "np.load",
    "numpy.load",
    "torch.load",
    "pd.read_pickle",
    "pandas.read_pickle",
    "yaml.unsafe_load",
    "yaml.full_load",
}
"""What makes objects or code of bytes, or gives a text to a shell."""


def test_no_module_unpickles_or_evaluates() -> None:
    """The sources of library and page import and call nothing that makes code of data."""
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    assert len(sources) > 200
    found = [(str(path.relative_to(ROOT)), name) for path in sources for name in dangerous(path)]
    assert found == []


def test_what_is_dangerous_is_found(tmp_path: Path) -> None:
    """The test above finds imports in functions, names that were given, and shells."""
    source = tmp_path / "a.py"
    source.write_text(
        "def f():\n    from pickle import loads as read\n    import joblib.x\n"
        "    torch.load(x, weights_only=True)\n    eval(y)\n    run('ls', shell=True)\n",
        encoding="utf-8",
    )
    assert {*dangerous(source)} == {"pickle", "joblib.x", "torch.load", "eval", "shell"}


def dangerous(path: Path) -> Iterator[str]:
    """What a module imports or calls that makes code of data."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            named = [module, *(one.name for one in node.names if not module)]
            yield from (name for name in named if name.split(".")[0] in MODULES)
        elif isinstance(node, ast.Call):
            if (name := dotted(node.func)) in CALLS:
                yield name
            if any(word.arg == "shell" for word in node.keywords):
                yield "shell"


def dotted(node: ast.expr) -> str:
    """`a.b.c`; of what is no name, the last part."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
