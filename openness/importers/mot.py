"""The Model Openness Tool, from a folder of its model files to a data package.

A file lists components of one model, each with a licence. Being listed means: present. The tool counts a component
when its licence is open by a list of its own, compared letter for letter; `Apache 2.0` is not `Apache-2.0`. The package
keeps that judgement as the terms of its licences, so that the rubric `mof-1.0` gives the tool's own class.

Source: https://mot.isitopen.ai, LF AI & Data, repository under MIT.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from openness.facts.licences import FLAGS, PERMISSIVE_FLAGS, TERMS_OPEN, Licence, licence_terms
from openness.importers.carry import carry_over
from openness.importers.corrections import Corrections
from openness.importers.licence_names import LicenceNames
from openness.importers.mot_read import UNLICENSED, Listed, Model, read_models
from openness.importers.osai_index import Crosswalk
from openness.importers.osai_read import Findings
from openness.importers.vendors import VendorNames
from openness.importers.writer import DATA, TABLES, Report, Row, alias_of, read_table, write_index

SOURCE = "mot"
COMMIT = "8b5d30e"
"""The commit of the tool's repository that this project reads."""

COMMIT_DAY = "2026-05-11"
REPOSITORY = "https://github.com/lfai/model_openness_tool"

OPEN_LICENCES = TABLES / "mot_licences.csv"
"""The 226 ids that the tool counts as open at that commit, with the lists that make them so.

PDDL-1.0 is missing there because the tool's list of data licences writes `ODC-PDDL-1.0`, which is no id.
"""

LISTED = "listed"
LISTED_TUNED = "listed, tuned"
"""The classes of the crosswalk: listed, and listed by a file whose name says that the model is a tuned one."""

WEIGHTS = "Model parameters (Final)"
_TUNED = re.compile(r"(?:^|[-_ .])(?:instruct|chat|it|sft|dpo|rlhf)(?:$|[-_ .])", re.IGNORECASE)
_APART = "LicenseRef-mot-"
_MODALITY = {
    "language": "text",
    "code": "code",
    "image": "image",
    "audio": "audio",
    "video": "video",
    "multimodal": "multimodal",
}
_OWN_RECORD = "No address given: it is the tool's own record."


def import_mot(folder: Path, out: Path, *, data: Path = DATA) -> Report:
    """Write a data package from the tool's model files.

    Ids of releases are the file names without ending, as they stand. No file states a release date, so none is
    written: a release counts from the day of entry, the first day from which the tool speaks of it. The package holds
    what the tool says, right or wrong; corrections are made when it is carried over.

    Args:
        folder: The folder that holds the model files.
        out: The package to write.
        data: The project's own package, for the crosswalk, the components and the licences.

    Returns:
        What was read and what was not understood. Nothing is written when there is nothing to write.
    """
    found = Findings()
    if not found.folder(folder, "the tool's model files"):
        return found.report(SOURCE)
    models = read_models(folder, found)
    if not models:
        found.problem(str(folder), 0, "holds no model file of the tool", hint="YAML files with 'release'")
        return found.report(SOURCE)
    return found.written(SOURCE, out, lambda: _write(models, out, found, data))


def carry_mot(package: Path, data: Path = DATA) -> int:
    """Write data/evidence/mot.csv: the facts of an imported package, under our own releases and licences.

    A licence that the package keeps apart because the tool does not know its spelling becomes the licence it stands
    for, or none named where it stands for nothing. What corrections.yml says of the tool's records is corrected.

    Returns:
        The number of facts written.

    Raises:
        ProblemsError: An alias names a record that the package does not hold, two main records meet, or a correction
            matches nothing.
    """
    names = LicenceNames(SOURCE, data)
    meant = {
        row["licence"]: names.normalise(row["spelling"])
        for row in read_table(package / "licence_spellings.csv")
        if row["licence"].startswith(_APART)
    }
    return carry_over(package, data, licences=meant, corrections=Corrections.read(SOURCE, data))


class MotLicences:
    """Licences as the tool judges them: open if the tool's list has the id letter for letter.

    Where we know what a spelling stands for and the tool would not count it either way, it becomes that licence. A
    spelling of an open licence that the tool does not know, and one that names no licence at all, gets an id of its
    own: neither may count as open here.

    Attributes:
        spellings: Every spelling that is no id as it stands, to the id it became and what it stands for.
    """

    def __init__(self, data: Path = DATA) -> None:
        self._names = LicenceNames(SOURCE, data)
        self._open: dict[str, Row] = {row["licence"]: row for row in read_table(OPEN_LICENCES)}
        self._judged = {licence: Licence(licence, TERMS_OPEN) for licence in self._open}
        self._rows: dict[str, dict[str, str]] = {}
        self.spellings: dict[str, tuple[str, str]] = {}

    def id_of(self, text: str) -> str:
        """Return the licence, or the expression, that a spelling becomes in the package."""
        if text in self._open:
            self._row(text)
            return text
        if text not in self.spellings:
            self.spellings[text] = self._read(text)
        return self.spellings[text][0]

    def tables(self) -> dict[str, Sequence[Row]]:
        """Return licences.csv and licence_spellings.csv.

        They hold all licences met, with the tool's judgement as their terms, and what was written, what it became and
        what it stands for.
        """
        spellings = [
            {"source": SOURCE, "spelling": text, "licence": made, "context": "", "note": _note(made, meant)}
            for text, (made, meant) in self.spellings.items()
            if text != made
        ]
        return {"licences": list(self._rows.values()), "licence_spellings": spellings}

    @property
    def strange(self) -> Mapping[str, str]:
        """Spellings that no table knows."""
        return self._names.strange

    def _read(self, text: str) -> tuple[str, str]:
        meant = self._names.normalise(text) if text else "none"
        if meant and licence_terms(meant, self._judged).terms != TERMS_OPEN:
            for part in licence_terms(meant, self._judged).licences:
                self._row(part)
            return meant, meant
        words = re.sub(r"[^A-Za-z0-9.+]+", "-", text).strip("-.") or "unnamed"
        made, number = _APART + words, 1
        while made in self._rows:
            number += 1
            made = f"{_APART}{words}-{number}"
        self._rows[made] = {
            "licence": made,
            "name": text.strip(),
            "terms": "restricted",
            **dict.fromkeys(FLAGS, "unknown"),
            **dict.fromkeys(PERMISSIVE_FLAGS, "false"),
        }
        return made, meant

    def _row(self, licence: str) -> None:
        if licence in self._rows:
            return
        named = next((text for text, made in self._names.strange.items() if made == licence), licence)
        row = dict(self._names.table.get(licence, {"name": named, **dict.fromkeys(FLAGS, "unknown")}))
        listed = self._open.get(licence)
        if listed is not None:
            row |= {flag: listed[flag] for flag in PERMISSIVE_FLAGS}
        terms = "none" if licence == "none" else "open" if listed is not None else "restricted"
        self._rows[licence] = {**row, "licence": licence, "terms": terms}


def _note(made: str, meant: str) -> str:
    if not made.startswith(_APART):
        return ""
    return f"Stands for {meant}, but not letter for letter: not open to the tool" if meant else "Names no licence"


def record_address(model: Model) -> str:
    """The address of the tool's own record: the file at the commit."""
    return f"{REPOSITORY}/blob/{COMMIT}/models/{quote(model.file)}"


def _write(models: Sequence[Model], out: Path, found: Findings, data: Path) -> dict[str, int]:
    crosswalk = Crosswalk.read(SOURCE, data)
    licences = MotLicences(data)
    vendors = VendorNames(data)
    releases, facts, aliases = [], [], []
    for model in models:
        releases.append(
            {
                "release": model.id,
                "name": model.name,
                "vendor": vendors.row(model.producer)["vendor"],
                "modality": _MODALITY.get(model.kind, ""),
                "url": model.url,
            }
        )
        for listed in model.listed:
            facts += _facts(model, listed, crosswalk, licences)
        _note_licences(model, licences, found)
        aliases.append(alias_of(SOURCE, model.id, model.id))
    created = max([COMMIT_DAY, *(model.entered for model in models)])
    write_index(
        out,
        SOURCE,
        {
            "releases": releases,
            "evidence": facts,
            "aliases": aliases,
            **licences.tables(),
            "vendors": vendors.rows(),
            "crosswalk": crosswalk.rows,
        },
        title="Model Openness Tool",
        created=created,
        description="What the tool's model files list, as facts about components. The terms of a licence are the "
        "tool's own judgement: open if its list has the id letter for letter, else restricted, or none.",
        data=data,
    )
    return {"models": len(models), "facts": len(facts)}


def _facts(model: Model, listed: Listed, crosswalk: Crosswalk, licences: MotLicences) -> list[dict[str, str]]:
    tuned = listed.component == WEIGHTS and _TUNED.search(model.id)
    says = crosswalk.says.get((listed.component, LISTED_TUNED if tuned else LISTED), ())
    licence = licences.id_of(listed.licence) if listed.licence else licences.id_of(UNLICENSED)
    return [
        {
            "source": SOURCE,
            "release": model.id,
            "component": said.component,
            "availability": said.availability,
            "licence": licence,
            "since": "",
            "recorded": model.entered or COMMIT_DAY,
            "url": listed.path or record_address(model),
            "confidence": "medium",
            "dimension": listed.component,
            "counts": said.counts,
            "note": said.reason if said.counts == "index" else "" if listed.path else _OWN_RECORD,
        }
        for said in says
    ]


def _note_licences(model: Model, licences: MotLicences, found: Findings) -> None:
    """Note each licence that is not written as its id, where it stands, and what is said not to be included."""
    for listed in model.listed:
        made, meant = licences.spellings.get(listed.licence, (listed.licence, listed.licence))
        if made == listed.licence:
            continue
        if listed.licence in licences.strange or meant in licences.strange.values():
            what, hint = "licence that no table knows: kept, nothing assumed", f"id {made}"
        elif made.startswith(_APART) and meant:
            what, hint = "licence misspelt: kept as written", f"stands for {meant}; the tool does not count it as open"
        elif made.startswith(_APART):
            what, hint = "no licence is named there: kept as written", f"id {made}"
        else:
            what, hint = "licence spelling", f"read as {made}"
        found.note(model.file, listed.line, what, listed.licence, hint)
    for spelling, component, line in model.not_included:
        found.note(model.file, line, f"{component} is listed as not included: no fact", spelling)
