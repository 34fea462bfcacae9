"""Small data packages for tests, from rows that name only what the test is about.

>>> package = package_of(releases=["olmo"], facts=[fact("olmo", "training_code", "open", "Apache-2.0")])
>>> package.facts["source"].tolist()
['first-party']

`package_of` builds one in memory, unchecked and fast; `write_package` writes the folder, and `make_package` loads it
with every check. A row is a dict of columns; what it leaves out is filled with something valid. A release may be just
its id.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from openness.facts.licences import FLAGS
from openness.facts.package import Package, load_package
from openness.facts.readings import MACHINES
from openness.facts.schema import columns_of, descriptor, resources

Row = Mapping[str, str]

GROUPS = {
    "data": "pretraining_data posttraining_data evaluation_data data_information",
    "code": "data_processing_code training_code posttraining_code inference_code evaluation_code safety_tooling "
    "supporting_tools",
    "model": "architecture base_weights enduser_weights intermediate_checkpoints hyperparameters model_metadata",
    "documentation": "model_card data_card technical_report research_paper evaluation_results sample_outputs "
    "compute_disclosure architecture_documentation code_documentation usage_information copyright_policy "
    "training_summary",
    "access": "package api licence_terms",
}
COMPONENTS = {component: group for group, ids in GROUPS.items() for component in ids.split()}

LICENCES: tuple[Row, ...] = (
    {"licence": "Apache-2.0", "terms": "open", "osi_approved": "true", "fsf_libre": "true"},
    {"licence": "MIT", "terms": "open", "osi_approved": "true", "fsf_libre": "true"},
    {"licence": "CC-BY-4.0", "terms": "open", "open_data": "true"},
    {"licence": "CC-BY-NC-4.0", "terms": "restricted", "non_commercial": "true"},
    {"licence": "Llama-3-Community", "terms": "restricted", "user_threshold": "true", "acceptable_use": "true"},
    {"licence": "Unread-1.0", "terms": "unknown", **dict.fromkeys(FLAGS, "unknown")},
    {"licence": "none", "name": "Published without a licence", "terms": "none"},
)
SOURCES: tuple[Row, ...] = (
    {"source": "first-party", "precedence": "1"},
    {"source": "osai-index", "precedence": "2"},
    {"source": "mot", "precedence": "3"},
    {"source": "fmti", "precedence": "4"},
)
MACHINE_SOURCES: tuple[Row, ...] = tuple(
    {
        "source": source,
        "title": f"{source}, read by machine",
        "url": f"https://docs.example.org/{source}",
        "precedence": f"{number}",
    }
    for number, source in enumerate(MACHINES, 5)
)
"""The sources of `openness collect`, for a package that has facts of theirs."""
DATE = "2026-11-22"
DEFAULTS: dict[str, Row] = {
    "vendors": {"country": "US", "kind": "company", "url": "https://example.org/"},
    "releases": {"vendor": "acme", "released": "2024-01-15", "modality": "text"},
    "components": {"question": "Is it there?"},
    "licences": dict.fromkeys(FLAGS, "false") | {"terms": "restricted"},
    "licence_spellings": {"source": "osai-index"},
    "sources": {
        "title": "A source",
        "publisher": "Someone",
        "licence": "CC-BY-4.0",
        "citation": "Someone (2026)",
        "url": "https://example.org/source",
    },
    "evidence": {
        "source": "first-party",
        "availability": "open",
        "recorded": "2026-11-01",
        "url": "https://example.org/fact",
        "confidence": "high",
    },
    "aliases": {"source": "osai-index", "match": "exact", "main": "true"},
    "crosswalk": {"source": "osai-index", "reason": "its own home"},
    "verdicts": {
        "source": "osai-index",
        "rubric": "osaid-1.0",
        "verdict": "meets",
        "url": "https://example.org/verdict",
    },
    "replies": {"vendor": "acme", "date": "2026-11-10", "text": "We disagree.", "url": "https://example.org/reply"},
    "transparency": {
        "round": "2025-12",
        "vendor": "acme",
        "domain": "total",
        "score": "50",
        "url": "https://example.org/",
    },
    "adoption": {"reach": ">10M", "level": "5", "url": "https://example.org/reach"},
}
_NAMED_BY = {"vendors": "vendor", "releases": "release", "components": "component", "licences": "licence"}


def fact(release: str, component: str, availability: str = "open", licence: str = "", **more: str) -> dict[str, str]:
    """Return the row of a fact; ``more`` are other columns, and ``file`` is the file of evidence/ it stands in."""
    return {"release": release, "component": component, "availability": availability, "licence": licence, **more}


def _tables(
    releases: Iterable[str | Row], facts: Iterable[Row], components: Iterable[str | Row], more: Mapping[str, Any]
) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {
        "releases": [{"release": r} if isinstance(r, str) else dict(r) for r in releases],
        "components": [{"component": c} if isinstance(c, str) else dict(c) for c in components],
        "evidence": [dict(f) for f in facts],
        "licences": [dict(r) for r in LICENCES],
        "sources": [dict(r) for r in SOURCES],
    }
    for name, given in more.items():
        rows[name] = [dict(row) for row in given]
    if "vendors" not in rows:
        named = dict.fromkeys(r.get("vendor", "acme") for r in rows["releases"])
        rows["vendors"] = [{"vendor": vendor} for vendor in named]
    for row in rows["components"]:
        row.setdefault("title", row["component"].replace("_", " ").capitalize())
        row.setdefault("group", COMPONENTS.get(row["component"], "data"))
    filled = {}
    for name, listed in rows.items():
        columns = columns_of(name)
        defaults = DEFAULTS.get(name, {})
        filled[name] = []
        for row in listed:
            full = {column: row.get(column, defaults.get(column, "")) for column in columns}
            if name in _NAMED_BY and not row.get("name") and "name" in columns:
                full["name"] = full[_NAMED_BY[name]].replace("-", " ").title()
            if name == "evidence":
                full["file"] = row.get("file", "curated.csv")
                if full["availability"] == "unknown" and "url" not in row:
                    full["url"] = ""
            filled[name].append(full)
    return filled


@cache
def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns_of(name)), dtype=str)


def package_of(
    *,
    releases: Iterable[str | Row] = ("alpha",),
    facts: Iterable[Row] = (),
    components: Iterable[str | Row] = tuple(COMPONENTS),
    date: str = DATE,
    **more: Iterable[Row],
) -> Package:
    """Build a package in memory: no file, no check. Other tables (``licences=``, ``vendors=``) are keywords too."""
    tables = _tables(releases, facts, components, more)
    frames = {
        name: pd.DataFrame(tables[name], columns=list(columns_of(name)), dtype=str)
        if tables.get(name)
        else _empty(name)
        for name in resources()
        if name not in ("evidence", "corrections")
    }
    evidence = pd.DataFrame(tables["evidence"], columns=[*columns_of("evidence"), "file"], dtype=str)
    evidence["file"] = "evidence/" + evidence["file"].astype(str)
    evidence["line"] = pd.Series(range(2, len(evidence) + 2), dtype="int64")
    return Package(
        path=Path("in-memory"),
        title="A small package",
        date=date,
        facts=evidence,
        corrections=(),
        schema=_descriptor([*tables]),
        digest="0" * 64,
        **frames,
    )


def _descriptor(names: Collection[str]) -> dict[str, Any]:
    """The one schema with these tables alone."""
    described = descriptor()
    described["resources"] = [resource for resource in described["resources"] if resource["name"] in names]
    return described


def write_package(
    folder: Path,
    *,
    releases: Iterable[str | Row] = ("alpha",),
    facts: Iterable[Row] = (),
    components: Iterable[str | Row] = tuple(COMPONENTS),
    date: str = DATE,
    corrections: str | None = None,
    **more: Iterable[Row],
) -> Path:
    """Write a package as a folder and return it; nothing is checked, so a test can write a broken one."""
    tables = _tables(releases, facts, components, more)
    described = _descriptor([*tables, *(["corrections"] if corrections is not None else [])])
    described |= {"name": "small", "title": "A small package", "created": f"{date}T00:00:00Z"}
    for resource in described["resources"]:
        if resource["name"] in ("evidence", "audits"):
            resource["path"] = f"{resource['name']}/*.csv"
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(described, indent=2), encoding="utf-8")
    if corrections is not None:
        (folder / "corrections.yml").write_text(corrections, encoding="utf-8")
    for name, rows in tables.items():
        if name == "evidence":
            for file in sorted({row["file"] for row in rows} | {"curated.csv"}):
                _write(folder / "evidence" / file, name, [row for row in rows if row["file"] == file])
        else:
            _write(folder / f"{name}.csv", name, rows)
    return folder


def _write(path: Path, name: str, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns_of(name), extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make_package(folder: Path, **rows: Any) -> Package:
    """Write a package as `write_package` does, and load it with every check."""
    return load_package(write_package(folder, **rows))
