"""The page for those who read no other: its numbers are worked out again here, from the files that anybody has."""

from __future__ import annotations

import io

import docx
import pandas as pd
import pytest

from openness.core.tables import to_csv
from openness.facts.countries import GROUPS, country_name
from openness.facts.package import Package
from openness.findings.headline import CALLED_OPEN
from openness.publish.files import scores
from openness.query.grammar import Query
from openness.questions.answers import answered
from openness.questions.load import questions
from openness.report.brief import FIVE, NAMED, brief
from openness.report.build import make
from openness.report.document import BRIEF, Block, Bullets, Heading, Paragraph, plain_text
from openness.report.sections import DEFAULT, SECTIONS
from openness.scoring.answer import Answer, answer
from tests.report.test_documents import Painter, words

RUBRICS = ("", "g7-2026", "mof-1.0")


def said_of(blocks: list[Block]) -> dict[str, list[str]]:
    """What stands below each heading; the findings have none."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            heading = block.text
            found[heading] = []
        elif isinstance(block, Bullets):
            found[heading] += [plain_text(item) for item in block.items]
        elif isinstance(block, Paragraph):
            found[heading].append(plain_text(block.parts))
    return found


def table_of(shown: Answer) -> pd.DataFrame:
    """The scores as their file has them, with what the package says of release and vendor."""
    table = pd.read_csv(io.StringIO(to_csv(scores(shown))), keep_default_na=False)
    releases = shown.package.releases[["release", "claim"]]
    vendors = shown.package.vendors[["vendor", "name", "country"]].rename(columns={"name": "vendor_name"})
    return table.merge(releases, on="release").merge(vendors, on="vendor")


@pytest.fixture(params=RUBRICS)
def shown(request: pytest.FixtureRequest, package: Package) -> Answer:
    return answer(package, Query(rubric=request.param))


def test_findings_are_the_answers_of_the_questions(shown: Answer) -> None:
    titles = {question.finding: question.title for question in questions()}
    expected = [f"{titles[finding]} {answered(shown, finding).answer}" for finding in FIVE if finding in titles]

    assert len(expected) >= 4
    assert said_of(brief(shown))[""] == expected


def test_those_who_get_there_are_named_with_vendor_and_country_and_counted(shown: Answer) -> None:
    table = table_of(shown)
    goal = shown.scores.verdict_ids[shown.rubric.goal]
    better = list(shown.scores.verdict_ids[: shown.rubric.goal + 1])
    assert goal in better
    there = table[table["verdict"].isin(better)]
    said = " ".join(said_of(brief(shown))["Who gets there"])

    assert said.startswith(f"Of {len(table)} releases, {len(there)} " if len(there) else "No release here is shown to ")
    for _, row in there.sort_values("released", ascending=False).head(NAMED).iterrows():
        name = row["name"].removeprefix("'")
        assert f"{name} ({row['vendor_name']}, {country_name(row['country'])})" in said
    assert said.count(";") >= min(len(there), NAMED) - 1


def test_european_releases_are_counted_by_the_country_of_their_vendors(shown: Answer) -> None:
    table = table_of(shown)
    better = shown.scores.verdict_ids[: shown.rubric.goal + 1]
    area, union = (table[table["country"].isin(GROUPS[group].members)] for group in ("EEA", "EU"))
    said = " ".join(said_of(brief(shown))["In Europe"])

    assert said.startswith(f"{len(area)} of {len(table)} releases are of vendors in the European Economic Area, ")
    assert f"{len(union)} of them in the European Union" in said
    there = area[area["verdict"].isin(better)]
    assert (f"Of these, {len(there)} " in said) == bool(len(there))
    assert ("None of these is shown to" in said) == (not len(there))
    assert all(name.removeprefix("'") in said for name in there["name"])


def test_exemption_is_counted_under_its_own_definition_whichever_is_in_force(shown: Answer, package: Package) -> None:
    exempt = answer(package, Query(rubric="eu-ai-act-53-2"))
    better, table = exempt.scores.verdict_ids[: exempt.rubric.goal + 1], table_of(exempt)
    groups = (table[table["claim"].isin(CALLED_OPEN)], table[table["country"].isin(GROUPS["EEA"].members)])
    said = " ".join(said_of(brief(shown))["Under the EU AI Act"])

    for group in groups:
        proven, failed = group["verdict"].isin(better).sum(), (~group["verdict_high"].isin(better)).sum()
        assert f"f {len(group)} releases" in said
        assert f", {proven} " in said
        assert f", {failed} do not, and {len(group) - proven - failed} cannot be told" in said
    assert said.endswith("This is not legal advice.")


def test_how_sure_it_is_gives_range_coverage_and_what_cannot_be_told(shown: Answer) -> None:
    table = table_of(shown)
    better = shown.scores.verdict_ids[: shown.rubric.goal + 1]
    open_ended = table["verdict_high"].isin(better) & ~table["verdict"].isin(better)
    said = said_of(brief(shown))["How sure this is"]

    assert any(text.startswith(f"For {open_ended.sum()} of {len(table)} releases (") for text in said)
    few = (~table["ranked"]).sum()
    assert any(f"; {few} have less than" in text for text in said)
    gap = next(text for text in said if text.startswith("The median gap of"))
    counted = table[(table["weights_coverage"] >= shown.rubric.ranked_from) & (table["training_coverage"] >= 0.65)]
    assert f"of {counted['gap'].median():.0f} points" in gap
    assert f"from {counted['gap_low'].median():.0f} to " in gap


def test_what_is_not_checked_is_said(package: Package) -> None:
    said = said_of(brief(answer(package, Query(rubric="eu-ai-act-53-2"))))["How sure this is"]
    assert any(text.startswith("Not checked and taken to hold") for text in said)


def test_more_than_a_dozen_are_the_newest_and_the_rest_is_counted(package: Package) -> None:
    shown = answer(package, Query(rubric="ntia-2024"))
    table = table_of(shown)
    there = table[table["verdict"].isin(shown.scores.verdict_ids[: shown.rubric.goal + 1])]
    said = " ".join(said_of(brief(shown))["Who gets there"])

    assert len(there) > NAMED
    days = there["released"].sort_values(ascending=False).tolist()
    named = there[
        [f"{name} ({vendor}" in said for name, vendor in zip(there["name"], there["vendor_name"], strict=True)]
    ]
    assert len(named) == NAMED
    assert sorted(named["released"], reverse=True) == days[:NAMED]
    assert said.endswith(f"; and {len(there) - NAMED} older.")


def test_nobody_in_europe_and_nobody_there_is_said_as_it_is(package: Package) -> None:
    said = said_of(brief(answer(package, Query(country=("US",), rubric="mof-1.0"))))

    assert said["In Europe"] == ["None of the releases here is of a vendor in the European Economic Area."]
    assert "No release here is shown to" in said["Who gets there"][0]


def test_a_report_begins_with_it_in_both_formats(package: Package) -> None:
    shown = answer(package, Query(country=("FR",)))
    assert DEFAULT[0] == BRIEF
    texts = [text for texts in said_of(brief(shown)).values() for text in texts]

    page = words(make(shown, [BRIEF, "questions"], painter=Painter()))
    file = docx.Document(io.BytesIO(make(shown, [BRIEF, "questions"], "docx", painter=Painter())))
    written = " ".join(" ".join(part.text.split()) for part in file.paragraphs)
    for text in texts:
        assert " ".join(text.split()) in page
        assert " ".join(text.split()) in written
    heads = [part for part in file.paragraphs if part.style.name == "Heading 1"]
    assert [(part.text, bool(part.paragraph_format.page_break_before)) for part in heads] == [
        (SECTIONS[BRIEF].title, False),
        (SECTIONS["questions"].title, True),
        ("References", False),
    ]
