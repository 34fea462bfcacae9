"""Openness Gap: facts once, definitions many, and every number traceable to a page.

In a notebook, `import openness` is enough: `openness.scores("country=FR")` is a table, `openness.release("olmo-2")` one
release down to its facts, `openness.chart("gap")` a figure. `dir(openness)` has them all; each says in its help what it
takes. They stand in `openness.notebook.calls` and are fetched from there when first used, because every module of the
library imports this one: whoever wants a piece of it (the server, a command) must not wait for all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # so that editors and type checkers know them too
    from openness.notebook.calls import changes as changes
    from openness.notebook.calls import chart as chart
    from openness.notebook.calls import doubts as doubts
    from openness.notebook.calls import gap as gap
    from openness.notebook.calls import ranks as ranks
    from openness.notebook.calls import release as release
    from openness.notebook.calls import remedies as remedies
    from openness.notebook.calls import scores as scores

_CALLS = ("scores", "release", "chart", "gap", "changes", "ranks", "remedies", "doubts")


def __getattr__(name: str) -> Any:
    if name in _CALLS:
        from openness.notebook import calls

        return getattr(calls, name)
    raise AttributeError(f"openness has no '{name}'; it has: {', '.join(_CALLS)}")


def __dir__() -> list[str]:
    return [*_CALLS, *(name for name in globals() if name.startswith("__"))]
