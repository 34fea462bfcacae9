"""The forms are forms as GitHub has them, and a report of a page fills in the fields that they have."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator

from openness.contributing import issues
from openness.contributing.issues import Report, vendor_reply, wrong_fact
from openness.core import project
from openness.facts.package import Package
from tests.factories import fact, package_of

FORMS = Path(__file__).resolve().parents[2] / ".github" / "ISSUE_TEMPLATE"
TEXT = {"type": "string", "minLength": 1}
REQUIRED = {
    "type": "object",
    "properties": {"required": {"type": "boolean"}},
    "required": ["required"],
    "additionalProperties": False,
}


def element(kind: str, attributes: dict[str, Any], required: list[str], *, answered: bool = True) -> dict[str, Any]:
    """The schema of one kind of element, by GitHub's "Syntax for GitHub's form schema"."""
    properties: dict[str, Any] = {
        "type": {"const": kind},
        "attributes": {
            "type": "object",
            "properties": attributes,
            "required": required,
            "additionalProperties": False,
        },
    }
    if answered:
        properties |= {"id": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}, "validations": REQUIRED}
    needed = ["type", "attributes", *(["id", "validations"] if answered else [])]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


LABELLED = {"label": TEXT, "description": TEXT}
LINES = LABELLED | {"placeholder": TEXT, "value": TEXT}
OPTIONS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "description": TEXT,
        "title": TEXT,
        "labels": {"type": "array", "items": TEXT},
        "body": {
            "type": "array",
            "minItems": 1,
            "items": {
                "oneOf": [
                    element("markdown", {"value": TEXT}, ["value"], answered=False),
                    element("input", LINES, ["label"]),
                    element("textarea", LINES | {"render": TEXT}, ["label"]),
                    element("dropdown", LABELLED | {"multiple": {"type": "boolean"}, "options": OPTIONS}, ["options"]),
                ]
            },
        },
    },
    "required": ["name", "description", "body"],
    "additionalProperties": False,
}


def form(name: str) -> dict[str, Any]:
    read = yaml.safe_load((FORMS / f"{name}.yml").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


@pytest.fixture
def package() -> Package:
    facts = [fact("alpha", "training_code", "partial", "MIT", since="2025-03", note="x")]
    return package_of(releases=[{"release": "alpha", "name": "Alpha & Co #1"}], facts=facts)


@pytest.mark.parametrize("name", ["wrong-fact", "new-release", "changed-licence", "withdrawal", "vendor-reply"])
def test_a_form_is_one_as_github_has_them(name: str, package: Package) -> None:
    read = form(name)
    assert not [error.message for error in Draft202012Validator(SCHEMA).iter_errors(read)]
    ids = [one["id"] for one in read["body"] if "id" in one]
    labels = [one["attributes"]["label"] for one in read["body"] if "id" in one]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)


def test_the_forms_are_those_five_and_a_file_that_says_how_they_are_offered() -> None:
    names = {path.name for path in FORMS.iterdir()}
    assert names == {
        f"{name}.yml"
        for name in ("changed-licence", "config", "new-release", "vendor-reply", "withdrawal", "wrong-fact")
    }
    config = yaml.safe_load((FORMS / "config.yml").read_text(encoding="utf-8"))
    assert config == {"blank_issues_enabled": True}


@pytest.mark.parametrize("name", ["wrong-fact", "changed-licence", "withdrawal"])
def test_the_components_of_a_form_are_those_of_the_data(name: str, root: Path) -> None:
    with (root / "data" / "components.csv").open(encoding="utf-8", newline="") as lines:
        titles = [row["title"] for row in csv.DictReader(lines)]
    (offered,) = [one["attributes"]["options"] for one in form(name)["body"] if one.get("id") == "component"]
    assert offered == [*titles, "Something else"]


def reports(package: Package) -> list[Report]:
    return [wrong_fact(package, "alpha", "training_code", package.date), vendor_reply(package, "alpha")]


def test_a_link_fills_in_fields_of_its_form_that_an_address_can_fill_in(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issues, "project_url", lambda: "https://github.com/somebody/project")
    for report in reports(package):
        address = urlsplit(report.link)
        assert address.path == "/somebody/project/issues/new"
        asked = {name: values[0] for name, values in parse_qs(address.query, strict_parsing=True).items()}
        kinds = {
            one["id"]: one["type"] for one in form(asked.pop("template").removesuffix(".yml"))["body"] if "id" in one
        }
        assert asked.pop("title") == report.title
        assert asked == report.known
        assert {kinds[name] for name in asked} <= {"input", "textarea"}
        assert len(report.link) < 2_000


def test_a_report_says_what_the_data_say_now(package: Package) -> None:
    known, unknown = (wrong_fact(package, "alpha", one, package.date) for one in ("training_code", "api"))
    assert known.known == {
        "release": "Alpha & Co #1 (alpha)",
        "fact": "Training code: partial, MIT, since March 2025 (A source, 1 November 2026, https://example.org/fact)",
    }
    assert unknown.known["fact"] == "Api: nothing is recorded"


def test_where_nobody_has_said_where_the_project_lives_there_is_a_text_and_no_link(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issues, "project_url", lambda: "")
    report = wrong_fact(package, "alpha", "training_code", package.date)
    assert report.link == ""
    assert report.text.splitlines()[0] == "Wrong fact: Alpha & Co #1, Training code"
    assert report.text.endswith("What it should be: \nThe page that says so: \nSince when, if it has changed: ")


@pytest.mark.parametrize(
    ("lines", "url"),
    [("", ""), ('[project.urls]\nRepository = "https://github.com/a/b/"\n', "https://github.com/a/b")],
)
def test_the_address_of_the_project_is_that_of_pyproject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, url: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n{lines}', encoding="utf-8")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    assert project.project_url.__wrapped__() == url
