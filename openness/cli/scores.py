"""What a definition says of releases: their scores, how each is judged, what dated changes did to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from openness.cli.asking import ask, find_release
from openness.cli.options import format_option, query_options, table_options
from openness.cli.writing import tell, write, write_table


@click.command(
    epilog="""\b
Examples:
  python -m openness score | head                            the default definition
  python -m openness score --rubric mof-1.0 --format json    another one, with metadata
  python -m openness score --rubric my-rubric.yaml --out scores.csv
  python -m openness score --as-of 2024-12-31                as the world stood then
  python -m openness score --sources osai-index --rubric osai-index-2026
  python -m openness score --query "kind=company&from=2025&weight.data-information=2"
  python -m openness score --fields release,verdict,training_openness --format json
  python -m openness score --evidence hub/ --engine dask --format parquet --out scores/

\b
Columns: score is low, what is proven; high counts what is unknown as open; coverage is the
share of the weight whose availability is settled; verdict is the best one proven, verdict_high
the best one not ruled out; failed and undetermined are the conditions of the best verdict that
fail or cannot be decided. Empty means none. A text that a spreadsheet would run as a formula
has an apostrophe before it.

\b
Evidence of millions of releases is read from Parquet files (docs/SCAN.md; the command evidence
writes them), and --out is the folder for the scores: CSV or Parquet in parts."""
)
@query_options
@click.option("--fields", metavar="A,B", default="", help="Only these columns, in this order.")
@click.option(
    "--evidence", metavar="PARQUET", type=click.Path(path_type=Path), help="Score this file or folder instead."
)
@click.option(
    "--engine",
    type=click.Choice(["memory", "dask"]),
    default="memory",
    show_default=True,
    help="Where --evidence is scored: in this process, or on a Dask cluster.",
)
@format_option("csv", "json", "parquet")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(allow_dash=True, path_type=Path),
    default=Path("-"),
    help="Write to a file, whole or not at all; with --evidence, the folder to make.",
)
def score(form: str, fields: str, evidence: Path | None, engine: str, out: Path, **query: Any) -> None:
    """Score releases under a definition, one row a release."""
    from openness.cli.scan import score_evidence
    from openness.publish.files import columns_asked, scores_file
    from openness.query.edits import QueryError

    try:
        columns = columns_asked([fields])
    except QueryError as error:
        raise click.UsageError(f"--fields: {error}") from error
    if evidence is not None:
        score_evidence(evidence, engine, form, columns, out, query)
        return
    if engine == "dask" or form == "parquet":
        raise click.UsageError("--engine dask and --format parquet go with --evidence PARQUET.")
    write(out, scores_file(ask(**query), form, columns))


@click.command(
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
@table_options
def changes(form: str, out: Path, **query: Any) -> None:
    """List every dated change of a component or licence, and what it did to the verdict."""
    from openness.findings.effects import changes_table

    answer = ask(**query)
    write_table(out, form, "changes", changes_table(answer), answer)


@click.command(
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
@format_option("text", "json")
def explain(releases: tuple[str, ...], form: str, **query: Any) -> None:
    """Show how a release is judged: each criterion with its facts, addresses, credit and what is missing.

    RELEASE is an id or a name; several may follow each other.
    """
    from openness.cli.text import explanation_text
    from openness.scoring.explain import explain as explain_release

    answer = ask(**query)
    ids = [find_release(name, answer) for name in releases]
    found = [explain_release(answer.scores, answer.evidence, name) for name in ids]
    tell(found, explanation_text, form, answer)
