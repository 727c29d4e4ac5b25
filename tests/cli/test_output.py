"""What commands print."""

from __future__ import annotations

import pytest

from qa.cli.output import note, print_text


def test_names_move_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters in the name of a file are shown, not obeyed; words may be bold."""
    print_text("\x1b[1mbold\x1b[0m a\tb\r\nc")
    note("failed a\x1b[2J\x1b]0;title\x07\rb\x9b.txt")
    said = capsys.readouterr()
    assert said.out == "\x1b[1mbold\x1b[0m a\tb\r\nc\n"
    assert said.err == "failed a\\x1b[2J\\x1b]0;title\\x07\\x0db\\x9b.txt\n"
