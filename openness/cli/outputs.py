"""What is taken away as files: a chart, a report, everything frozen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from openness.cli.asking import ask, query_pairs
from openness.cli.options import DATA, FILE, FOLDER, OUT_FILE, query_options
from openness.cli.writing import write
from openness.core.errors import nearest
from openness.core.paths import ROOT


@click.command(
    short_help="Write a chart to a file.",
    epilog="""\b
Examples:
  python -m openness chart gap --out gap.svg
  python -m openness chart gap --out gap.png --scale 4       for print
  python -m openness chart vendors --query "rubric=g7-2026&country=FR" --out vendors.html
  python -m openness chart gap --out card.png --shape social  1200 × 628, for link previews
  python -m openness chart gap --out gap.png --shape document 16:9, for a text or a slide
  python -m openness chart gap --out gap.csv                 the numbers; .json has the figure too

\b
The ending of FILE decides. Pictures are drawn by Chrome or Chromium (BROWSER_PATH names one). An HTML
file has everything in it. Choices of a chart go into --query, as in its address.""",
)
@click.argument("slug", metavar="SLUG")
@query_options
@OUT_FILE
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--width", type=click.IntRange(300, 2400), default=900, show_default=True, help="Pixels.")
@click.option("--scale", type=click.IntRange(1, 4), default=2, show_default=True, help="PNG pixels for each of them.")
@click.option(
    "--shape", "--size", type=click.Choice(["social", "document"]), help="A shape that decides width and scale."
)
def chart(slug: str, out: Path, theme: str, width: int, scale: int, shape: str | None, **query: Any) -> None:
    """Write a chart to a file: SVG, PNG, HTML, JSON or CSV.

    SLUG is the chart's name in addresses.
    """
    from openness.charts import CHARTS, OPTIONS
    from openness.charts.kit.options import chosen
    from openness.charts.kit.palette import as_theme
    from openness.publish import chrome
    from openness.publish.addresses import CHART_FORMATS
    from openness.publish.chart_file import chart_file
    from openness.publish.picture_layout import Look
    from openness.publish.pictures import FORMATS, draw

    form = out.suffix.removeprefix(".").lower()
    _check_slug(slug)
    if form not in CHART_FORMATS:
        raise click.UsageError(f"--out ends in none of: {', '.join('.' + name for name in CHART_FORMATS)}.")
    answer = ask(**query, also=OPTIONS[slug])
    options = chosen(OPTIONS[slug], query_pairs(query["text"], OPTIONS[slug]))
    drawn = CHARTS[slug](answer, theme, **options)
    if form in FORMATS:
        write(out, draw(drawn, form, Look(as_theme(theme), width, scale, shape or ""), chrome.Chrome()))
    else:
        write(out, chart_file(answer, drawn, options, form, theme))


@click.command(
    short_help="Write a report: HTML to read and print, or a Word file to edit.",
    epilog="""\b
Examples:
  python -m openness report --out report.html
  python -m openness report --out report.docx --query "rubric=g7-2026&country=FR"
  python -m openness report --out three.docx --sections releases,comparison,method \\
      --query "release=olmo-2&release=llama-3.1&release=apertus"
  python -m openness report --out all.html --sections all --tables
  python -m openness report --out answers.html --sections questions
  python -m openness report --out then.html --as-of 2024-12-31

\b
The ending of FILE decides. Sections: brief, headline, questions, gap, vendors, time, definitions,
comparison, releases, method, evidence; without --sections brief (everything on one page), headline,
gap, vendors, time and method. Charts are drawn by Chrome or Chromium (BROWSER_PATH names one);
without one the report has its tables and says so.""",
)
@query_options
@click.option("--out", metavar="FILE", type=FILE, required=True, help="FILE.html or FILE.docx; written whole or not.")
@click.option("--sections", "chosen", metavar="A,B", default="", help="What it holds; `all` for everything.")
@click.option("--tables", is_flag=True, help="With the long tables of its charts, at the end.")
def report(out: Path, chosen: str, tables: bool, **query: Any) -> None:
    """Write a report about the selected releases: findings, charts, tables, method, references."""
    from openness.core.tables import write_whole
    from openness.publish import chrome
    from openness.report import build
    from openness.report.sections import SECTIONS

    form = out.suffix.removeprefix(".").casefold()
    if form not in build.FORMATS:
        raise click.UsageError(f"--out {out.name}: write to a file that ends in .html or .docx")
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    try:
        wanted = build.wanted(list(SECTIONS) if names == ["all"] else names, form, tables=tables)
    except build.ReportError as error:
        raise click.UsageError(str(error)) from error
    answer = ask(**query)
    watched = sys.stderr.isatty()

    def tell(done: float, what: str) -> None:
        if watched:
            click.echo(f"{done:4.0%} {what}", err=True)

    document = build.compose(answer, wanted, painter=chrome.Chrome(), progress=tell)
    for reason in build.missing(document):
        click.echo(reason, err=True)
    write_whole(out, build.render(document, wanted.form))


@click.command(
    short_help="Freeze all charts, tables and definitions in a folder.",
    epilog="""\b
Examples:
  python -m openness freeze --out archive
  python -m openness freeze --out archive --rubric osaid-1.0 --no-pictures
  python -m http.server --directory archive          any static host will do

\b
Each definition gets the folder v/<fingerprint>/, which never changes: cite it. Freeze again into the
same folder when the data have changed, and the earlier versions stay. A server that finds the folder
(archive/, or what OPENNESS_ARCHIVE names) answers /v/<fingerprint>/… from it.""",
)
@click.option("--out", metavar="DIR", type=FOLDER, required=True, help="The folder; earlier versions in it stay.")
@DATA
@click.option("--rubric", "rubrics", metavar="ID", multiple=True, help="Only this definition; may be repeated.")
@click.option("--chart", "charts", metavar="SLUG", multiple=True, help="Only this chart; may be repeated.")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Whether to draw pictures.")
def freeze(out: Path, data: Path, rubrics: tuple[str, ...], charts: tuple[str, ...], pictures: bool) -> None:
    """Freeze every chart, table and definition, with checksums, in a folder that any web host can serve."""
    from openness.facts.package import load_package
    from openness.publish import chrome
    from openness.publish.archive import freeze as write_archive

    for slug in charts:
        _check_slug(slug)
    done = write_archive(
        out,
        root=ROOT,
        package=load_package(data),
        rubrics=rubrics,
        charts=charts,
        painter=chrome.Chrome() if pictures else None,
        say=lambda text: click.echo(text, err=True),
    )
    for rubric, fingerprint in done.versions.items():
        click.echo(f"{out}/v/{fingerprint}  {rubric}")
    click.echo(f"{done.files} files")


def _check_slug(slug: str) -> None:
    from openness.charts import CHARTS

    if slug not in CHARTS:
        raise click.UsageError(f"there is no chart '{slug}'; {nearest(slug, CHARTS)}")
