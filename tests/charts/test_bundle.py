"""The bundle of Plotly that embeds load: the version the figures are made for, and every kind of trace they have."""

from __future__ import annotations

import itertools
import re

import pytest
from plotly.offline import get_plotlyjs_version

from openness.charts import CHARTS, OPTIONS
from openness.publish.embed import PLOTLY, assets
from openness.publish.live import Live
from openness.query.grammar import Query
from openness.scoring.answer import Answer


def bundle() -> str:
    return next(path for path in assets().values() if path.name == PLOTLY).read_text("utf-8")


def test_bundle_is_of_the_version_that_the_figures_are_made_for() -> None:
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}\n" in bundle()[:100]


@pytest.mark.parametrize("slug", CHARTS)
def test_bundle_draws_every_kind_of_trace(slug: str, everything: Answer, live: Live) -> None:
    drawn = set(re.findall(r'moduleType:"trace",name:"(\w+)"', bundle()))
    assert {"scatter", "bar"} <= drawn
    six = live.answer(Query(release=everything.selected[:6]))
    choices = [[(option.name, value) for value in option.values] for option in OPTIONS[slug]]
    for shown, chosen in itertools.product((everything, six), itertools.product(*choices)):
        figure = CHARTS[slug](shown, "light", **dict(chosen)).figure
        assert {trace.type for trace in figure.data} <= drawn
