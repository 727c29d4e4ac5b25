"""An evaluation as a folder: a readable report, the same as JSON, and the plots."""

from __future__ import annotations

import json
import os
from pathlib import Path

from qa.errors import SettingsError, cause
from qa.evaluation.compare import Comparison
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.plots import plots
from qa.evaluation.tables import plain


def prepare_report(folder: Path) -> None:
    """Make the folder of a report; a SettingsError is raised if no file can be written there."""
    trial = folder / f".qa-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise _refusal(folder, error) from error


def write_report(
    folder: Path, evaluation: Evaluation, comparison: Comparison | None = None
) -> list[Path]:
    """Write `report.md`, `report.json` and the plots; what else is in the folder stays.

    Raises:
        SettingsError: If the folder is a file, or a file cannot be written.
    """
    drawn = plots(evaluation)
    pictures = [f"![{Path(name).stem}]({name})" for name in drawn]
    texts = [f"# Evaluation on {plain(evaluation.dataset)}", evaluation.markdown().rstrip()]
    texts += [comparison.markdown().rstrip()] if comparison else []
    report = "\n\n".join([*texts, "### Plots", *pictures]) + "\n"
    content = json.dumps(evaluation.document(comparison), ensure_ascii=False, indent=1)
    files = {"report.md": report.encode(), "report.json": f"{content}\n".encode(), **drawn}
    prepare_report(folder)
    for name, data in files.items():
        try:
            (folder / name).write_bytes(data)
        except OSError as error:
            raise _refusal(folder / name, error) from error
    return [folder / name for name in files]


def _refusal(path: Path, error: OSError) -> SettingsError:
    if isinstance(error, FileExistsError):
        return SettingsError("setting.report_file", place=str(path))
    return SettingsError("setting.report", place=str(path), why=cause(error))
