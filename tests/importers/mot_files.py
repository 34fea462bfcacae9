"""Model files of the Model Openness Tool, and its rule for the class written down a second time.

`class_of` follows the tool's evaluator step by step on the parsed file. It shares nothing with the importer but the
list of licences that the tool counts as open.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests" / "expected" / "mot_models.csv"

# number in the tool: name, class from which it is required (0: never), kind of content
COMPONENTS = {
    9: ("Model architecture", 3, "code"),
    10: ("Model parameters (Final)", 3, "data"),
    12: ("Evaluation results", 3, "document"),
    13: ("Model card", 3, "document"),
    14: ("Data card", 3, "document"),
    11: ("Technical report", 3, "document"),
    7: ("Training code", 2, "code"),
    8: ("Inference code", 2, "code"),
    18: ("Evaluation code", 2, "code"),
    19: ("Evaluation data", 2, "data"),
    15: ("Datasets", 1, "data"),
    16: ("Data preprocessing code", 1, "code"),
    24: ("Model parameters (Intermediate)", 1, "data"),
    21: ("Research paper", 1, "document"),
    20: ("Sample model outputs", 0, "document"),
    22: ("Supporting libraries and tools", 0, "code"),
    17: ("Model metadata", 0, "data"),
}
INHERIT = "~"
CLASSES = {0: "unclassified", 1: "class-i", 2: "class-ii", 3: "class-iii"}


def write_model(
    folder: Path,
    name: str,
    listed: Mapping[int, str] | Iterable[tuple[int, str]],
    general: Mapping[str, str] | None = None,
    *,
    date: str = "2024-10-03",
    producer: str = "Example Lab",
    path: str = "",
) -> Path:
    """Write one file as the tool writes them; a licence of `INHERIT` leaves the key out."""
    lines = [
        "framework:",
        "  name: 'Model Openness Framework'",
        "  version: '1.0'",
        "  date: '2024-12-15'",
        "release:",
        f"  name: {json.dumps(name)}",
        "  version: 7B",
        f"  date: '{date}'",
        "  license: " + ("{  }" if not general else ""),
    ]
    for kind, licence in (general or {}).items():
        lines += [f"    {kind}:", f"      name: {json.dumps(licence)}", "      path: ''"]
    lines += ["  type: language", f"  producer: {json.dumps(producer)}", "  components:"]
    for number, licence in listed.items() if isinstance(listed, Mapping) else listed:
        lines += ["    -", f"      name: {json.dumps(COMPONENTS[number][0])}", "      description: 'Theirs'"]
        if licence != INHERIT:
            lines.append(f"      license: {json.dumps(licence, ensure_ascii=False)}")
        if path:
            lines.append(f"      component_path: '{path}'")
    file = folder / f"{name}.yml"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return file


def expected() -> list[dict[str, str]]:
    """The 273 files of the tool at its commit 8b5d30e: what they list under which licence, and their class."""
    with EXPECTED.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write_all(folder: Path) -> None:
    """Write the 273 files, cut down to what decides their class."""
    for row in expected():
        general = dict(pair.split("=", 1) for pair in row["general"].split("|") if pair)
        groups = (group.split("=", 1) for group in row["listed"].split("|"))
        listed = {int(number): licence for numbers, licence in groups for number in numbers.split()}
        write_model(folder, row["file"], dict(sorted(listed.items())), general)


@cache
def open_licences() -> frozenset[str]:
    """The ids that the tool counts as open."""
    path = ROOT / "openness" / "importers" / "tables" / "mot_licences.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return frozenset(row["licence"] for row in csv.DictReader(handle))


def class_of(file: Path) -> str:
    """The class that the tool gives to a model file."""
    release = yaml.safe_load(file.read_text(encoding="utf-8"))["release"]
    general = {kind: (entry or {}).get("name") or "" for kind, entry in (release["license"] or {}).items()}
    by_name = {name: (level, content) for name, level, content in COMPONENTS.values()}
    status = {}
    for entry in release["components"]:
        own = entry.get("license")
        if own is None:
            licence = general.get(by_name[entry["name"]][1]) or general.get("distribution") or ""
        else:
            licence = "" if own == "unlicensed" else own
        status[entry["name"]] = "open" if licence in open_licences() else "invalid" if licence else "unlicensed"
    needed = {k: [name for name, (level, _) in by_name.items() if level >= k] for k in (1, 2, 3)}
    included = {k: sum(status.get(name) == "open" for name in needed[k]) for k in (1, 2, 3)}
    target = {3: 6, 2: 10, 1: 14}
    if status.get("Technical report") != "open" and status.get("Research paper") == "open":
        included[3] += 1  # the paper stands in for the report
        included[2] += 1
        target[1] = 13  # where it is counted already
    complete = {k: included[k] >= target[k] for k in (1, 2, 3)}
    reached = [k for k in (3, 2, 1) if all(complete[j] for j in range(k, 4))]
    return CLASSES[min(reached, default=0)]
