"""How the page looks, and the script that it brings.

System fonts only: Gradio's own themes would fetch theirs from another host.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import gradio as gr
from markupsafe import Markup

from qa_ui.i18n import STRINGS
from qa_ui.views.render import render

STATIC: Final = Path(__file__).with_name("static")
"""The style sheets and scripts, one a screen; `page` comes first, since the others build on it."""
SANS: Final = ("ui-sans-serif", "system-ui", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif")
MONO: Final = ("ui-monospace", "Consolas", "Liberation Mono", "monospace")


def page_options() -> dict[str, Any]:
    """The arguments of `mount_gradio_app` (or `launch`) that belong to this page."""
    return {
        "theme": theme(),
        "css_paths": static_files("css"),
        "head": head(),
        "i18n": gr.I18n(**STRINGS),
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "favicon_path": STATIC / "icon.svg",
        "pwa": False,
        "show_error": False,
    }


def head() -> str:
    """The HTML in the head of the page, including our own script."""
    code = "".join(path.read_text(encoding="utf-8") for path in static_files("js"))
    return render("head", "en", script=Markup(code))  # noqa: S704 - files of ours


def static_files(ending: str) -> list[Path]:
    """The files of a kind, `css` or `js`, in the order in which the page takes them."""
    found = STATIC.glob(f"*.{ending}")
    return sorted(found, key=lambda path: (path.stem != "page", path.stem))


def theme() -> gr.themes.Base:
    """Paper and ink: warm neutrals, one dark red, sharp corners, no shadows."""
    return gr.themes.Base(
        primary_hue="red",
        neutral_hue="stone",
        radius_size="sm",
        font=list(SANS),
        font_mono=list(MONO),
    ).set(
        body_background_fill="var(--qa-paper)",
        body_background_fill_dark="var(--qa-paper)",
        body_text_color="var(--qa-ink)",
        body_text_color_dark="var(--qa-ink)",
        body_text_color_subdued="var(--qa-soft)",
        body_text_color_subdued_dark="var(--qa-soft)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_label_text_color="var(--qa-soft)",
        block_label_text_color_dark="var(--qa-soft)",
        block_title_text_color="var(--qa-soft)",
        block_title_text_color_dark="var(--qa-soft)",
        button_primary_border_color="var(--qa-accent)",
        button_primary_border_color_dark="var(--qa-accent)",
        border_color_primary="var(--qa-line)",
        border_color_primary_dark="var(--qa-line)",
        input_background_fill="var(--qa-card)",
        input_background_fill_dark="var(--qa-card)",
        input_border_color="var(--qa-line)",
        input_border_color_dark="var(--qa-line)",
        input_border_color_focus="var(--qa-accent)",
        input_border_color_focus_dark="var(--qa-accent)",
        input_border_width="1px",
        input_border_width_dark="1px",
        input_placeholder_color="var(--qa-soft)",
        input_placeholder_color_dark="var(--qa-soft)",
        button_primary_background_fill="var(--qa-accent)",
        button_primary_background_fill_dark="var(--qa-accent)",
        button_primary_background_fill_hover="var(--qa-accent-strong)",
        button_primary_background_fill_hover_dark="var(--qa-accent-strong)",
        button_primary_text_color="var(--qa-on-accent)",
        button_primary_text_color_dark="var(--qa-on-accent)",
        checkbox_background_color_selected="var(--qa-check)",
        checkbox_background_color_selected_dark="var(--qa-check)",
        checkbox_border_color_selected="var(--qa-check)",
        checkbox_border_color_selected_dark="var(--qa-check)",
        checkbox_border_color_focus="var(--qa-check)",
        checkbox_border_color_focus_dark="var(--qa-check)",
        checkbox_label_background_fill_selected="transparent",
        checkbox_label_background_fill_selected_dark="transparent",
        checkbox_label_text_color_selected="var(--qa-ink)",
        checkbox_label_text_color_selected_dark="var(--qa-ink)",
        button_secondary_background_fill="var(--qa-card)",
        button_secondary_background_fill_dark="var(--qa-card)",
        button_secondary_text_color="var(--qa-ink)",
        button_secondary_text_color_dark="var(--qa-ink)",
    )
