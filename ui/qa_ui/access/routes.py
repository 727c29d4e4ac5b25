"""Which of Gradio's own routes are open: those that the page uses, and none that fetch.

Gradio serves far more than a page needs. It fetches any public address on request
(`file=https://…`, and files that a request names by an address), hands out files of this machine
that a request names, records, streams, keeps deep links. All of that is closed here, for every
caller.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NoReturn

import gradio
from gradio import processing_utils

from qa.settings import RESERVED

if TYPE_CHECKING:
    from starlette.types import Scope

_PREFIX: Final = "/gradio_api/"
_OWN: Final = RESERVED - {"gradio_api"} | {"favicon.ico", "robots.txt", "theme.css"}
"""What the paths of the application begin with; other paths of Gradio are closed."""

_USED: Final = re.compile(
    r"(?:queue/(?:join|data)|run/\w+|call/(?:v2/)?\w+(?:/\w+)?|cancel|reset|upload|upload_progress|"
    r"heartbeat/\w+|info|openapi\.json|startup-events|theme\.css|file=(?!\w\w+:|//).+)/?"
)


def local_path(scope: Scope) -> str:
    """The path of a request inside the application, without the path that it is served under."""
    root, path = scope.get("root_path", ""), str(scope["path"])
    return path.removeprefix(root) or "/" if path == root or path.startswith(f"{root}/") else path


def home(scope: Scope) -> str:
    """The path of the page: `/`, unless it is served under another one."""
    return f"{scope.get('root_path', '')}/"


def is_open(path: str) -> bool:
    """Whether a path belongs to the application, or to a Gradio route that the page uses."""
    if path.startswith(_PREFIX):
        return _USED.fullmatch(path.removeprefix(_PREFIX)) is not None
    return path == "/" or path.removeprefix("/").partition("/")[0] in _OWN


def fetch_nothing() -> None:
    """Keep components from fetching a file that a request names by an address.

    Gradio would do so for every caller and any size, before the function behind the event is
    called. It has no setting for it, so the function that does it is replaced.

    Raises:
        RuntimeError: If this version of Gradio fetches by another function.
    """
    if not hasattr(processing_utils, "async_ssrf_protected_get"):
        message = f"Gradio {gradio.__version__} is not known to this version; install gradio<7"
        raise RuntimeError(message)
    processing_utils.async_ssrf_protected_get = _refused


def read_uploads_only(page: gradio.Blocks) -> None:
    """Keep events from reading a file that a request names, unless it was uploaded.

    Gradio copies any file of this machine to where callers may fetch it, and refuses to only once
    a page has been launched. One that is mounted on another application never is.

    Raises:
        RuntimeError: If this version of Gradio tells that by another attribute.
    """
    if not hasattr(page, "has_launched"):
        message = f"Gradio {gradio.__version__} is not known to this version; install gradio<7"
        raise RuntimeError(message)
    page.has_launched = True


async def _refused(url: str, *_: object, **__: object) -> NoReturn:
    message = f"{url}: files are uploaded, not fetched"
    raise PermissionError(message)
