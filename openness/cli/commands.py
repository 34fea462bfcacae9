"""The command line: `python -m openness`. Every command only shows what the library computes.

Exit codes: 0 done; 1 something was wrong with a file (each problem on a line of its own); 2 the command was not
understood. The heavy imports stand inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import click

from openness.core.errors import OpennessError, ProblemsError, nearest
from openness.core.paths import ROOT

if TYPE_CHECKING:
    import pandas as pd

    from openness.charts.kit.options import Option
    from openness.facts.package import Package
    from openness.importers.writer import Report
    from openness.rubric.model import Rubric
    from openness.scoring.answer import Answer

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)


class Commands(click.Group):
    """A group whose commands end in a sentence, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a problem with a file is exit code 1, one with what was asked for is 2."""
        from openness.query.edits import QueryError

        try:
            return super().invoke(ctx)
        except QueryError as error:
            raise click.UsageError(str(error)) from error
        except ProblemsError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            _count(len(error.problems))
            ctx.exit(1)
        except OpennessError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # click ends quietly
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Start here:
  python -m openness score               every release, by the default definition, as CSV
  python -m openness explain olmo-2      one release, with the page that states each fact
  python -m openness score --rubric g7-2026 --query "country=FR&from=2025"
  python -m openness validate            check data/ and every definition
  python -m openness COMMAND --help      more examples""",
)
def main() -> None:
    """How open are AI models, by whose definition, and how far do open weights run ahead of open training?"""


def query_options(command: F) -> F:
    """The options that say what to score: the same in every command."""
    options = [
        click.option("--rubric", metavar="ID|FILE", default="", help="Definition: id or YAML file."),
        click.option("--data", metavar="DIR", type=FOLDER, default=ROOT / "data", help="Data package.  [data/]"),
        click.option("--as-of", metavar="DATE", default="", help="As of 2025, 2025-03 or 2025-03-31."),
        click.option("--sources", metavar="A,B", default="", help="Only what these sources say."),
        click.option(
            "--query",
            metavar='"…"',
            default="",
            help="The part of a dashboard address after the question mark, or a whole address; options outrank it.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command(
    epilog="""\b
Examples:
  python -m openness score | head                            the default definition
  python -m openness score --rubric mof-1.0 --format json    another one, with metadata
  python -m openness score --rubric my-rubric.yaml --out scores.csv
  python -m openness score --as-of 2024-12-31                as the world stood then
  python -m openness score --sources osai-index --rubric osai-index-2026
  python -m openness score --query "kind=company&from=2025&weight.data-information=2"

\b
Columns: score is low, what is proven; high counts what is unknown as open; coverage is the
share of the weight whose availability is settled; verdict is the best one proven, verdict_high
the best one not ruled out; failed and undetermined are the conditions of the best verdict that
fail or cannot be decided. Empty means none. A text that a spreadsheet would run as a formula
has an apostrophe before it."""
)
@query_options
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--out", metavar="FILE", type=FILE, default=Path("-"), help="Write to a file, whole or not at all.")
def score(rubric: str, data: Path, as_of: str, sources: str, query: str, form: str, out: Path) -> None:
    """Score releases under a definition, one row a release."""
    from openness.scoring.scores import to_frame

    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    _write_table(out, form, "scores", to_frame(answer.scores, answer.evidence), answer)


@main.command(
    epilog="""\b
Examples:
  python -m openness changes | head                          every dated change, newest first
  python -m openness changes --rubric g7-2026 --out changes.csv
  python -m openness changes --query "vendor=mistral-ai"     one vendor's
  python -m openness changes --as-of 2024-12-31              up to a day

\b
Columns: before and after are availabilities, with the licence named then; verdict is the best one
proven the day before and the day of the change, verdict_high the best one not ruled out; effect
says what the change did to them: better, worse, score or none; together is how many components of
the release changed on that day, whose joint effect it is."""
)
@query_options
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--out", metavar="FILE", type=FILE, default=Path("-"), help="Write to a file, whole or not at all.")
def changes(rubric: str, data: Path, as_of: str, sources: str, query: str, form: str, out: Path) -> None:
    """List every dated change of a component or licence, and what it did to the verdict."""
    from openness.findings.effects import changes_table

    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    _write_table(out, form, "changes", changes_table(answer), answer)


@main.command(
    short_help="Show how a release is judged, down to the facts.",
    epilog="""\b
Examples:
  python -m openness explain olmo-2
  python -m openness explain llama-3.1 mistral-7b | less
  python -m openness explain olmo-2 --rubric g7-2026
  python -m openness explain mpt-7b --as-of 2024-01-01
  python -m openness explain olmo-2 --format json""",
)
@click.argument("releases", metavar="RELEASE…", nargs=-1, required=True)
@query_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(
    releases: tuple[str, ...], rubric: str, data: Path, as_of: str, sources: str, query: str, form: str
) -> None:
    """Show how a release is judged: each criterion with its facts, addresses, credit and what is missing.

    RELEASE is an id or a name; several may follow each other.
    """
    from openness.cli.text import explanation_text
    from openness.scoring.explain import explain as explain_release

    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    ids = [_find_release(name, answer) for name in releases]
    found = [explain_release(answer.scores, answer.evidence, name) for name in ids]
    _tell(found, explanation_text, form, answer)


@main.command(
    short_help="Show what it takes to reach each better verdict.",
    epilog="""\b
Examples:
  python -m openness remedy llama-4
  python -m openness remedy olmo-2 --rubric g7-2026
  python -m openness remedy llama-4 --verdict open-weights
  python -m openness remedy "Qwen3" --rubric open-training --most 3
  python -m openness remedy llama-4 gemma-3 --format csv > steps.csv
  python -m openness remedy olmo-2 --format json

\b
A step is one thing about one component. "open" and "relicense" are acts of the vendor; "establish" is
a fact that nobody has recorded yet. Every set listed reaches the verdict, no smaller one does, and
`sets` counts all of that size. What a score asks for is given as if opened all the way.""",
)
@click.argument("releases", metavar="RELEASE…", nargs=-1, required=True)
@query_options
@click.option("--verdict", metavar="ID", default="", help="Only what it takes to reach this verdict.")
@click.option(
    "--most", metavar="N", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Sets to list."
)
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
def remedy(
    releases: tuple[str, ...],
    rubric: str,
    data: Path,
    as_of: str,
    sources: str,
    query: str,
    verdict: str,
    most: int,
    form: str,
) -> None:
    """Show the smallest sets of openings, licence changes and facts that reach each better verdict.

    RELEASE is an id or a name; several may follow each other.
    """
    from openness.cli.remedy import remedies_text, to_frame
    from openness.core.tables import SCORE_DECIMALS, to_csv
    from openness.remedy.find import remedies

    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    ids = [_find_release(name, answer) for name in releases]
    known = [one.id for one in answer.rubric.verdicts]
    if verdict and verdict not in known:
        raise click.UsageError(f"'{answer.rubric.id}' has no verdict '{verdict}' to reach; {nearest(verdict, known)}")
    scores = answer.scores
    found = remedies(
        scores.subset([scores.index(name) for name in ids]), answer.evidence, most=most, verdict=verdict or None
    )
    if form == "csv":
        click.echo(to_csv(to_frame(found), SCORE_DECIMALS), nl=False)
        return
    _tell(found, remedies_text, form, answer)


@main.command(
    short_help="Write a chart to a file.",
    epilog="""\b
Examples:
  python -m openness chart gap --out gap.svg
  python -m openness chart gap --out gap.png --scale 4       for print
  python -m openness chart vendors --query "rubric=g7-2026&country=FR" --out vendors.html
  python -m openness chart gap --out card.png --size social  1200 × 628, for link previews
  python -m openness chart gap --out gap.png --size document 16:9, for a text or a slide
  python -m openness chart gap --out gap.csv                 the numbers; .json has the figure too

\b
The ending of FILE decides. Pictures are drawn by Chrome or Chromium (BROWSER_PATH names one). An HTML
file has everything in it. Choices of a chart go into --query, as in its address.""",
)
@click.argument("slug", metavar="SLUG")
@query_options
@click.option("--out", metavar="FILE", type=FILE, required=True, help="Where to write it, whole or not at all.")
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--width", type=click.IntRange(300, 2400), default=900, show_default=True, help="Pixels.")
@click.option("--scale", type=click.IntRange(1, 4), default=2, show_default=True, help="PNG pixels for each of them.")
@click.option("--size", type=click.Choice(["social", "document"]), help="A size that decides width and scale.")
def chart(
    slug: str,
    rubric: str,
    data: Path,
    as_of: str,
    sources: str,
    query: str,
    out: Path,
    theme: str,
    width: int,
    scale: int,
    size: str | None,
) -> None:
    """Write a chart to a file: SVG, PNG, HTML, JSON or CSV.

    SLUG is the chart's name in addresses.
    """
    from openness.charts import CHARTS, OPTIONS
    from openness.charts.kit.options import chosen
    from openness.charts.kit.palette import as_theme
    from openness.publish.addresses import CHART_FORMATS
    from openness.publish.chart_file import chart_file
    from openness.publish.picture_layout import Look

    form = out.suffix.removeprefix(".").lower()
    if slug not in CHARTS:
        raise click.UsageError(f"there is no chart '{slug}'; {nearest(slug, CHARTS)}")
    if form not in CHART_FORMATS:
        raise click.UsageError(f"--out ends in none of: {', '.join('.' + name for name in CHART_FORMATS)}.")
    answer = _ask(data, rubric, query, tuple(option.name for option in OPTIONS[slug]), as_of=as_of, sources=sources)
    options = chosen(OPTIONS[slug], _query_pairs(query, OPTIONS[slug]))
    drawn = CHARTS[slug](answer, theme, **options)
    _write(out, chart_file(answer, drawn, options, form, Look(as_theme(theme), width, scale, size or "")))


@main.command(
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
@click.option("--data", metavar="DIR", type=FOLDER, default=ROOT / "data", help="Data package.  [data/]")
@click.option("--rubric", "rubrics", metavar="ID", multiple=True, help="Only this definition; may be repeated.")
@click.option("--chart", "charts", metavar="SLUG", multiple=True, help="Only this chart; may be repeated.")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Whether to draw pictures.")
def freeze(out: Path, data: Path, rubrics: tuple[str, ...], charts: tuple[str, ...], pictures: bool) -> None:
    """Freeze every chart, table and definition, with checksums, in a folder that any web host can serve."""
    from openness.charts import CHARTS
    from openness.facts.package import load_package
    from openness.publish.archive import freeze as write_archive

    for slug in charts:
        if slug not in CHARTS:
            raise click.UsageError(f"there is no chart '{slug}'; {nearest(slug, CHARTS)}")
    done = write_archive(
        out,
        root=ROOT,
        package=load_package(data),
        rubrics=rubrics,
        charts=charts,
        pictures=pictures,
        say=lambda text: click.echo(text, err=True),
    )
    for rubric, fingerprint in done.versions.items():
        click.echo(f"{out}/v/{fingerprint}  {rubric}")
    click.echo(f"{done.files} files")


@main.command(
    short_help="Write a report: HTML to read and print, or a Word file to edit.",
    epilog="""\b
Examples:
  python -m openness report --out report.html
  python -m openness report --out report.docx --query "rubric=g7-2026&country=FR"
  python -m openness report --out three.docx --sections releases,comparison,method \\
      --query "release=olmo-2&release=llama-3.1&release=apertus"
  python -m openness report --out all.html --sections all
  python -m openness report --out then.html --as-of 2024-12-31

\b
The ending of FILE decides. Sections: headline, gap, vendors, time, definitions, comparison,
releases, method, evidence; without --sections the first four and the method. Charts are drawn by
Chrome or Chromium (BROWSER_PATH names one); without one the report has its tables and says so.""",
)
@query_options
@click.option("--out", metavar="FILE", type=FILE, required=True, help="FILE.html or FILE.docx; written whole or not.")
@click.option("--sections", "chosen", metavar="A,B", default="", help="What it holds; `all` for everything.")
def report(rubric: str, data: Path, as_of: str, sources: str, query: str, out: Path, chosen: str) -> None:
    """Write a report about the selected releases: findings, charts, tables, method, references."""
    from openness.core.tables import write_whole
    from openness.report import build
    from openness.report.sections import SECTIONS

    form = out.suffix.removeprefix(".").casefold()
    if form not in build.FORMATS:
        raise click.UsageError(f"--out {out.name}: write to a file that ends in .html or .docx")
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    try:
        ask = build.wanted(list(SECTIONS) if names == ["all"] else names, form)
    except build.ReportError as error:
        raise click.UsageError(str(error)) from error
    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    watched = sys.stderr.isatty()

    def tell(done: float, what: str) -> None:
        if watched:
            click.echo(f"{done:4.0%} {what}", err=True)

    document = build.compose(answer, ask, progress=tell)
    for reason in build.missing(document):
        click.echo(reason, err=True)
    write_whole(out, build.render(document, ask.form))


@main.command(
    short_help="Show how stable the ranking is.",
    epilog="""\b
Examples:
  python -m openness robustness | head                       10,000 trials of everything
  python -m openness robustness --vary weights --weights anew
  python -m openness robustness --draws 1000 --seed 7 --query "kind=company"
  python -m openness robustness --rubric g7-2026 --format json --out ranks.json
  python -m openness robustness --pair olmo-2 apertus        how often, and what would swap them

\b
Columns: rank is the one under the definition as it is, ties at their mean; median_rank, rank_5
and rank_95 are those of the trials; top_ten is the share of the trials with rank 10 or better;
tier is the group, within which no release ranks above another in 95% of the trials. Releases with
too little recorded are not ranked. JSON also has what was varied and how, and who was left out.""",
)
@query_options
@click.option("--draws", type=int, default=None, help="How many trials, up to 100,000.  [10000]")
@click.option("--seed", type=int, default=None, help="The same seed gives the same trials.  [20261122]")
@click.option(
    "--vary",
    type=click.Choice(["all", "weights", "worth", "unknown", "criterion"]),
    default="all",
    show_default=True,
    help="Everything, or one kind of assumption while the others stay as they are.",
)
@click.option(
    "--weights",
    type=click.Choice(["shifted", "anew"]),
    default="shifted",
    show_default=True,
    help="Each weight by a quarter either way, or all at random.",
)
@click.option("--pair", metavar="A B", nargs=2, default=None, help="Two releases: which ranks higher, and how often.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--out", metavar="FILE", type=FILE, default=Path("-"), help="Write to a file, whole or not at all.")
def robustness(
    rubric: str,
    data: Path,
    as_of: str,
    sources: str,
    query: str,
    draws: int | None,
    seed: int | None,
    vary: str,
    weights: str,
    pair: tuple[str, str] | None,
    form: str,
    out: Path,
) -> None:
    """Show how stable the ranking is: where each release stands under thousands of drawn assumptions."""
    from openness.charts.assumed import assumptions
    from openness.core.tables import to_csv
    from openness.publish.files import to_json
    from openness.publish.robustness_file import document, pair_document, pair_text
    from openness.robustness.intervals import DRAWS, SEED
    from openness.robustness.intervals import robustness as run

    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    first_second = [_find_release(name, answer) for name in pair or ()]
    found = run(
        answer.scores,
        assumptions(vary, weights),
        draws=DRAWS if draws is None else draws,
        seed=SEED if seed is None else seed,
    )
    if first_second:
        made = pair_document(answer, found, *first_second)
        _write(out, pair_text(answer, made) if form == "csv" else to_json(made))
        return
    _write(out, to_csv(found.frame) if form == "csv" else to_json(document(answer, found)))


@main.command(
    short_help="List what to check next.",
    epilog="""\b
Examples:
  python -m openness doubts                              contradictions, then what would move most
  python -m openness doubts --limit 20 --query "vendor=google"
  python -m openness doubts --limit 0 --rubric g7-2026 --out doubts.csv

\b
Columns: kind is the rule that is broken, or unknown, unsettled, licence (none is recorded) or weak (an
index alone, low confidence, an old reading). For these: verdicts is how many verdicts of the definition
could get another answer, points how far the score lies apart between closed and open, reach the band of
the release's use (1 where none is recorded), and value = (verdicts + points / 100) x reach, times the
measured error rate where the fact is merely weak. line is a line for evidence/curated.csv, as it stands
now: correct it, give the page that states it, append it.""",
)
@query_options
@click.option("--limit", metavar="N", type=click.IntRange(0), default=100, show_default=True, help="Rows; 0 for all.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--out", metavar="FILE", type=FILE, default=Path("-"), help="Write to a file, whole or not at all.")
def doubts(rubric: str, data: Path, as_of: str, sources: str, query: str, limit: int, form: str, out: Path) -> None:
    """List facts that contradict a rule or one another, then what is not known or weak, by what settling would move."""
    from openness.findings.doubts import doubts as find

    answer = _ask(data, rubric, query, as_of=as_of, sources=sources)
    found = find(answer)
    _write_table(out, form, "doubts", found.head(limit) if limit else found, answer)


@main.group()
def audit() -> None:
    """Draw facts by chance for somebody else to check, and rate what was checked."""


DATA = click.option("--data", metavar="DIR", type=FOLDER, default=ROOT / "data", help="Data package.  [data/]")


@audit.command(
    "draw",
    epilog="""\b
Examples:
  python -m openness audit draw --n 60 --seed 2027 --out sheet.csv

\b
The sample is stratified: how a fact came to us (read first-hand, looked up in a library, taken from the
base, an index alone) by group of component, in proportion, and at least one of each. Fill in verdict
(right, arguable, wrong-by-evidence, wrong-by-guide, not-checkable), right_value and why where it is not
right, url (the page that decides), checked (the day) and by (who, and what that reader has to do with the
facts). The levels are those of data/GUIDE.md.""",
)
@DATA
@click.option("--n", "number", metavar="N", type=click.IntRange(1), default=60, show_default=True, help="Facts.")
@click.option("--seed", metavar="S", type=click.IntRange(0), required=True, help="The same seed draws the same facts.")
@click.option("--out", metavar="FILE", type=FILE, required=True, help="Where to write it, whole or not at all.")
def audit_draw(data: Path, number: int, seed: int, out: Path) -> None:
    """Draw a stratified sample of the facts that count, as a sheet to fill in."""
    from openness.core.tables import to_csv
    from openness.facts.audits import draw
    from openness.facts.package import load_package

    sheet = draw(load_package(data), number, seed)
    _write(out, to_csv(sheet))
    click.echo(f"{len(sheet)} facts drawn", err=True)


@audit.command(
    "rate",
    epilog="""\b
Examples:
  python -m openness audit rate sheet.csv
  python -m openness audit rate data/audits/2026-11-index.csv

\b
Columns: counting is how many facts of that source and kind count today; of those checked, checkable
leaves out what could not be checked; wrong is found untrue or on another level under the guide, untrue
only the former; rate is wrong / checkable, low and high its 95 % Wilson interval. The last row weighs
each stratum by its share of the facts that count. Nothing is rated while a cell of the sheet is wrong.""",
)
@click.argument("sheet", metavar="FILE.csv", type=FILE)
@DATA
def audit_rate(sheet: Path, data: Path) -> None:
    """Rate a sheet that somebody has filled in: error rates by source, and of all facts, weighted."""
    from openness.core.tables import to_csv
    from openness.facts.audits import rates, read_sheet
    from openness.facts.package import load_package

    package = load_package(data)
    click.echo(to_csv(rates(package, read_sheet(sheet, package))), nl=False)


@main.command(
    short_help="Check a data package and definitions.",
    epilog="""\b
Examples:
  python -m openness validate                          data/, rubric.yaml and all of rubrics/
  python -m openness validate --rubric my-rubric.yaml  a definition of your own
  python -m openness validate --data my-package        a data package of your own
  python -m openness validate | grep rubrics/          problems go to standard output, one a line

Exit code 0 when there is no problem, 1 when there is one.""",
)
@click.option("--rubric", "rubrics", metavar="ID|FILE", multiple=True, help="Only this definition; may be repeated.")
@click.option("--data", metavar="DIR", type=FOLDER, default=ROOT / "data", help="Data package.  [data/]")
def validate(rubrics: tuple[str, ...], data: Path) -> None:
    """Check a data package and definitions, and list every problem as file:line: what; got; hint."""
    from openness.cli.validation import validate as check

    found = check(data, [_rubric_path(name) for name in rubrics] or None, ROOT)
    for problem in found.problems:
        click.echo(str(problem))
    if found.problems:
        _count(len(found.problems))
        sys.exit(1)
    click.echo(found.summary)


@main.group("import")
def import_() -> None:
    """Make a data package from an upstream folder.

    Ids are the upstream's own. What is not understood is listed with its file and line, the rest is imported, and
    the exit code is then 1.
    """


@import_.command(
    "osai-index",
    epilog="""\b
Examples:
  python -m openness import osai-index main-database --out osai
  python -m openness score --data osai --rubric osai-index-2026
  python -m openness import osai-index main-database --history history.csv --out osai
  python -m openness import osai-index main-database --history history.csv \\
      --recorded-by 2026-03-12 --out edition""",
)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--history", metavar="FILE", type=FILE, help="Earlier versions of the files, as one table.")
@click.option("--recorded-by", metavar="DATE", help="Rebuild the index as it stood on that day (needs --history).")
@click.option("--out", metavar="DIR", type=FOLDER, required=True, help="The data package to write.")
def osai_index(folder: Path, history: Path | None, recorded_by: str | None, out: Path) -> None:
    """The European Open Source AI Index: a folder of one YAML file a system."""
    from openness.importers.osai_index import import_osai_index

    if recorded_by and not history:
        raise click.UsageError("--recorded-by needs --history: only the earlier versions say what was there before.")
    _report(import_osai_index(folder, out, history=history, recorded_by=recorded_by))


@import_.command(
    "mot",
    epilog="""\b
Examples:
  python -m openness import mot model_openness_tool/models --out mot
  python -m openness score --data mot --rubric mof-1.0""",
)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--out", metavar="DIR", type=FOLDER, required=True, help="The data package to write.")
def mot(folder: Path, out: Path) -> None:
    """The Model Openness Tool: a folder of one YAML file a model."""
    from openness.importers.mot import import_mot

    _report(import_mot(folder, out))


@import_.command(
    "fmti",
    epilog="""\b
Examples:
  python -m openness import fmti fmti --out transparency
  python -m openness import fmti fmti --out transparency && cat transparency/transparency.csv""",
)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--out", metavar="DIR", type=FOLDER, required=True, help="The data package to write.")
def fmti(folder: Path, out: Path) -> None:
    """The Foundation Model Transparency Index: a folder of its scores, one CSV file a round."""
    from openness.importers.fmti import import_fmti

    _report(import_fmti(folder, out))


def _report(report: Report) -> None:
    for line in report.lines():
        click.echo(line)
    if report.exit_code:
        sys.exit(report.exit_code)


def _ask(data: Path, rubric: str, text: str, also: tuple[str, ...] = (), **options: str) -> Answer:
    """Answer what the options ask for. An option outranks the same parameter of `--query`; `also` may stand in it."""
    from openness.facts.package import load_package
    from openness.query.grammar import parse_strict
    from openness.rubric.carry import as_edits
    from openness.rubric.load import list_rubrics
    from openness.scoring.answer import answer, load_base

    package = load_package(data)
    known = list_rubrics(ROOT)
    base: Rubric | None = None
    if rubric and rubric not in known and _is_file(rubric):
        base, rubric = _load_rubric(Path(rubric), package), next(iter(known), "")
    given = {name: value for name, value in {"rubric": rubric, **options}.items() if value}
    pairs = [(name, value) for name, value in _query_pairs(text) if name not in given]
    query = parse_strict([*pairs, *given.items()], package, known, also=also)
    shown = answer(package, query, ROOT, base=base, strict=True)
    if base is None or base.id not in known:
        return shown
    # A file that was made from a published definition is an edited one, as it would be in an address.
    try:
        carried = as_edits(shown.rubric, {base.id: load_base(package, base.id, ROOT)}, base.id)
    except ProblemsError:  # the published one does not go with these data
        carried = None
    if carried is None:
        return shown
    named = "" if base.id == next(iter(known)) else base.id
    return answer(package, query.with_(rubric=named, edit=tuple(carried.edits.items())), ROOT, strict=True)


def _query_pairs(text: str, options: Iterable[Option] = ()) -> list[tuple[str, str]]:
    """The pairs of a query string. Of a whole address only our own: the rest belongs to the page it was copied from."""
    from openness.query.grammar import MAX_QUERY, PARAMETERS, SHORTHAND

    if len(text) > MAX_QUERY:
        raise click.UsageError(f"--query is longer than {MAX_QUERY:,} characters.")
    whole = "://" in text.partition("?")[0] or text.startswith("/")
    pairs = parse_qsl(urlsplit(text).query if whole else text.removeprefix("?"), keep_blank_values=True)
    if not whole:
        return pairs
    known = {*PARAMETERS, *(option.name for option in options)}
    return [(name, value) for name, value in pairs if name in known or name.partition(".")[0] in SHORTHAND]


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or "/" in name or Path(name).is_file()


def _rubric_path(name: str) -> Path:
    from openness.rubric.load import list_rubrics

    known = list_rubrics(ROOT)
    if name in known:
        return known[name]
    if _is_file(name):
        return Path(name)
    raise click.UsageError(f"there is no definition '{name}' here, nor a file of that name; {nearest(name, known)}")


def _load_rubric(path: Path, package: Package) -> Rubric:
    from openness.rubric.load import load_rubric

    return load_rubric(path, components=list(package.components["component"]))


def _find_release(name: str, answer: Answer) -> str:
    """The selected release that is meant, by its id or by its name, capitals or not."""
    selected = set(answer.selected)
    if name in selected:
        return name
    table = answer.package.releases
    ids, names = table["release"].tolist(), table["name"].tolist()
    folded = name.strip().casefold()
    meant = [i for i, called in zip(ids, names, strict=True) if folded in (i.casefold(), called.casefold())]
    if len(meant) == 1 and meant[0] in selected:
        return str(meant[0])
    if len(meant) > 1:
        raise click.UsageError(f"'{name}' is the name of several releases; one of: {', '.join(meant)}")
    if meant:
        raise click.UsageError(
            f"'{meant[0]}' is not among the {len(selected)} releases selected; look at --as-of and --query."
        )
    raise click.UsageError(f"there is no release '{name}' here; {_near(folded, ids, names)}")


def _near(name: str, ids: list[str], names: list[str]) -> str:
    """Which releases may have been meant: the ones whose name it is part of, else the nearest spelling."""
    parts = [
        i for i, called in zip(ids, names, strict=True) if name and (name in i.casefold() or name in called.casefold())
    ]
    if parts:
        return f"did you mean '{parts[0]}'?" if len(parts) == 1 else nearest("", parts)
    hint = nearest(name, [*ids, *names])
    return hint if hint.startswith("did") else "the command score lists them all"


def _tell(found: Sequence[T], text: Callable[[T, Answer, int], str], form: str, answer: Answer) -> None:
    """What was found of each release, as JSON or as text of the terminal's width."""
    from openness.core.tables import to_plain

    if form == "json":
        document = {"data": answer.package.title, "fingerprint": answer.fingerprint, "releases": to_plain(found)}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    click.echo("\n\n".join(text(one, answer, width) for one in found))


def _write_table(out: Path, form: str, name: str, table: pd.DataFrame, answer: Answer) -> None:
    """A table as CSV, or as JSON with what was asked and of which data."""
    from openness.core.tables import SCORE_DECIMALS, to_csv, to_records
    from openness.publish.files import about, to_json

    _write(
        out,
        to_csv(table, SCORE_DECIMALS)
        if form == "csv"
        else to_json({**about(answer), name: to_records(table, SCORE_DECIMALS)}),
    )


def _write(out: Path, content: str | bytes) -> None:
    from openness.core.tables import write_whole

    if str(out) == "-":
        click.echo(content, nl=False)
        return
    write_whole(out, content)


def _count(number: int) -> None:
    click.echo(f"{number} problem{'s' if number != 1 else ''}", err=True)
