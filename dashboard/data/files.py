"""The tables of the data package, column by column, and every file to take along."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.frame import brought, loaders, page_choices
from dashboard.frame.cite import base
from dashboard.frame.plain import link, plain
from openness.core.wording import count
from openness.facts.schema import resources
from openness.publish.addresses import DATA_FILES, with_pairs
from openness.publish.files import LICENCE
from openness.scoring.answer import Answer

_ABOUT = {
    "scores.csv": "one row a release: score with its range, coverage, verdict, gap",
    "scores.json": "the same with definition, citation and sources",
    "evidence.csv": "every fact of the selection, and whether it counts",
    "evidence.json": "the same with definition, citation and sources",
    "releases.csv": "the releases of the selection",
    "changes.csv": "every dated change and what it did to the verdict",
    "questions.csv": "every question with its answer, how sure it is, and what would change it",
    "questions.json": "the same with the releases that each answer counts",
    "all.zip": "everything: data, definitions, scores, licences",
}


def draw(shown: Answer) -> None:
    """What this selection can be taken along as, then the tables behind it."""
    st.header("Take it along", anchor="downloads")
    st.caption(f"Data: {LICENCE}. These files contain what is selected above, under the definition in force.")
    if brought.concerns(shown.query):
        st.markdown("What only this session knows has no address; the tables below can be downloaded.")
    else:
        pairs = shown.query.to_pairs()
        addresses = {name: f"{base()}/{with_pairs(f'data/{name}', pairs)}" for name in DATA_FILES}
        st.markdown("\n".join(f"- {link(name, url)}: {plain(_ABOUT[name])}" for name, url in addresses.items()))
    st.header("Every table, every column", anchor="tables")
    st.caption("This is `data/datapackage.json`, the one schema that the data are checked against.")
    tables = {name: resource for name, resource in resources().items() if "fields" in resource.get("schema", {})}
    name = page_choices.one("Table", "table", list(tables), lambda key: str(tables[key]["title"]), width=320)
    resource = tables[name]
    st.markdown(plain(resource["description"]))
    fields = resource["schema"]["fields"]
    st.table(
        {
            "Column": [plain(field["name"]) for field in fields],
            "What it holds": [plain(field["description"]) for field in fields],
            "Words allowed": [plain(", ".join(_words(field))) for field in fields],
        },
        border="horizontal",
        alt=f"{count(len(fields), 'column')} of the table {resource['title']}",
    )
    files = _files(resource["path"])
    st.download_button(
        f"Download {files[0].name if len(files) == 1 else f'{name}.zip'}",
        data=lambda: _content(files),
        file_name=files[0].name if len(files) == 1 else f"{name}.zip",
        key="table_file",
        on_click="ignore",
        disabled=not files,
    )


def _words(field: dict[str, Any]) -> list[str]:
    return [str(word) for word in field.get("constraints", {}).get("enum", [])]


def _files(paths: str | list[str]) -> list[Path]:
    folder = loaders.root() / "data"
    return [path for name in ([paths] if isinstance(paths, str) else paths) for path in sorted(folder.glob(name))]


def _content(files: list[Path]) -> bytes:
    if len(files) == 1:
        return files[0].read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.name)
    return out.getvalue()
