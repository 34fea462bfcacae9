"""Small upstream folders of the European index, written as its own files are."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

CURRENT = (
    "datasources_basemodel",
    "datasources_endmodel",
    "weights_basemodel",
    "weights_endmodel",
    "trainingcode",
    "code",
    "hardware_architecture",
    "preprint",
    "paper",
    "modelcard",
    "datasheet",
    "licenses",
)
"""The twelve dimensions since March 2026, in the order of the files."""

UNTIL_2026 = (*CURRENT[:-1], "package", "api", "licenses")
"""The fourteen before."""

LEVELS = {"o": "open", "p": "partial", "c": "closed"}

HISTORY = ("file", "system", "base_model", "end_model", "release_date", "dimension", "class", "link", "recorded")
VERSIONS = (
    "file",
    "recorded",
    "system",
    "org",
    "type",
    "performance_class",
    "base_model",
    "end_model",
    "licence",
    "release_date",
)


def system(
    folder: Path,
    name: str,
    judgements: str = "o" * 12,
    *,
    end_model: str = "",
    licence: str = "Apache-2.0",
    released: str = "2024-05",
    link: str = "https://example.org/judged",
    org: str = "Example Lab",
    silent: Collection[str] = (),
    more: str = "",
) -> Path:
    """Write one file: a letter a dimension (o, p, c) in the order of `CURRENT`; silent ones have no link or note."""
    lines = [
        "---",
        "# Organization tags:",
        "# - National origin: France",
        "# - Contributor type: Academic (University)",
        "",
        "# Training compute:",
        "# - Base model training compute: ~3.3e+24 FLOP +- 0.5 OoM (param count & dataset size)",
        "",
        "system:",
        f"    name: {name}",
        "    link: https://example.org/system",
        "    type: text",
        "    basemodelname: Base",
        f"    endmodelname: {end_model or name}",
        f"    endmodellicense: {licence}",
        f"    releasedate: {released}",
        "    notes: A sentence that is theirs.",
        "",
        "org:",
        f"    name: {org}",
        "    link: https://example.org/lab",
    ]
    for dimension, letter in zip(CURRENT, judgements, strict=True):
        lines += ["", f"{dimension}:", f"    class: {LEVELS[letter]}"]
        lines += ["    link:", "    notes:"] if dimension in silent else [f"    link: {link}", "    notes: Theirs too."]
    path = folder / f"{name}.yaml"
    path.write_text("\n".join([*lines, more, ""]), encoding="utf-8")
    return path


def history(
    path: Path, states: Iterable[tuple[str, str, str, str]], versions: Iterable[Mapping[str, str]] = ()
) -> Path:
    """Write history.csv (file, end model, day, a letter a dimension of `UNTIL_2026`) and versions.csv beside it."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, HISTORY, lineterminator="\n", restval="")
        writer.writeheader()
        for file, end_model, day, judgements in states:
            for dimension, letter in zip(UNTIL_2026, judgements, strict=True):
                row = {"file": file, "system": file, "end_model": end_model, "release_date": "2023-05"}
                row |= {"dimension": dimension, "class": LEVELS.get(letter, letter.strip("-")), "recorded": day}
                writer.writerow(row)
    with path.with_name("versions.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, VERSIONS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(versions)
    return path
