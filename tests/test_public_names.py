from __future__ import annotations

import importlib
import importlib.metadata
import re
import typing

import pytest

import qa


def test_public_names_are_sorted_and_there() -> None:
    """`__all__` is sorted, holds each name once, and every name can be used."""
    assert list(qa.__all__) == sorted(set(qa.__all__))
    assert all(getattr(qa, name) is not None for name in qa.__all__)


def test_public_names_are_what_is_documented() -> None:
    """The package offers these names, and nothing else by accident."""
    assert set(qa.__all__) == {
        *("Answer", "AnswerPart", "Article", "ArticleSummary", "Assistant", "BuildReport"),
        *("Citation", "Hit", "IndexStatus", "Passage", "Settings", "Timeline"),
        *("build_index", "rollback"),
        *errors(),
    }


def errors() -> set[str]:
    """The names of all errors that the package raises on purpose."""
    found = vars(importlib.import_module("qa.errors")).values()
    return {one.__name__ for one in found if isinstance(one, type) and issubclass(one, qa.QAError)}


def test_every_error_is_in_the_tree() -> None:
    """The tree at the head of `qa.errors` names every error."""
    tree = importlib.import_module("qa.errors").__doc__ or ""
    assert errors() <= set(re.findall(r"\w+Error", tree))


def test_the_version_is_that_of_the_package() -> None:
    """`qa.__version__` is what the installer knows."""
    assert qa.__version__ == importlib.metadata.version("qa")


@pytest.mark.parametrize("name", qa.__all__)
def test_public_names_are_documented(name: str) -> None:
    """Every public name has a docstring and says by its module where it lives."""
    thing = getattr(qa, name)
    assert thing.__doc__
    assert getattr(importlib.import_module(thing.__module__), name) is thing


def test_type_checkers_see_the_same_names() -> None:
    """The names imported for type checkers are those that are imported late."""
    import ast
    from pathlib import Path

    tree = ast.parse(Path(qa.__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    names = {
        alias.name
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert names == set(qa.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'Assistent'"):
        typing.cast("typing.Any", qa).Assistent  # noqa: B018 - looking it up is the point
