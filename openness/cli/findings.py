"""What follows from the scores: what a better verdict takes, how stable the ranking is, what to check next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from openness.cli.asking import ask, find_release
from openness.cli.options import format_option, query_options, table_options
from openness.cli.writing import tell, write, write_table
from openness.core.errors import nearest


@click.command(
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
@format_option("text", "csv", "json")
def remedy(releases: tuple[str, ...], verdict: str, most: int, form: str, **query: Any) -> None:
    """Show the smallest sets of openings, licence changes and facts that reach each better verdict.

    RELEASE is an id or a name; several may follow each other.
    """
    from openness.cli.remedy import remedies_text, to_frame
    from openness.core.tables import SCORE_DECIMALS, to_csv
    from openness.remedy.find import remedies

    answer = ask(**query)
    ids = [find_release(name, answer) for name in releases]
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
    tell(found, remedies_text, form, answer)


@click.command(
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
@table_options
def robustness(
    draws: int | None,
    seed: int | None,
    vary: str,
    weights: str,
    pair: tuple[str, str] | None,
    form: str,
    out: Path,
    **query: Any,
) -> None:
    """Show how stable the ranking is: where each release stands under thousands of drawn assumptions."""
    from openness.charts.assumed import assumptions
    from openness.core.tables import to_csv
    from openness.publish.files import to_json
    from openness.publish.robustness_file import document, pair_document, pair_text
    from openness.robustness.intervals import DRAWS, SEED
    from openness.robustness.intervals import robustness as run

    answer = ask(**query)
    first_second = [find_release(name, answer) for name in pair or ()]
    found = run(
        answer.scores,
        assumptions(vary, weights),
        draws=DRAWS if draws is None else draws,
        seed=SEED if seed is None else seed,
    )
    if first_second:
        made = pair_document(answer, found, *first_second)
        write(out, pair_text(answer, made) if form == "csv" else to_json(made))
        return
    write(out, to_csv(found.frame) if form == "csv" else to_json(document(answer, found)))


@click.command(
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
@table_options
def doubts(limit: int, form: str, out: Path, **query: Any) -> None:
    """List facts that contradict a rule or one another, then what is not known or weak, by what settling would move."""
    from openness.findings.doubts import doubts as find

    answer = ask(**query)
    found = find(answer)
    write_table(out, form, "doubts", found.head(limit) if limit else found, answer)
