"""The page's components, one module a tab; no events here."""

from qa_ui.page.layout.page import Page, lay_out

__all__ = ["Page", "lay_out"]
