"""The exemption of the EU AI Act beside a definition of openness: two questions whose answers can be opposites."""

from __future__ import annotations

from openness.charts.beside import crossed_chart
from openness.charts.kit.base import NO_RELEASE, Chart
from openness.core.wording import count
from openness.findings.beside import Beside, beside, opposites
from openness.findings.definitions import EU, definitions, unchecked_of
from openness.scoring.answer import Answer

SLUG = "exemption"
NAME = "The EU AI Act's exemption beside a definition"
PAGE = "definitions"
PART = (("part", "eu"),)


def exemption_pair(answer: Answer) -> Beside:
    """The chosen definition, or the default one where the exemption itself is chosen, beside the exemption."""
    found = definitions(answer)
    chosen = answer.base_rubric.id
    one = found.of(chosen if chosen != EU else next(name for name in found.ids if name != EU))
    return beside(one, found.of(EU))


def chart(answer: Answer, theme: str = "light") -> Chart:
    """Releases by their verdict under the definition and by whether the exemption of Article 53(2) would apply."""
    pair = exemption_pair(answer)
    title = _finding(pair)
    note = (
        f"{unchecked_of((pair.one, pair.other))} Undetermined means that facts are missing and nothing recorded "
        "rules it out. This is not legal advice."
    )
    alt, empty_alt = f"A grid of counts, verdicts down and exemption across. {title}.", f"An empty chart: {NO_RELEASE}."
    return crossed_chart(SLUG, answer, pair, theme, title=title, alt=alt, note=note, empty_alt=empty_alt)


def _finding(pair: Beside) -> str:
    lost, kept = opposites(pair)
    if len(lost) == 1:
        table = pair.other.table
        return f"{table['name'].iloc[0]}: {pair.other.rubric.title}, {table['verdict_words'].iloc[0]}"
    high, low = int(lost.sum()), int(kept.sum())
    title = pair.one.rubric.title
    return (
        f"{count(high, 'release')} near the top of {title} {'is' if high == 1 else 'are'} not exempt; {low:,} that "
        f"{'is' if low == 1 else 'are'} not near it may be"
    )
