"""Files that somebody might upload: each gets its list of problems, quickly, and nothing else ever happens.

The corpus lies in tests/hostile/; what is big is made here.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.errors import ProblemsError
from openness.core.strict_yaml import decode
from openness.facts.own_evidence import bring
from openness.facts.sheets import MAX_BYTES
from openness.rubric.load import load_rubric
from tests.factories import package_of
from tests.rubric.cases import COMPONENTS, VALID

HOSTILE = Path(__file__).parents[1] / "hostile"
PACKAGE = package_of(releases=["olmo"])

RUBRICS = {
    "alias-bomb.yaml": "uses an alias",
    "merge-key.yaml": "merges mappings",
    "duplicate-key.yaml": "repeats a key",
    "norway.yaml": "publisher reads as true or false",
    "version-as-number.yaml": "version reads as a number; got '1.10'",
    "tabs.yaml": "is indented with a tab",
    "utf-16.yaml": "is not UTF-8 but UTF-16",
    "latin-1.yaml": "is not UTF-8; got 'e9",
    "negative-weight.yaml": "must not be negative; got '-3'",
    "infinite-weight.yaml": "must be a finite number",
    "nan-weight.yaml": "must be a finite number",
    "no-weight-at-all.yaml": "have no weight at all",
    "unreachable-verdict.yaml": "can never be reached",
    "criterion-without-evidence.yaml": "evidence is missing",
    "not-yaml.yaml": "is not UTF-8",
    "unclosed.yaml": "is not YAML",
    "python-tag.yaml": "uses a tag",
    "two-documents.yaml": "holds a second document",
    "html.yaml": "r.yaml:2: is not YAML",
}
FACTS = {
    "spreadsheet.csv": "cannot be read as a workbook",
    "ragged.csv": "ragged.csv:3: has more cells than the header; got '4'",
    "no-such-component.csv": "got 'train_code'; did you mean 'training_code'",
    "header-only.csv": "holds no fact",
    "empty.csv": "empty: not even a header",
    "unclosed-quote.csv": "cannot be read as CSV",
    "no-such-licence.csv": "names a licence that we do not know; got 'Nonsense-9'",
    "future.csv": "lies after",
    "bad-id.csv": "column 'release' names no release; got '!!!'",
    "script-address.csv": "web address",
    "twice.csv": "twice.csv:3: column 'availability' says something else of the same component than line 2",
    "control-character.csv": "holds a control character",
}


def read_rubric(content: bytes) -> str:
    """What is wrong with a rubric; fails the test when nothing is."""
    with pytest.raises(ProblemsError) as caught:
        load_rubric(decode(content, "r.yaml"), components=COMPONENTS, file="r.yaml")
    assert caught.value.problems
    return str(caught.value)


def read_facts(content: bytes, file: str = "f.csv") -> str:
    """What is wrong with a file of facts; fails the test when nothing is."""
    with pytest.raises(ProblemsError) as caught:
        bring(PACKAGE, content, file=file)
    assert caught.value.problems
    return str(caught.value)


def test_every_file_of_the_corpus_is_tried() -> None:
    assert sorted(path.name for path in (HOSTILE / "rubrics").iterdir()) == sorted(RUBRICS)
    assert sorted(path.name for path in (HOSTILE / "facts").iterdir()) == sorted(FACTS)


@pytest.mark.parametrize("name", RUBRICS)
def test_a_hostile_rubric_gets_its_problems(name: str) -> None:
    assert RUBRICS[name] in read_rubric((HOSTILE / "rubrics" / name).read_bytes())


@pytest.mark.parametrize("name", FACTS)
def test_hostile_facts_get_their_problems_by_row(name: str) -> None:
    assert FACTS[name] in read_facts((HOSTILE / "facts" / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"# " + b"x" * 5_000_000, "is too large"),
        (VALID.encode() + b"# a long comment\n" * 300_000, "is too large"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"".join(b" " * n + b"a:\n" for n in range(200)), "is nested too deeply"),
    ],
    ids=["5-mb", "5-mb-of-comments", "brackets", "indents"],
)
def test_a_big_or_deep_rubric_is_refused_at_once(content: bytes, says: str) -> None:
    start = time.process_time()
    assert says in read_rubric(content)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"release,component,availability\n" + b"m,api,open\n" * 1_000_000, "is too large"),
        (b"release,component,availability\n" + b"\n" * 900_000, "has too many rows; got '900,001'"),
        (b"a," * (MAX_BYTES // 2 - 1) + b"b", "has too many columns; got '500,000'"),
    ],
    ids=["a-million-rows", "a-million-empty-rows", "half-a-million-columns"],
)
def test_facts_without_end_are_refused_at_once(content: bytes, says: str) -> None:
    start = time.process_time()
    assert says in read_facts(content)
    assert time.process_time() - start < 5


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    rows = "release,component,availability\r\nolmo,training_code,open\r\n"
    marked = bring(PACKAGE, rows.encode("utf-8-sig"))
    assert marked.facts == 1
    assert marked.package.digest == bring(PACKAGE, rows.replace("\r\n", "\n").encode()).package.digest


cells = st.one_of(
    st.sampled_from(["olmo", "mine", "training_code", "open", "MIT", "2024-01", "", "=1", "\ufeff", '"', "NA"]),
    st.text(max_size=6),
)


def outcome(content: bytes) -> tuple[list[int], int]:
    """The lines of the problems, and how many facts were taken."""
    try:
        brought = bring(PACKAGE, content)
    except ProblemsError as error:
        return [problem.line for problem in error.problems], 0
    return [], len(brought.package.facts) - len(PACKAGE.facts)


@settings(max_examples=150)
@given(st.lists(st.lists(cells, min_size=3, max_size=4), max_size=4), st.sampled_from([",", ";", "\t"]))
def test_any_table_gives_a_package_or_problems_and_nothing_else(rows: list[list[str]], sign: str) -> None:
    text = "\n".join(sign.join(row) for row in [["release", "component", "availability"], *rows])
    content = text.encode("utf-8", "surrogatepass")
    lines = text.count("\n") + text.count("\r") + 2
    found, added = outcome(content)
    assert bool(found) != bool(added)
    assert all(0 <= line <= lines for line in found)


@settings(max_examples=100)
@given(st.binary(max_size=120))
def test_any_bytes_as_facts_give_problems_and_nothing_else(content: bytes) -> None:
    assert read_facts(b"\x00" + content)
