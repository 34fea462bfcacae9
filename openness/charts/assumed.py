"""What a reader may choose about the charts of robustness, and the assumptions that each choice stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from openness.charts.kit.options import Option
from openness.core.wording import lower_first
from openness.robustness.draws import Assumptions, Varied, Weights
from openness.robustness.sensitivity import AS_IT_STANDS

VARY = Option(
    "vary",
    "What is varied",
    {
        "all": "Everything",
        "weights": "The weights",
        "worth": "Points for each degree",
        "unknown": "The reading of the unknown",
        "criterion": "One criterion left out",
    },
    "Everything at once, or one kind of assumption while the others stay as they are",
)
DRAW = Option(
    "draw",
    "How weights are drawn",
    {"shifted": "Each ± 25%", "anew": "All at random"},
    "Around the weights as they are, or from all weights that are possible",
)


def assumptions(vary: str, draw: str) -> Assumptions:
    """The assumptions that the values of `VARY` and `DRAW` stand for."""
    weights = cast(Weights, draw)
    every = Assumptions(weights=weights)
    only = {
        "weights": replace(AS_IT_STANDS, weights=weights),
        "worth": replace(AS_IT_STANDS, partial=every.partial, gated=every.gated, terms=every.terms),
        "unknown": replace(AS_IT_STANDS, unknown=every.unknown),
        "criterion": replace(AS_IT_STANDS, without=every.without),
    }
    return only.get(vary, every)


def listed(varied: tuple[Varied, ...]) -> str:
    """What was varied, as a sentence."""
    if not varied:
        return "Nothing was varied: the definition has nothing of this kind."
    parts = [f"{lower_first(one.title)} ({one.drawn.replace(';', ',')})" for one in varied]
    return f"Varied at once, independently: {'; '.join(parts)}."
