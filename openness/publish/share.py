"""Ways to take a chart elsewhere: its address, codes to embed it, its picture, its numbers, and how to cite it.

Everything is made of the query and the options that are on the screen, in the one grammar of addresses, so that what is
copied shows what was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from openness.charts import NAMES
from openness.charts.kit.base import Chart
from openness.publish.addresses import chart_path, embed_code, page_path
from openness.publish.citation import LICENCE_SENTENCE, Citation, cite
from openness.publish.embed import page_height
from openness.scoring.answer import Answer

COLUMN = 680
"""Pixels of the column of text that an embed is most often put into; its script fits it to any other."""

PRINT_SCALE = "3"
"""Pixels of a picture for print to each of its 900: 2,700 across, enough for the width of a page at 300 dpi."""


@dataclass(frozen=True)
class Share:
    """One chart, ready to be taken elsewhere; every text can be pasted as it stands.

    Attributes:
        permalink: The page that shows it.
        live: HTML that embeds it; it follows the data.
        frozen: HTML that embeds exactly this data and definition, always.
        image: HTML of its picture.
        markdown: Markdown of its picture, with a link back.
        svg: Address of the picture as drawing.
        png: Address of the picture for a text file, sharp enough for print.
        document: Address of the same in a wide shape, for a text or a slide.
        csv: Address of its numbers.
        json: Address of its numbers with everything said about them.
        code: Program or language to the lines that load the numbers there.
        citation: How to cite it.
        licence: The right to use it.
    """

    permalink: str
    live: str
    frozen: str
    image: str
    markdown: str
    svg: str
    png: str
    document: str
    csv: str
    json: str
    code: dict[str, str]
    citation: Citation
    licence: str = LICENCE_SENTENCE


def share(base: str, answer: Answer, chart: Chart) -> Share:
    """Everything there is to take away.

    Args:
        base: Address of the folder that holds pages and files, without a slash at its end.
        answer: What the chart shows.
        chart: The chart, with its options.
    """
    options, query = dict(chart.options), answer.query

    def at(form: str, *, fingerprint: str = "", **look: str) -> str:
        return f"{base}/{chart_path(chart.slug, form, query, options, fingerprint=fingerprint, **look)}"

    permalink = f"{base}/{page_path(chart.slug, query, options)}"
    height = page_height(chart, COLUMN)
    csv = at("csv")
    return Share(
        permalink=permalink,
        # what a live chart finds changes, and the code stays where it was pasted: it says what the chart is called
        live=embed_code(base, at("html"), NAMES[chart.slug], height),
        frozen=embed_code(base, at("html", fingerprint=answer.fingerprint), chart.title, height),
        image=f'<img src="{escape(at("svg"))}" alt="{escape(chart.alt)}" style="max-width:100%;height:auto">',
        markdown=f"[![{_bracketed(chart.alt)}]({_round(at('png'))})]({_round(permalink)})",
        svg=at("svg"),
        png=at("png", scale=PRINT_SCALE),
        document=at("png", shape="document"),
        csv=csv,
        json=at("json"),
        code=snippets(csv, numbers=_numbers(chart.table)),
        citation=cite(chart.title, answer, key=chart.slug, url=at("html", fingerprint=answer.fingerprint)),
    )


def _numbers(table: pd.DataFrame) -> list[str]:
    """The columns that hold nothing but numbers."""
    return [
        str(name)
        for name in table.columns
        if (values := [value for value in table[name].tolist() if value is not None])
        and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)
    ]


def snippets(url: str, numbers: Sequence[str] = ()) -> dict[str, str]:
    """How to load a table from its address in Excel, a spreadsheet online, Python, R and Stata.

    Numbers arrive as numbers, and "NA" stays the text that it is: Namibia.

    Args:
        url: Address of the table.
        numbers: Its columns of numbers. Excel reads every column as text unless it is told, and numbers in the way of
            its own country unless it is told which one.

    >>> snippets("https://example.org/chart/gap.csv")["Google Sheets"]
    '=IMPORTDATA("https://example.org/chart/gap.csv")'
    """
    url = url.replace('"', "%22").replace("\\", "%5C").replace("$", "%24").replace("`", "%60").replace("'", "%27")
    typed = ", ".join('{"' + name.replace('"', '""') + '", type number}' for name in numbers)
    return {
        "Excel": (
            "let\n"
            f'    Source = Csv.Document(Web.Contents("{url}"),\n'
            '        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),\n'
            "    Table = Table.PromoteHeaders(Source),\n"
            f'    Typed = Table.TransformColumnTypes(Table, {{{typed}}}, "en-US")\n'
            "in\n"
            "    Typed"
        ),
        "Google Sheets": f'=IMPORTDATA("{url}")',
        "Python": (
            "import pandas as pd\n\n"
            f'table = pd.read_csv(\n    "{url}",\n    keep_default_na=False,\n    na_values=[""],\n)'
        ),
        "R": (f'table <- read.csv(\n  "{url}",\n  na.strings = "",\n  check.names = FALSE,\n  encoding = "UTF-8"\n)'),
        "Stata": f'import delimited "{url}", varnames(1) encoding("utf-8") clear',
    }


def _bracketed(text: str) -> str:
    """Text for between square brackets in Markdown."""
    return escape(text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("`", "\\`"), quote=False)


def _round(url: str) -> str:
    """An address for between round brackets in Markdown."""
    return url.replace("(", "%28").replace(")", "%29")
