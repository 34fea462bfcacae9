"""A reader's own facts count among the rest, are marked, and leave the package as it was."""

from __future__ import annotations

import gc
import weakref

import pytest

from openness.answer import answer
from openness.definitions import definitions
from openness.effects import changes_table
from openness.errors import ProblemsError
from openness.evidence import Package, load_package, resolve
from openness.own_evidence import COLUMNS, MARK, SOURCE, add, bring, template
from openness.query import Query, parse
from openness.ranking_moves import moves
from openness.robustness import robustness_of
from openness.sensitivity import sensitivity_of
from tests.conftest import ROOT
from tests.factories import fact, package_of

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
        ("mine,api,open,,,,2999-01\n", "yours.csv:2: column 'released' lies after"),
        ("mine,api,,,,,\n", "yours.csv:2: column 'availability' is empty"),
        ("mine,api,opn,,,,\nmine,apy,open,,,,\n", "did you mean 'api'"),
        ("Olmo,api,open,,,,\n", "yours.csv:2: column 'release' is no id; got 'Olmo'; did you mean 'olmo'?"),
    ],
)
def test_what_is_wrong_is_said_by_row(package: Package, rows: str, says: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        add(package, (HEAD + rows).encode())
    assert says in str(caught.value)


def test_all_problems_come_at_once(package: Package) -> None:
    with pytest.raises(ProblemsError) as caught:
        add(package, (HEAD + "mine,apy,opn,Nonsense,someday,,\n").encode())
    assert len(caught.value.problems) == 4


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
