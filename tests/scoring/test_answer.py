"""One call answers a query: the right releases, the rubric in force, and one table that says it all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from openness.core.errors import ProblemsError
from openness.facts.package import Package
from openness.query.edits import QueryError
from openness.query.grammar import Query, parse
from openness.rubric.load import list_rubrics
from openness.scoring import scores
from openness.scoring.answer import Answer, answer, load_base, rubric_titles
from tests.factories import fact, package_of
from tests.shared import LIVE

RUBRIC = """\
id: {id}
title: {title}
publisher: Nobody
url: https://example.org/
version: "1"
about: Two questions.
credit: {{open: 1, gated: 0.75, partial: 0.5, closed: 0}}
terms: {{open: 1, restricted: 0.5, none: 0.5}}
ranked_from: 0.65
dimensions:
  code:
    title: Code
    weight: 1
    criteria:
      training-code:
        title: Training code
        evidence: training_code
        weight: 1
        side: training
  parameters:
    title: Parameters
    weight: 3
    criteria:
      weights:
        title: Weights
        evidence: {{any: [base_weights, enduser_weights]}}
        weight: 1
        side: weights
verdicts:
  - id: meets
    title: Meets it
    requires:
      training-code: {{availability: open}}
      weights: {{availability: open, terms: open}}
  - id: open-weights
    title: Open weights
    requires:
      weights: {{availability: open}}
otherwise: {{id: closed, title: Not open}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubric.yaml").write_text(RUBRIC.format(id="small", title="Small"))
    (tmp_path / "rubrics" / "other.yaml").write_text(RUBRIC.format(id="other", title="Other"))
    return tmp_path


def make_package() -> Package:
    return package_of(
        vendors=[
            {"vendor": "lab", "name": "The Lab", "country": "FR", "kind": "nonprofit"},
            {"vendor": "corp", "name": "Corp", "country": "US", "kind": "company"},
            {"vendor": "blank", "name": "Blank", "country": "", "kind": ""},
        ],
        releases=[
            {"release": "both", "vendor": "lab", "released": "2024-05-17", "claim": "fully-open"},
            {"release": "weights only", "vendor": "corp", "released": "2025-02", "claim": "open-source"},
            {"release": "picture", "vendor": "corp", "released": "2025-02-01", "modality": "image"},
            {"release": "undated", "vendor": "blank", "released": ""},
        ],
        facts=[
            fact("both", "training_code", "open", "MIT"),
            fact("both", "base_weights", "open", "Apache-2.0"),
            fact("weights only", "enduser_weights", "open", "Llama-3-Community", since="2025-02"),
            fact("weights only", "enduser_weights", "closed", since="2026-01-01"),
            fact("weights only", "training_code", "closed", source="mot"),
            fact("picture", "base_weights", "closed"),
        ],
    )


PACKAGE = make_package()


def ask(text: str, root: Path, **options: bool) -> Answer:
    query, notices = parse(text, PACKAGE, list_rubrics(root))
    assert notices == []
    return answer(PACKAGE, query, root, **options)


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("", ["both", "weights only", "picture", "undated"]),
        ("vendor=corp", ["weights only", "picture"]),
        ("country=FR,US", ["both", "weights only", "picture"]),
        ("kind=company&modality=image", ["picture"]),
        ("kind=nonprofit&country=US", []),
        ("from=2025", ["weights only", "picture"]),
        ("from=2025-02-01", ["weights only", "picture"]),
        ("from=2025-02-02", []),
        ("to=2024", ["both"]),
        ("to=2025-02", ["both", "weights only", "picture"]),
        ("from=2024-05-17&to=2024-05-17", ["both"]),
        ("as_of=2025-02-01", ["both", "weights only", "picture"]),
        ("as_of=2025-01-31", ["both"]),
        ("release=picture&release=both", ["picture", "both"]),
        ("release=picture,both&vendor=corp", ["picture"]),
        ("country=EU", ["both"]),
        ("country=Europe,US", ["both", "weights only", "picture"]),
        ("country=France", ["both"]),
        ("claim=fully-open,open-source", ["both", "weights only"]),
        ("q=the lab", ["both"]),
        ("q=corp picture", ["picture"]),
        ("mark=picture", ["both", "weights only", "picture", "undated"]),
        ("verdict=meets", ["both"]),
        ("verdict=Meets it", ["both"]),
        ("verdict=open-weights", ["both"]),
        ("verdict=open-weights&as_of=2025-06", ["both", "weights only"]),
        ("verdict=closed", ["both", "weights only", "picture", "undated"]),
        ("licence=Apache-2.0", ["both"]),
        ("licence=Llama-3-Community", []),
        ("licence=Llama-3-Community&as_of=2025-06", ["weights only"]),
        ("component=training_code:open", ["both"]),
        ("component=training_code:partial&component=base_weights:gated", ["both"]),
        ("component=training_code:open&component=enduser_weights:open", []),
    ],
)
def test_a_query_selects_what_it_says(text: str, selected: list[str], root: Path) -> None:
    found = ask(text, root)
    assert list(found.selected) == selected
    assert found.scores.releases == found.selected
    assert found.table["release"].tolist() == selected


def test_sizes_families_and_commercial_use_are_what_is_recorded(root: Path) -> None:
    terms = dict.fromkeys(("non_commercial", "field_of_use", "user_threshold", "permit"), "false")
    package = package_of(
        releases=[
            {"release": "small", "parameters_b": "7", "family": "a"},
            {"release": "large", "parameters_b": "405.5", "family": "a"},
            {"release": "unknown", "family": "b"},
        ],
        licences=[
            {"licence": "Free", "terms": "restricted", **terms},
            {"licence": "Capped", "terms": "restricted", **terms, "user_threshold": "true"},
            {"licence": "Unread", "terms": "restricted", **terms, "permit": "unknown"},
        ],
        facts=[
            fact("small", "enduser_weights", "gated", "Free OR Capped"),
            fact("small", "base_weights", "open", "Capped"),
            fact("large", "base_weights", "open", "Free AND Capped"),
            fact("unknown", "enduser_weights", "open", "Unread"),
        ],
    )

    def selected(text: str) -> list[str]:
        query, notices = parse(text, package, list_rubrics(root))
        assert notices == []
        return list(answer(package, query, root).selected)

    assert selected("size=7..80") == selected("size=7") == selected("size=..7.0") == ["small"]
    assert selected("size=7..") == ["small", "large"]
    assert selected("family=b") == ["unknown"]
    assert selected("use=commercial") == ["small"], "a reader may choose; what is not read is not shown to be fit"
    assert selected("licence=Capped") == ["small", "large"]
    assert selected("licence=Capped&use=commercial&size=..80") == ["small"]


def test_undetermined_verdict_does_not_pass_a_filter(root: Path) -> None:
    package = package_of(releases=["sure", "silent"], facts=[fact("sure", "base_weights", "open", "MIT")])
    assert answer(package, Query(verdict="open-weights"), root).selected == ("sure",)


def test_verdict_that_is_none_is_a_notice_on_a_page_and_an_error_elsewhere(root: Path) -> None:
    found = ask("verdict=class-i&vendor=corp", root)
    assert found.query == Query(vendor=("corp",)), "the address shows what the page shows"
    assert list(found.selected) == ["weights only", "picture"]
    assert "“class-i” is not a verdict of Small" in found.notices[0]
    assert "meets, open-weights, closed" in found.notices[0]
    with pytest.raises(QueryError, match="'class-i' is not a verdict of Small") as raised:
        ask("verdict=class-i", root, strict=True)
    assert (raised.value.parameter, raised.value.valid) == ("verdict", ("meets", "open-weights", "closed"))
    assert not raised.value.conflict

    text = RUBRIC.format(id="third", title="Third").replace("id: meets", "id: class-i")
    (root / "rubrics" / "third.yaml").write_text(text)
    with pytest.raises(QueryError, match="is not a verdict of Small") as raised:
        ask("verdict=class-i", root, strict=True)
    assert raised.value.conflict, "right by itself, under another definition"
    assert list(ask("verdict=class-i&rubric=third", root, strict=True).selected) == ["both"]


def test_a_release_without_a_date_is_named_when_an_earlier_day_leaves_it_out(root: Path) -> None:
    assert ask("", root).undated == ()
    assert ask("as_of=2025", root).undated == ("undated",)
    assert ask("as_of=2025&vendor=lab", root).undated == ()


def test_facts_hold_at_the_day_asked_for_and_from_the_sources_asked(root: Path) -> None:
    def weights(text: str) -> float:
        return float(ask(text, root).table.set_index("release").loc["weights only", "weights_openness"])

    assert weights("") == 0
    assert weights("as_of=2025-12-31") == 50
    only_mot = ask("sources=mot", root).table.set_index("release")
    assert only_mot.loc["weights only", "failed"] == "training-code"
    assert only_mot.loc["both", "coverage"] == 0


def test_the_table_joins_the_vendor_the_claim_and_the_verdict_in_words(root: Path) -> None:
    table = ask("as_of=2025-12-31", root).table.set_index("release")
    assert list(table.reset_index().columns[: len(scores.COLUMNS)]) == list(scores.COLUMNS)
    row = table.loc["both"]
    assert (row["vendor"], row["vendor_name"], row["country"], row["kind"]) == ("lab", "The Lab", "FR", "nonprofit")
    assert (row["claim"], row["modality"], row["verdict"], row["verdict_title"]) == (
        "fully-open",
        "text",
        "meets",
        "Meets it",
    )
    assert row["status"] == "stated"
    assert bool(row["sides_covered"])
    half = table.loc["weights only"]
    assert half["verdict_words"] == "Open weights"
    assert half["score"] == 37.5
    assert table.drop(columns=["gap", "gap_low", "gap_high"]).notna().all(axis=None)


def test_an_empty_selection_has_the_same_columns(root: Path) -> None:
    empty, full = ask("from=2025-02-02", root), ask("", root)
    assert empty.selected == ()
    assert list(empty.table.columns) == list(full.table.columns)
    assert len(empty.table) == 0


def test_a_query_names_its_rubric_and_the_fingerprint_follows(root: Path) -> None:
    assert rubric_titles(PACKAGE, root) == {"small": "Small", "other": "Other"}
    assert load_base(PACKAGE, "", root).id == "small"
    first, second, edited = ask("", root), ask("rubric=other", root), ask("weight.code=2", root)
    assert second.rubric.id == "other"
    assert len({first.fingerprint, second.fingerprint, edited.fingerprint}) == 3
    assert ask("vendor=corp", root).fingerprint == first.fingerprint, "a selection does not change the numbers"
    with pytest.raises(QueryError, match="no definition 'gone'") as raised:
        answer(PACKAGE, Query(rubric="gone"), root)
    assert raised.value.valid == ("small", "other")


def test_edits_change_the_rubric_in_force(root: Path) -> None:
    found = ask("weight.code=3&vendor=corp&as_of=2025-12-31", root)
    assert found.is_custom
    assert found.scores.low.tolist() == [25.0, 0.0]
    plain = ask("weight.code=1", root)
    assert not plain.is_custom, "an edit that changes nothing makes no other rubric"
    assert plain.fingerprint == ask("", root).fingerprint


def test_an_edit_that_cannot_be_made_is_a_notice_on_a_page_and_an_error_elsewhere(root: Path) -> None:
    query, _ = parse("weight.code=-1&weight.nothing=2&vendor=lab", PACKAGE, list_rubrics(root))
    found = answer(PACKAGE, query, root)
    assert not found.is_custom
    assert found.query == Query(vendor=("lab",)), "the address of what is shown, not of what was asked"
    [notice] = found.notices
    assert "weight.code" in notice
    assert "weight.nothing" in notice
    with pytest.raises(QueryError, match="weight") as raised:
        answer(PACKAGE, query, root, strict=True)
    assert raised.value.parameter == "edit"
    assert len(raised.value.others) == 1


def test_a_rubric_of_the_readers_own_takes_the_place_of_the_named_one(root: Path) -> None:
    own = load_base(PACKAGE, "other", root).model_copy(update={"title": "Mine"})
    found = answer(PACKAGE, Query(), root, base=own)
    assert found.rubric.title == "Mine"
    assert not found.is_custom


def test_a_changed_rubric_file_is_read_again_and_a_broken_one_is_named(root: Path) -> None:
    assert answer(PACKAGE, root=root).rubric.title == "Small"
    time.sleep(0.01)
    (root / "rubric.yaml").write_text(RUBRIC.format(id="small", title="Changed"))
    assert answer(PACKAGE, root=root).rubric.title == "Changed"
    (root / "rubric.yaml").write_text("id: small\n")
    with pytest.raises(ProblemsError, match=r"^rubric\.yaml"):
        answer(PACKAGE, root=root)


def test_two_packages_never_share_what_is_remembered(root: Path) -> None:
    other = package_of(releases=["both"], facts=[fact("both", "training_code", "closed")])
    assert other.digest == PACKAGE.digest, "packages in memory all have the same digest"
    assert answer(other, root=root).selected == ("both",)
    assert answer(PACKAGE, root=root).selected != ("both",)
    assert answer(PACKAGE, root=root).evidence is answer(PACKAGE, Query(vendor=("lab",)), root).evidence


def test_what_a_published_verdict_says_does_not_speak_for_an_edited_one() -> None:
    def reach(**edits: str) -> str:
        return LIVE.answer(Query(edit=tuple((at.replace("__", "."), value) for at, value in edits.items()))).reach

    published = LIVE.answer()
    verdict = published.rubric.verdicts[0]
    assert published.reach == verdict.phrase
    assert reach(weight__data="7") == verdict.phrase, "a weight changes no verdict"
    assert reach(verdict__meets__title="Passes") == "reach “Passes”"
    assert reach(title="Ours") == f"reach “{verdict.title}”"
    criterion = next(iter(verdict.requires.criteria))
    assert reach(**{f"verdict__meets__{criterion}": "null"}) == f"reach “{verdict.title}”"
    assert reach(title="Ours", verdict__meets__phrase="pass") == "pass"
