"""A reader's own facts count among the rest, are marked, and leave the package as it was."""

from __future__ import annotations

import csv
import gc
import io
import weakref
from dataclasses import replace

import openpyxl
import pytest

from openness.core.errors import ProblemsError
from openness.core.tables import to_csv
from openness.facts.evidence import resolve
from openness.facts.own_evidence import COLUMNS, MARK, SOURCE, bring
from openness.facts.own_template import template, template_workbook, words
from openness.facts.package import Package, load_package
from openness.findings.definitions import definitions
from openness.findings.effects import changes_table
from openness.findings.ranking_moves import moves
from openness.query.grammar import Query, parse
from openness.robustness.intervals import robustness_of
from openness.robustness.sensitivity import sensitivity_of
from openness.scoring.answer import answer
from tests.conftest import ROOT
from tests.factories import fact, package_of


def add(package: Package, content: bytes) -> Package:
    return bring(package, content).package


HEAD = "release,component,availability,licence,since,name,released\n"


@pytest.fixture(scope="module")
def package() -> Package:
    return package_of(releases=["olmo"], facts=[fact("olmo", "training_code", "closed")])


def availability(package: Package, release: str, component: str) -> int:
    evidence = resolve(package)
    return int(evidence.availability[evidence.releases.index(release), evidence.components.index(component)])


def test_the_template_is_taken_as_it_is() -> None:
    package = load_package(ROOT / "data")
    brought = bring(package, template().encode())

    assert brought.facts == 3
    assert brought.new == ("my-model",)
    assert brought.touched == ()
    assert template().splitlines()[0].split(",") == list(COLUMNS)
    assert bring(package, template_workbook(package), file="t.xlsx").package.digest == brought.package.digest
    table = answer(brought.package, Query()).table.set_index("release")
    assert table.loc["my-model", "name"] == "My model" + MARK
    assert table.loc["my-model", "vendor_name"] == "Yours"
    assert len(table) == len(answer(package, Query()).table) + 1


def test_an_own_fact_counts_before_every_other_source(package: Package) -> None:
    mine = add(package, (HEAD + "olmo,training_code,open,MIT,,,\n").encode())

    assert availability(package, "olmo", "training_code") == 0
    assert availability(mine, "olmo", "training_code") == 3
    assert bring(package, (HEAD + "olmo,training_code,open,MIT,,,\n").encode()).touched == ("olmo",)


def test_the_package_stays_what_it_was_and_the_fingerprint_tells_the_two_apart(package: Package) -> None:
    facts, releases, digest = len(package.facts), list(package.releases["release"]), package.digest
    one = add(package, (HEAD + "mine,training_code,open,,,,\n").encode())
    other = add(package, (HEAD + "mine,training_code,closed,,,,\n").encode())

    assert (len(package.facts), list(package.releases["release"]), package.digest) == (facts, releases, digest)
    assert SOURCE not in set(package.sources["source"])
    assert len({package.digest, one.digest, other.digest}) == 3


def test_columns_may_stand_in_any_order_and_most_may_be_left_out(package: Package) -> None:
    mine = add(package, b"availability,release,component\nopen,mine,training_code\n")

    assert availability(mine, "mine", "training_code") == 3
    assert mine.releases.iloc[-1]["name"] == "Mine" + MARK


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            "olmo,training_code,open,,,Another name,\n",
            "yours.csv:2: column 'name' is about a release",
        ),
        ("mine,api,open,,,A,\nmine,training_code,open,,,B,\n", "yours.csv:3: column 'name' says something else"),
        ("mine,api,open,,,,\nmine,api,closed,,,,\n", "yours.csv:3: column 'availability' says something else"),
        ("mine,api,open,,,,2999-01\n", "yours.csv:2: column 'released' lies after"),
        ("mine,api,,,,,\n", "yours.csv:2: column 'availability' is empty"),
        ("mine,api,opn,,,,\nmine,apy,open,,,,\n", "did you mean 'api'"),
        (f"{'m' * 81},api,open,,,,\n", "yours.csv:2: column 'release' is too long"),
    ],
)
def test_what_is_wrong_is_said_by_row(package: Package, rows: str, says: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        add(package, (HEAD + rows).encode())
    assert says in str(caught.value)


def test_all_problems_come_at_once(package: Package) -> None:
    with pytest.raises(ProblemsError) as caught:
        add(package, (HEAD + "mine,apy,opn,Nonsense,someday,,\n").encode())
    assert [problem.what.split("'")[1] for problem in caught.value.problems] == [
        *("availability", "component", "licence", "since"),
    ]


def test_nothing_the_library_makes_of_own_facts_outlives_them_or_pushes_out_what_others_use() -> None:
    package = load_package(ROOT / "data")
    shared = answer(package, Query())

    def private() -> weakref.ref[Package]:
        rows = HEAD + "mine,training_code,open,MIT,,,2026-01\nmine,base_weights,open,MIT,,,\n"
        mine = add(package, rows.encode())
        for weight in range(70):  # more than any memory holds
            parse(f"edit=weight.data:{weight}", mine, ["osaid-1.0", f"r{weight}"])
            own = answer(mine, Query(edit=(("weight.data", str(weight)),), sources=(SOURCE,) if weight % 2 else ()))
            assert own.evidence.package is mine
        for make in (definitions, moves, changes_table, robustness_of, sensitivity_of):
            make(own)
        return weakref.ref(mine)

    gone = private()
    gc.collect()
    assert gone() is None
    assert answer(package, Query()).evidence is shared.evidence


def test_every_word_that_the_page_lists_is_taken_as_itself_and_by_its_meaning() -> None:
    package = load_package(ROOT / "data")
    listed = words(package)
    for column, pairs in listed.items():
        rows = []
        for number, (word, meaning) in enumerate(pairs):
            for text in {word, word.upper().replace("_", " "), meaning or word}:
                row = {"release": f"r{len(rows)}", "component": "api", "availability": "open", "note": str(number)}
                rows.append(row | {column: text})
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        mine = add(package, out.getvalue().encode())
        read = mine.releases if column in ("modality", "claim") else mine.facts[mine.facts["source"] == SOURCE]
        assert read[column].tolist()[-len(rows) :] == [pairs[int(row["note"])][0] for row in rows]


def test_the_template_offers_what_its_cells_allow_and_holds_no_formula() -> None:
    package = load_package(ROOT / "data")
    hostile = replace(package, licences=package.licences.assign(name="=1+1"))
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(hostile)))

    offered = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in book["Facts"].data_validations.dataValidation}
    for column, pairs in words(package).items():
        letter = openpyxl.utils.get_column_letter(COLUMNS.index(column) + 1)
        cells = book["Words"][offered[f"{letter}2"].removeprefix("Words!").replace("$", "")]
        assert [row[0].value for row in cells] == [word for word, _ in pairs]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "'=1+1" in {cell.value for row in book["Words"].iter_rows() for cell in row}


def test_a_note_that_begins_like_a_formula_is_text_here_and_no_formula_in_what_we_write() -> None:
    rows = (HEAD.replace("name", "note") + "mine,training_code,open,,,=1+1,\n").encode()
    mine = add(load_package(ROOT / "data"), rows)

    assert mine.facts["note"].iloc[-1] == "=1+1"
    assert "'=1+1" in to_csv(mine.facts.tail(1))


def test_of_rows_that_say_the_very_same_one_counts(package: Package) -> None:
    brought = bring(package, (HEAD + "mine,api,open,MIT,,,\nMine,API,Open,MIT License,,,\n").encode())

    assert brought.facts == 1


def test_a_published_release_may_be_named_as_it_is_called_and_what_the_data_says_of_it_repeated(
    package: Package,
) -> None:
    name = package.releases["name"].iloc[0]
    brought = bring(package, (HEAD + f"{name},api,open,,,{name},2024-01-15\n").encode())

    assert (brought.new, brought.touched) == ((), ("olmo",))


def test_a_name_in_any_script_becomes_a_release_with_that_name(package: Package) -> None:
    head = "release,component,availability\n"
    mine = bring(package, (head + "私のモデル,api,open\nModèle 2,api,open\nمدل من,api,open\n").encode())

    assert list(mine.package.releases["name"].iloc[-3:]) == [f"{n}{MARK}" for n in ("私のモデル", "Modèle 2", "مدل من")]
    assert mine.new[1] == "modele-2"
    assert all(release.isascii() for release in mine.new)
    assert len(set(mine.new)) == 3
