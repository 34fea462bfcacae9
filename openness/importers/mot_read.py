"""Reading the model files of the Model Openness Tool, with the tool's own rule for the licence of a component."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openness.core.dates import is_day, today
from openness.core.errors import nearest
from openness.core.strict_yaml import Document, Place, kind_of
from openness.facts.cells import date_rule
from openness.importers.osai_read import Findings, read_document, yaml_files
from openness.importers.writer import first_address

CONTENT = {
    "Model architecture": "code",
    "Data preprocessing code": "code",
    "Training code": "code",
    "Inference code": "code",
    "Evaluation code": "code",
    "Supporting libraries and tools": "code",
    "Model parameters (Final)": "data",
    "Model parameters (Intermediate)": "data",
    "Datasets": "data",
    "Evaluation data": "data",
    "Model metadata": "data",
    "Sample model outputs": "document",
    "Model card": "document",
    "Data card": "document",
    "Technical report": "document",
    "Research paper": "document",
    "Evaluation results": "document",
}
"""The tool's components and the kind of content each is, which decides whose global licence it inherits."""

GLOBAL = ("distribution", "code", "data", "document")
"""What `release.license` may give a licence for."""

UNLICENSED = "unlicensed"
"""The tool's word for: no licence, and no global one in its place."""

_NOT_INCLUDED = re.compile(r"component not includ", re.IGNORECASE)
_TEXTS = ("name", "version", "date", "type", "producer")


@dataclass(frozen=True)
class Listed:
    """One component that a file lists.

    Attributes:
        component: The tool's name for it.
        licence: The licence that counts for it, as written; empty for none.
        path: Where the file says it is; empty where it does not.
        line: The line that names the licence, or the component.
    """

    component: str
    licence: str
    path: str
    line: int


@dataclass(frozen=True)
class Model:
    """One model file.

    Attributes:
        id: The file's name without ending.
        name: The model's name.
        producer: Who made it, as written.
        kind: The tool's word for what it makes.
        entered: The day of entry; empty where the file states none. Never a release date.
        url: The model's page.
        listed: What it lists, in the order of the file.
        not_included: Components whose licence says that they are not included: spelling, component, line.
        file: The file's name.
    """

    id: str
    name: str
    producer: str
    kind: str
    entered: str
    url: str
    listed: tuple[Listed, ...]
    not_included: tuple[tuple[str, str, int], ...]
    file: str


def licence_of(own: str | None, content: str, general: Mapping[str, str]) -> str:
    """Return the licence that the tool counts for a component; empty for none.

    The component's own licence, if it names one; `unlicensed` and an empty one mean no licence, and no global one in
    its place. Without an own licence the global one for its kind of content, then the one for the distribution.

    Args:
        own: The component's own licence as written; None where the file has no such key.
        content: `code`, `data` or `document`.
        general: The global licences, by kind of content or `distribution`.
    """
    if own is not None:
        return "" if own == UNLICENSED else own
    return general.get(content) or general.get("distribution") or ""


def read_models(folder: Path, found: Findings) -> list[Model]:
    """Read the files of a folder, one model a file; what is no model file is a problem and left out.

    Args:
        folder: The folder that holds the files.
        found: Where to note what was not understood.
    """
    models: dict[str, Model] = {}
    for path in yaml_files(folder):
        read = read_document(path, found)
        model = _model(path, read[1], found) if read else None
        if model is not None and path.stem in models:
            found.problem(path.name, 0, "a second file of that name", path.stem, f"{models[path.stem].file} counts")
        elif model is not None:
            models[path.stem] = model
    return list(models.values())


def _model(path: Path, document: Document, found: Findings) -> Model | None:
    tree = document.tree
    release = tree.get("release") if isinstance(tree, dict) else None
    if not isinstance(release, dict) or "name" not in release or not isinstance(release.get("components"), list):
        found.problem(path.name, 0, "is not a model file of the tool", "", "'release' with a name and 'components'")
        return None
    if not release["components"]:
        found.problem(path.name, document.line(("release", "components")), "lists no component")
        return None
    if not _texts_are_texts(path, document, release, found):
        return None
    general = _general(path, document, release.get("license"), found)
    listed: dict[str, Listed] = {}
    absent: list[tuple[str, str, int]] = []
    for number, entry in enumerate(release["components"]):
        place: Place = ("release", "components", number)
        component = _component(path, document, place, entry, found)
        if component is None:
            continue
        own = entry.get("license")
        line = document.line((*place, "license")) or document.line((*place, "name"))
        if own is not None and not isinstance(own, str):
            what = f"the licence of {component} reads as {kind_of(own)}, so it was left out"
            found.problem(path.name, line, what, document.texts.get((*place, "license"), ""), "quote it")
            continue
        if component in listed:
            found.note(path.name, line, "listed twice: the last entry counts", component)
            del listed[component]
        if own is not None and _NOT_INCLUDED.search(own):
            absent.append((own, component, line))
            continue
        licence = licence_of(own, CONTENT[component], general)
        listed[component] = Listed(component, licence, first_address(entry.get("component_path")), line)
    return Model(
        path.stem,
        " ".join(release["name"].split()) or path.stem,
        str(release.get("producer") or ""),
        str(release.get("type") or "").strip(),
        _entered(path, document, str(release.get("date") or ""), found),
        first_address([release.get("huggingface"), release.get("repository")]),
        tuple(listed.values()),
        tuple(absent),
        path.name,
    )


def _texts_are_texts(path: Path, document: Document, release: Mapping[str, Any], found: Findings) -> bool:
    """The tool skips a file where a text is not one (`version: 1.0` is a number, an unquoted day a date)."""
    whole = True
    for key in _TEXTS:
        value = release.get(key)
        if value is not None and not isinstance(value, str):
            place: Place = ("release", key)
            what = f"'{key}' reads as {kind_of(value)}; the tool skips such a file, so it was left out"
            found.problem(path.name, document.line(place), what, document.texts.get(place, ""), "quote it")
            whole = False
    return whole


def _general(path: Path, document: Document, licences: object, found: Findings) -> dict[str, str]:
    """The global licences that are named: by kind of content, and for the distribution."""
    general: dict[str, str] = {}
    for key, entry in licences.items() if isinstance(licences, dict) else ():
        place: Place = ("release", "license", key)
        name = entry.get("name") if isinstance(entry, dict) else None
        if key not in GLOBAL:
            found.problem(path.name, document.line(place), "unknown kind of global licence", key, nearest(key, GLOBAL))
        elif isinstance(name, str):
            general[key] = name
        elif name is not None:
            what = f"the global licence for {key} reads as {kind_of(name)}, so it was left out"
            found.problem(path.name, document.line((*place, "name")), what, str(name), "quote it")
    return general


def _component(path: Path, document: Document, place: Place, entry: object, found: Findings) -> str | None:
    """The name of a listed component, if the tool knows it."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if isinstance(name, str) and name in CONTENT:
        return name
    line = document.line((*place, "name")) if isinstance(entry, dict) else document.line(place)
    what = "unknown component" if isinstance(name, str) else "a component without a name"
    found.problem(path.name, line, what, name if isinstance(name, str) else "", nearest(name or "", CONTENT))
    return None


def _entered(path: Path, document: Document, day: str, found: Findings) -> str:
    if day and (not is_day(day) or date_rule(today(), "nobody has entered it yet")(day)):
        found.note(path.name, document.line(("release", "date")), "day of entry is in the future and was left out", day)
        return ""
    return day
