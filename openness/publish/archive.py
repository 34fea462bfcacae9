"""A frozen copy: every chart, table and definition of one state of the data, in a folder that any web host can serve.

    DIR/index.html  manifest.json  asset/…
    DIR/v/<fingerprint>/index.html  manifest.json  rubric.yaml  chart/<slug>.html .js .json .csv .svg  data/…

All links are relative. Freezing again adds the versions of that day and leaves the earlier ones alone; freezing the
same data twice gives the same bytes. The manifests name every file with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.base import Chart
from openness.charts.kit.options import choices
from openness.core.cache import Cache
from openness.core.html import templates
from openness.core.paths import ROOT
from openness.core.tables import write_whole
from openness.core.wording import day
from openness.facts.package import Package, load_package
from openness.publish.addresses import DATA_FILES
from openness.publish.chart_file import chart_file
from openness.publish.chrome import AT_ONCE, NoChromeError, Painter
from openness.publish.citation import PUBLISHER, cite
from openness.publish.embed import asset_name, assets, chart_page
from openness.publish.files import about, data_file, to_json
from openness.publish.picture_layout import Look
from openness.publish.pictures import draw
from openness.query.grammar import Query
from openness.rubric.load import list_rubrics, to_yaml
from openness.scoring.answer import Answer, answer

_TEMPLATES = templates(__file__)
_FINGERPRINT = re.compile(r"[0-9a-f]{10}", re.ASCII)


def default_folder(root: Path = ROOT) -> Path:
    """Where the archive of a server lies: what OPENNESS_ARCHIVE names, else `archive/`."""
    return Path(os.environ.get("OPENNESS_ARCHIVE") or root / "archive")


# ----------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True)
class Filed:
    """A file of an archive: where it lies, and what its manifest says it holds."""

    name: str
    path: Path
    sha256: str

    def read(self) -> bytes | None:
        """Its bytes; None when it is missing or not what the manifest says."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == self.sha256 else None


class Archive:
    """An archive folder, read through its manifests: what no manifest names does not exist.

    Args:
        folder: made by `freeze`; it may be missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifests: Cache[dict[str, str]] = Cache(64)

    def has(self, fingerprint: str) -> bool:
        """Whether there is anything of that version."""
        return bool(self._files(fingerprint))

    def versions(self) -> list[str]:
        """The fingerprints that are kept."""
        try:
            found = [entry.name for entry in (self.folder / "v").iterdir()]
        except OSError:
            return []
        return sorted(name for name in found if _FINGERPRINT.fullmatch(name) and self.has(name))

    def find(self, fingerprint: str, name: str) -> Filed | None:
        """A file of a version, if its manifest names it."""
        digest = self._files(fingerprint).get(name)
        return Filed(name, self.folder / "v" / fingerprint / name, digest) if digest else None

    def _files(self, fingerprint: str) -> dict[str, str]:
        if not _FINGERPRINT.fullmatch(fingerprint):
            return {}
        path = self.folder / "v" / fingerprint / "manifest.json"

        def read() -> dict[str, str]:
            listed = json.loads(path.read_text("utf-8"))["files"]
            return {name: entry["sha256"] for name, entry in listed.items() if _is_inside(name)}

        try:
            return self._manifests.get((fingerprint, path.stat().st_mtime_ns), read)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no manifest, or none of ours
            return {}


def _is_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/") and "\\" not in name and "\x00" not in name


# ----------------------------------------------------------------------------------------------------------- writing


@dataclass(frozen=True)
class Frozen:
    """What `freeze` wrote.

    Attributes:
        versions: fingerprint of each definition, by its id.
        files: how many files.
        pictures: whether there are pictures among them.
    """

    versions: dict[str, str]
    files: int
    pictures: bool


def freeze(
    out: Path,
    *,
    root: Path = ROOT,
    package: Package | None = None,
    rubrics: Sequence[str] = (),
    charts: Sequence[str] = (),
    painter: Painter | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Frozen:
    """Write the archive of the data as they are.

    Args:
        out: the folder; earlier versions in it stay.
        root: the folder with `rubric.yaml` and `rubrics/`.
        package: the data; those of `root/data` when left out.
        rubrics: ids of definitions; all of them when empty.
        charts: slugs; all of them when empty.
        painter: draws the pictures; there are none without one. Where it finds no Chrome, `say` is told.
        say: told what is done.

    Raises:
        OSError: the folder cannot be written.
        ProblemsError: data or a definition are broken.
        QueryError: there is no such definition.
    """
    package = package or load_package(root / "data")
    versions: dict[str, str] = {}
    count = 0
    for rubric in rubrics or list(list_rubrics(root)):
        say(f"{rubric} …")
        shown = answer(package, Query(rubric=rubric), root, strict=True)
        drawn = {slug: CHARTS[slug](shown, "light", **_options(slug)) for slug in charts or CHARTS}
        files = {name: data_file(name.removeprefix("data/"), shown) for name in map("data/{}".format, DATA_FILES)}
        files["rubric.yaml"] = to_yaml(shown.rubric).encode("utf-8")
        if painter is not None:
            try:
                files |= _pictures(drawn, painter)
            except NoChromeError as error:
                painter = None
                say(f"{error} The archive has none.")
        for slug, chart in drawn.items():
            for form in ("js", "json", "csv"):
                files[f"chart/{slug}.{form}"] = chart_file(shown, chart, _options(slug), form)
            page = chart_page(shown, chart, _options(slug), kind="file", picture=f"chart/{slug}.svg" in files)
            files[f"chart/{slug}.html"] = page.encode("utf-8")
        files["index.html"] = _version_page(shown, sorted(files), drawn)
        folder = out / "v" / shown.fingerprint
        _write(folder, files)
        write_whole(folder / "manifest.json", to_json({**about(shown), "files": _listed(files)}))
        versions[rubric] = shown.fingerprint
        count += len(files) + 1
    count += _write(out / "asset", {name: path.read_bytes() for name, path in assets().items()})
    _index(out)
    return Frozen(versions, count + 2, painter is not None)


def _options(slug: str) -> dict[str, str]:
    return choices(OPTIONS[slug], {})


def _pictures(drawn: Mapping[str, Chart], painter: Painter) -> dict[str, bytes]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pictures = list(pool.map(lambda chart: draw(chart, "svg", Look(), painter), drawn.values()))
    return {f"chart/{slug}.svg": picture for slug, picture in zip(drawn, pictures, strict=True)}


def _listed(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    return {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in sorted(files.items())
    }


def _write(folder: Path, files: dict[str, bytes]) -> int:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return len(files)


def _page(template: str, title: str, up: str, **values: Any) -> bytes:
    """A page of the archive, so many folders down."""
    stylesheet = f"{up}asset/{asset_name('embed.css')}"
    page = _TEMPLATES.get_template(template).render(title=title, stylesheet=stylesheet, day=day, **values)
    return page.encode("utf-8")


def _version_page(shown: Answer, files: list[str], charts: Mapping[str, Chart]) -> bytes:
    return _page(
        "archived_version.html",
        "Openness Gap: an archived version",
        "../../",
        shown=shown,
        charts=charts,
        forms={slug: [form for form in ("svg", "csv", "json") if f"chart/{slug}.{form}" in files] for slug in charts},
        tables=[name for name in files if name.startswith("data/")],
        citation=cite(PUBLISHER, shown, kind="data").collection,
    )


def _index(out: Path) -> None:
    """The list of all versions in the folder, for readers and for machines."""
    found = []
    for path in sorted((out / "v").glob("*/manifest.json")):
        text = path.read_bytes()
        about_it = json.loads(text)
        found.append(
            {
                "fingerprint": path.parent.name,
                "rubric": about_it["rubric"],
                "data_date": about_it["data_date"],
                "manifest": f"v/{path.parent.name}/manifest.json",
                "sha256": hashlib.sha256(text).hexdigest(),
            }
        )
    found.sort(key=lambda version: (version["data_date"], version["rubric"]["id"]))
    named = {
        name: {"sha256": hashlib.sha256((out / "asset" / name).read_bytes()).hexdigest()}
        for name in sorted(entry.name for entry in (out / "asset").iterdir())
    }
    write_whole(out / "manifest.json", to_json({"versions": found, "assets": named}))
    index = _page("archive_index.html", "Openness Gap: archived versions", "", versions=found[::-1])
    write_whole(out / "index.html", index)
