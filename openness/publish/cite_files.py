"""How to cite the whole of it, in the files that others read: CITATION.cff, CITATION.bib and .zenodo.json.

All three are written from here by `openness edition`; a test holds the committed files equal to that.
"""

from __future__ import annotations

import json
import textwrap
import tomllib
from pathlib import Path

from openness.core.paths import ROOT
from openness.core.wording import day
from openness.editions.register import Edition
from openness.publish.citation import AUTHOR, LICENCE, LICENCE_URL, PUBLISHER

ABSTRACT = (
    "A dashboard, a data package and a command line that measure how open AI models are under several published "
    "definitions, and how far open weights run ahead of open training, with every number traceable to a page."
)
KEYWORDS = ("open source AI", "openness", "model evaluation", "AI policy")
LICENCES = ("Apache-2.0", "CC-BY-4.0")
"""SPDX ids of the licences of code and of data."""


def citation_files(edition: Edition, root: Path = ROOT) -> dict[str, str]:
    """The files by name, for the newest edition.

    Args:
        edition: What is cited.
        root: The repository, whose `pyproject.toml` has the version of the code.
    """
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return {
        "CITATION.cff": _cff(edition, version),
        "CITATION.bib": _bibtex(edition),
        ".zenodo.json": _zenodo(edition, version),
    }


def _cff(edition: Edition, version: str) -> str:
    abstract = textwrap.fill(ABSTRACT, 116, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use Openness Gap, please cite it, with the edition or the date of the data and the version '
        'code that each page shows."',
        f'title: "{PUBLISHER}"',
        "abstract: >-",
        abstract,
        "type: software",
        "authors:",
        f'  - name: "{AUTHOR}"',
        f"version: {version}",
        f'date-released: "{edition.date}"',
        "identifiers:",
        "  - type: other",
        f'    value: "sha256:{edition.digest}"',
        f'    description: "The data of {edition.words}"',
        "license:",
        *(f"  - {licence}" for licence in LICENCES),
        "keywords:",
        *(f"  - {word}" for word in KEYWORDS),
    ]
    return "\n".join(lines) + "\n"


def _bibtex(edition: Edition) -> str:
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{PUBLISHER}}}",
        "year": edition.date[:4],
        "edition": str(edition.number),
        "note": f"Data of {day(edition.date)}, checksum {edition.code}. {LICENCE}.",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{openness-gap-{edition.number},\n{lines}\n}}\n"


def _zenodo(edition: Edition, version: str) -> str:
    document = {
        "title": f"{PUBLISHER}, {edition.words}",
        "upload_type": "dataset",
        "description": f"<p>{ABSTRACT}</p>",
        "creators": [{"name": AUTHOR}],
        "publication_date": edition.date,
        "version": f"edition {edition.number}, code {version}",
        "license": LICENCES[1].lower(),
        "keywords": list(KEYWORDS),
        "notes": f"Code: {LICENCES[0]}. Data and definitions: {LICENCE} ({LICENCE_URL}). SHA-256 of the data: "
        f"{edition.digest}.",
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
