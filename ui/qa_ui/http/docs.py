"""The API's documentation as one plain page, made from its OpenAPI description.

FastAPI's own page loads its scripts from another host, which this server never does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from qa_ui.escape import esc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5;
  font-family: system-ui, sans-serif; }
h1, h2 { font-family: Georgia, serif; }
pre { overflow-x: auto; padding: .7rem 1rem; border: 1px solid #8886; }
table { border-collapse: collapse; } td, th { padding: .2rem .8rem .2rem 0; text-align: left;
  vertical-align: top; border-bottom: 1px solid #8886; }
section { border-top: 1px solid #8886; margin-top: 1.5rem; }
"""


def docs_html(openapi: Mapping[str, Any]) -> str:
    """A page that lists every endpoint with its parameters, body, answers and a curl example."""
    info = openapi["info"]
    schemas = openapi.get("components", {}).get("schemas", {})
    operations = "".join(_operation(*found) for found in _operations(openapi))
    types = "".join(_schema(name, schema) for name, schema in sorted(schemas.items()))
    title = esc(f"{info['title']} {info['version']}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} API</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}: HTTP API</h1>"
        f"<p>{esc(info.get('description', ''))}</p>"
        f'<p>For programs: <a href="openapi.json">openapi.json</a>. Errors are '
        f"<code>&#123;error, detail&#125;</code>.</p>{operations}<h2>Types</h2>{types}"
        f"</body></html>"
    )


def _operations(openapi: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], Any]]:
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            schema = _media_schema(body)
            named = openapi.get("components", {}).get("schemas", {}).get(_reference(schema), {})
            yield method.upper(), path, operation, (next(iter(body), None), schema, named)


def _operation(method: str, path: str, operation: Mapping[str, Any], body: Any) -> str:  # noqa: ANN401 - OpenAPI is free-form
    media, schema, named = body
    takes = f"<p>Takes {_type(schema)} as <code>{esc(media)}</code>.</p>" if media else ""
    answers = "".join(
        f"<tr><td><code>{esc(status)}</code></td><td>{_answer(answer)}</td></tr>"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<section><h2><code>{method} {esc(path)}</code></h2>"
        f"<p>{esc(operation.get('description', ''))}</p>{takes}"
        f"<table>{answers}</table><pre>{esc(_curl(method, path, media, named))}</pre></section>"
    )


def _curl(method: str, path: str, media: str | None, named: Mapping[str, Any]) -> str:
    address = f"http://127.0.0.1:7860{path}"
    if media == "application/json":
        example = json.dumps(named.get("example", {}), ensure_ascii=False)
        return f"curl {address} --json '{example}'"
    if media:
        return f"curl {address} -F files=@article.txt"
    return f"curl {address}" if method == "GET" else f"curl -X {method} {address}"


def _answer(answer: Mapping[str, Any]) -> str:
    schema = _media_schema(answer.get("content", {}))
    return f"{esc(answer['description'])} {_type(schema)}"


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{esc(field)}</code></td><td>{_type(kind)}</td>"
        f"<td>{esc(kind.get('description', ''))}</td></tr>"
        for field, kind in schema.get("properties", {}).items()
    )
    said = esc(schema.get("description", ""))
    return (
        f'<section id="{esc(name)}"><h3>{esc(name)}</h3><p>{said}</p>'
        f"<table>{rows}</table></section>"
    )


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a few words, linked where it has a name."""
    if name := _reference(schema):
        return f'<a href="#{esc(name)}">{esc(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "enum" in schema:
        return esc(" | ".join(str(value) for value in schema["enum"]))
    return esc(str(schema.get("type", "")))


def _media_schema(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of the first media type, empty if there is none."""
    schemas: list[Mapping[str, Any]] = [media.get("schema", {}) for media in content.values()]
    return schemas[0] if schemas else {}


def _reference(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]
