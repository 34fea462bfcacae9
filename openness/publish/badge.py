"""A badge: a release's verdict in one line, as honest as the page it stands for."""

from __future__ import annotations

from xml.sax.saxutils import escape

from openness.charts.kit import palette
from openness.core.wording import upper_first
from openness.publish.picture_layout import FONTS, own_names, readable
from openness.publish.text_width import width
from openness.scoring.answer import Answer

_SIZE = 11
_PAD = 8
_LABEL = "#3b4249"


def badge(answer: Answer, release: str) -> str:
    """The verdict of a release as a small SVG: definition on the left, verdict in words on the right.

    An undetermined verdict is hatched and says what is proven and what is not ruled out, as everywhere. What a verdict
    takes to hold without facts is told in the title of the picture.

    Args:
        answer: an answer that has the release among its selected ones.
        release: its id.
    """
    row = answer.selected.index(release)
    scores, table = answer.scores, answer.table
    words = str(table["verdict_words"].iloc[row])
    if table["status"].iloc[row] == "not-enough-recorded":
        words += " (too little recorded)"
    words = upper_first(words)
    rubric = answer.definition
    colours = palette.verdict_colours(len(answer.rubric.verdict_titles))
    colour = colours[int(scores.verdict[row])]
    settled = scores.verdict[row] == scores.verdict_high[row]
    left, right = (round(width(text, _SIZE)) + 2 * _PAD for text in (rubric, words))
    # hatched: the verdict's own colour as strokes on white, and dark letters on a white ground between them
    fill, ink = (colour, palette.contrast_text(colour)) if settled else ("url(#undetermined)", palette.TEXT["light"])
    ground = "" if settled else f'<rect x="{left + 5}" y="3" width="{right - 10}" height="14" fill="#ffffff"/>'
    name, rubric, words = (escape(readable(text)) for text in (str(table["name"].iloc[row]), rubric, words))
    taken = table["assumed"].iloc[row].replace("|", "; ").rstrip(".")
    assumed = f" Taken to hold, no facts are held about it: {escape(readable(taken))}." if taken else ""
    size = f'width="{left + right}" height="20"'
    return own_names(f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title">
<title id="title">{name}, {rubric}: {words}.{assumed} Version code {answer.fingerprint}</title>
<defs><pattern id="undetermined" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="6" height="6" fill="#ffffff"/><rect width="2.4" height="6" fill="{colour}"/></pattern>
<clipPath id="round"><rect {size} rx="3"/></clipPath></defs>
<g clip-path="url(#round)"><rect width="{left}" height="20" fill="{_LABEL}"/>
<rect x="{left}" width="{right}" height="20" fill="{fill}"/>{ground}</g>
<g font-family="{FONTS}" font-size="{_SIZE}">
<text x="{_PAD}" y="14" fill="#ffffff">{rubric}</text>
<text x="{left + _PAD}" y="14" fill="{ink}">{words}</text></g>
</svg>
""")
