"""A rubric is read strictly: every problem at once, each with its line; nothing else is ever raised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core import strict_yaml
from openness.core.errors import ProblemsError
from openness.core.strict_yaml import MAX_BYTES, Document, parse
from openness.rubric.edits import apply_edits
from openness.rubric.load import fingerprint, list_rubrics, load_rubric, to_yaml
from openness.rubric.model import Rubric, canonical, to_tree
from tests.rubric.cases import COMPONENTS, VALID, load, only_problems, problems, rubrics, yamlish


def test_a_valid_rubric_is_what_its_file_says() -> None:
    rubric = load(VALID)
    assert rubric.version == "1.10"
    assert rubric.credit.gated == 0.75
    assert list(rubric.criteria) == ["information", "parameters", "code"]
    assert rubric.dimension_of["code"] == "model"
    assert rubric.criteria["information"].members == ("data_information", "pretraining_data")
    assert [c.combine for c in rubric.criteria.values()] == ["any", "all", "any"]
    asked = rubric.verdicts[0].requires
    assert asked.criteria["parameters"].licence == {"user_threshold": False}
    assert asked.release is not None
    assert asked.release["training_flop"].below == 1e25
    assert rubric.verdicts[1].requires.score is not None
    assert rubric.verdicts[1].requires.score.at_least == 40
    assert rubric.verdict_ids == ("meets", "nearly", "not-open")
    assert rubric.verdict_titles == ("Meets it", "Nearly", "Not open")
    assert rubric.notes == ("Read like this.",)
    assert rubric.components == frozenset(COMPONENTS)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode())
    assert load_rubric(path, components=COMPONENTS) == load(VALID)
    assert load_rubric("\ufeff" + VALID, components=COMPONENTS) == load(VALID)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfei\x00d\x00", "is not UTF-8 but UTF-16"),
        (VALID.replace("Nobody", "Niemand é").encode("latin-1"), "r.yaml:3: is not UTF-8; got 'e9"),
        (b"x" * (MAX_BYTES + 1), "is too large"),
        (b"title: a" + b"\n" * 5_000_000, "is too large"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not UTF-8"),
        (b"PK\x03\x04", "holds a character that no text has"),
        (b"", "is not a rubric"),
        (b"# only a comment\n", "is not a rubric"),
        (b"just words", "is not a rubric; got 'text'"),
        (b"- a\n- b\n", "is not a rubric; got 'a list'"),
        (b"42", "is not a rubric; got '42'"),
        (b"%PDF-1.7 ...", "is not YAML"),
    ],
)
def test_files_that_are_something_else_are_said_to_be(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(content)
    assert any(words in str(p) for p in problems(path))


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read: no such file" in str(problems(tmp_path / "absent.yaml")[0])
    assert "cannot be read: is a directory" in str(problems(tmp_path)[0])
    assert "cannot be read" in str(problems(Path("a\0b"))[0])


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "uses an alias"),
        ("a: &a [*a]", "uses an alias"),
        ("[" * 100_000, "is nested too deeply"),
        ("{a: " * 50_000, "is nested too deeply"),
        ("- " * 100_000, "is nested too deeply"),
        ("a: b\n" * 40_000, "has more problems"),
        ("a: {" * 25 + "}" * 25, "is nested too deeply"),
        ("id: x\n" * 3, "repeats a key"),
        ("? [a, b]\n: c", "has a key that is not a word"),
        ("? &x a\n: *x", "uses an alias"),
    ],
)
def test_hostile_yaml_is_refused_quickly(text: str, words: str) -> None:
    assert any(words in str(p) for p in problems(text))


def test_the_fingerprint_depends_on_content_only() -> None:
    rubric = load(VALID)
    tree = to_tree(rubric)
    shuffled = {key: tree[key] for key in sorted(tree, reverse=True)}
    shuffled["dimensions"] = dict(reversed(tree["dimensions"].items()))
    other = load(json.dumps(shuffled))
    assert list(other.dimensions) != list(rubric.dimensions)
    assert canonical(other) == canonical(rubric)
    assert other == rubric
    assert hash(other) == hash(rubric)
    assert fingerprint(other, "abc") == fingerprint(rubric, "abc")
    assert re.fullmatch(r"[0-9a-f]{10}", fingerprint(rubric, "abc"))
    assert fingerprint(rubric, "abd") != fingerprint(rubric, "abc")


def test_yaml_written_from_a_rubric_quotes_what_would_read_otherwise() -> None:
    rubric = apply_edits(load(VALID), {"title": "NO", "version": "1e5", "about": "2026-01-01", "publisher": "0x1F"})
    text = to_yaml(rubric)
    for line in ('title: "NO"', 'version: "1e5"', 'about: "2026-01-01"', 'publisher: "0x1F"', "weight: 3\n"):
        assert line in text
    assert text.startswith("# yaml-language-server: $schema=")
    assert load(text) == rubric


def test_rubrics_are_found_by_id(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubric.yaml").write_text(VALID)
    (tmp_path / "rubrics" / "b.yaml").write_text(VALID.replace("id: test-1.0", "# first\nid: 'other'"))
    (tmp_path / "rubrics" / "broken.yaml").write_bytes(b"\xff not a rubric")
    (tmp_path / "rubrics" / "schema.json").write_text("{}")
    found = list_rubrics(tmp_path)
    assert list(found) == ["test-1.0", "other", "broken"]
    assert found["other"] == tmp_path / "rubrics" / "b.yaml"


@settings(max_examples=150)
@given(rubrics())
def test_a_rubric_survives_yaml_with_the_same_fingerprint(rubric: Rubric) -> None:
    again = load(to_yaml(rubric))
    assert again == rubric
    assert fingerprint(again, "d") == fingerprint(rubric, "d")
    assert to_yaml(again) == to_yaml(rubric)


@settings(max_examples=150)
@given(st.text())
def test_any_text_gives_problems_and_nothing_else(text: str) -> None:
    only_problems(text)


@settings(max_examples=250)
@given(yamlish)
def test_any_yaml_like_text_gives_problems_and_nothing_else(text: str) -> None:
    only_problems(text)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(content)
    with pytest.raises(ProblemsError):
        load_rubric(path, components=COMPONENTS)


@settings(max_examples=200)
@given(st.data())
def test_a_mutated_file_gives_problems_and_nothing_else(data: st.DataObject) -> None:
    text = VALID
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(yamlish.filter(lambda t: len(t) < 15)) + text[end:]
    only_problems(text)


def read_by(loader: Any, text: str) -> Document | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_yaml, "_FAST", loader)
        try:
            return parse(text, "x.yaml")
        except ProblemsError:
            return None


@settings(max_examples=100)
@given(st.one_of(yamlish, rubrics().map(to_yaml)))
def test_the_fast_parser_reads_what_the_plain_one_reads(text: str) -> None:
    plain = read_by(yaml.SafeLoader, text)
    assert plain is None or read_by(yaml.CSafeLoader, text) == plain
