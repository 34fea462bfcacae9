"""HTML from templates: files beside the module that fills them, in which every value is escaped."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


def templates(module: str) -> Environment:
    """The templates of a room: the folder `templates/` beside a module, and `page.html`, the frame of whole pages.

    What a template is given is escaped, but for what is `Markup` already. A name that it is not given is an error.

    Args:
        module: the module's `__file__`.
    """
    return Environment(
        loader=FileSystemLoader([Path(beside).parent / "templates" for beside in (module, __file__)]),
        autoescape=True,
        finalize=_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _escaped(value: Any) -> Any:
    """As the standard library escapes, whose way of writing quotes our files have always had."""
    return value if hasattr(value, "__html__") else Markup(escape(str(value)))  # noqa: S704 (escaped)
