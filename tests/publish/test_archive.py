"""The frozen copy: complete, the same each time, readable by any static host, and never something else than it says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.cli.main import main
from openness.core.paths import ROOT
from openness.publish.addresses import DATA_FILES
from openness.publish.archive import Archive, Frozen, default_folder, freeze
from openness.publish.chrome import NoChromeError
from openness.publish.pictures import Pictures
from openness.web import Files
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE

CHARTS = ("gap", "claims")
RUBRICS = ("osaid-1.0", "g7-2026")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Frozen]:
    folder = tmp_path_factory.mktemp("frozen")
    return folder, freeze(folder, rubrics=RUBRICS, charts=CHARTS, painter=FakePainter())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_chart_table_definition_and_checksum_is_there(made: tuple[Path, Frozen]) -> None:
    folder, done = made
    files = contents(folder)

    assert tuple(done.versions) == RUBRICS
    assert done.pictures
    assert done.files == len(files)
    for fingerprint in done.versions.values():
        base = f"v/{fingerprint}"
        expected = {f"{base}/chart/{slug}.{form}" for slug in CHARTS for form in ("html", "js", "json", "csv", "svg")}
        expected |= {f"{base}/data/{name}" for name in DATA_FILES}
        assert expected | {f"{base}/rubric.yaml", f"{base}/index.html", f"{base}/manifest.json"} <= files.keys()
        manifest = json.loads(files[f"{base}/manifest.json"])
        assert manifest["fingerprint"] == fingerprint
        inside = {name.removeprefix(f"{base}/") for name in files if name.startswith(f"{base}/")} - {"manifest.json"}
        assert manifest["files"].keys() == inside
        for name, entry in manifest["files"].items():
            content = files[f"{base}/{name}"]
            assert entry == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        assert json.loads(files[f"{base}/data/scores.json"])["fingerprint"] == fingerprint
        assert json.loads(files[f"{base}/chart/gap.json"])["fingerprint"] == fingerprint
    listed = json.loads(files["manifest.json"])["versions"]
    assert {entry["fingerprint"] for entry in listed} == set(done.versions.values())


def test_freezing_twice_gives_the_same_bytes(made: tuple[Path, Frozen], tmp_path: Path) -> None:
    folder, _ = made
    freeze(tmp_path, package=LIVE.package(), rubrics=RUBRICS, charts=CHARTS, painter=FakePainter())
    assert contents(tmp_path) == contents(folder)
    freeze(tmp_path, package=LIVE.package(), rubrics=RUBRICS[:1], charts=CHARTS, painter=FakePainter())
    assert contents(tmp_path) == contents(folder), "and adding to it leaves the rest alone"


def test_links_are_relative_and_lead_to_files(made: tuple[Path, Frozen]) -> None:
    folder, _ = made
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == len(RUBRICS) * (len(CHARTS) + 1) + 1
    for page in pages:
        links = re.findall(r'(?:href|src)="([^"]+)"', page.read_text("utf-8"))
        assert links
        for link in links:
            if link != "data:,":
                assert not re.match(r"[a-z]+:|/", link), link
                assert (page.parent / link).resolve().is_file(), f"{page}: {link}"


def test_without_chrome_there_are_no_pictures_and_everything_else(tmp_path: Path) -> None:
    class Nothing:
        def draw(self, *_: object) -> bytes:
            raise NoChromeError("no Chrome here.")

    said: list[str] = []
    package = LIVE.package()
    done = freeze(tmp_path, package=package, rubrics=RUBRICS[:1], charts=CHARTS, painter=Nothing(), say=said.append)

    assert not done.pictures
    assert any("no Chrome here" in text for text in said)
    page = next(tmp_path.rglob("gap.html")).read_text("utf-8")
    assert ".svg" not in page
    assert not list(tmp_path.rglob("*.svg"))


# -------------------------------------------------------------------------------------------------- behind a server


@pytest.fixture
def old(made: tuple[Path, Frozen], tmp_path: Path) -> tuple[Path, str, str]:
    """An archive of data that are no longer the running ones: the folder, and the fingerprints then and now."""
    folder, done = made
    now = done.versions[RUBRICS[0]]
    then = "0" * 9 + "1"
    for name, content in contents(folder).items():
        if name.startswith(f"v/{now}/"):
            path = tmp_path / name.replace(now, then)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return tmp_path, then, now


@pytest.fixture
def client(old: tuple[Path, str, str]) -> Iterator[TestClient]:
    site = Site(LIVE, Pictures(FakePainter()), old[0])
    with TestClient(Files(Starlette(), site)) as client:
        yield client


def test_server_answers_an_earlier_fingerprint_from_the_archive(client: TestClient, old: tuple[Path, str, str]) -> None:
    folder, then, now = old
    for name in ("chart/gap.html", "chart/gap.svg", "chart/gap.js", "data/scores.csv", "data/all.zip", "rubric.yaml"):
        answer = client.get(f"/v/{then}/{name}")
        assert answer.status_code == 200, name
        assert answer.content == (folder / "v" / then / name).read_bytes()
        assert answer.headers["cache-control"].endswith("immutable")
        assert then in answer.headers["etag"]
    assert "frame-ancestors *" in client.get(f"/v/{then}/chart/gap.html").headers["content-security-policy"]
    assert client.get(f"/v/{now}/data/scores.csv").status_code == 200


def test_short_form_of_an_earlier_version_is_cut_from_its_own_file(
    client: TestClient, old: tuple[Path, str, str]
) -> None:
    folder, then, now = old
    asked = "fields=verdict,release"
    answer = client.get(f"/v/{then}/data/scores.csv?{asked}")
    assert answer.content == client.get(f"/v/{now}/data/scores.csv?{asked}").content
    assert answer.headers["cache-control"].endswith("immutable")
    document, running = (client.get(f"/v/{code}/data/scores.json?{asked}").json() for code in (then, now))
    assert document["scores"] == running["scores"]
    assert list(document) == list(running)

    version = folder / "v" / then
    before = (version / "data" / "scores.csv").read_bytes()
    table = b"release,score\nours,100\n"  # of a time before there were verdicts
    (version / "data" / "scores.csv").write_bytes(table)
    manifest = (version / "manifest.json").read_text("utf-8")
    for part in (hashlib.sha256(before).hexdigest(), str(len(before))):
        new = hashlib.sha256(table).hexdigest() if len(part) == 64 else str(len(table))
        manifest = manifest.replace(part, new)
    (version / "manifest.json").write_text(manifest, "utf-8")
    with TestClient(Files(Starlette(), Site(LIVE, Pictures(FakePainter()), folder))) as again:
        refused = again.get(f"/v/{then}/data/scores.csv?{asked}")
    assert refused.status_code == 400
    assert refused.json()["valid"] == ["release", "score"]


@pytest.mark.parametrize(
    "path",
    [
        "chart/gap.html?vendor=meta",
        "chart/gap.svg?width=500",
        "chart/gap.png",
        "chart/vendors.html",
        "data/scores.csv?as_of=2024-01-01",
        "data/scores.csv?weight.data=2",
    ],
)
def test_archive_never_answers_with_something_else(path: str, client: TestClient, old: tuple[Path, str, str]) -> None:
    answer = client.get(f"/v/{old[1]}/{path}")

    assert answer.status_code == 404
    assert old[1] in answer.json()["archived"]
    assert "whole charts" in answer.json()["hint"]


def test_file_that_was_changed_is_not_shown(client: TestClient, old: tuple[Path, str, str]) -> None:
    folder, then, _ = old
    (folder / "v" / then / "data" / "scores.csv").write_text("release,score\nours,100\n", "utf-8")
    (folder / "v" / then / "chart" / "gap.json").unlink()

    for name in ("data/scores.csv", "chart/gap.json"):
        answer = client.get(f"/v/{then}/{name}")
        assert answer.status_code == 404
        assert "checksum" in answer.json()["error"]


def test_manifest_names_no_file_outside_and_a_broken_one_names_none(tmp_path: Path) -> None:
    folder = tmp_path / "v" / "0123456789"
    folder.mkdir(parents=True)
    (tmp_path / "secret").write_text("secret", "utf-8")
    names = {"../../secret": {"sha256": "x"}, "/etc/passwd": {"sha256": "x"}, "ok.csv": {"sha256": "x"}}
    (folder / "manifest.json").write_text(json.dumps({"files": names}), "utf-8")
    archive = Archive(tmp_path)

    assert archive.find("0123456789", "../../secret") is None
    assert archive.find("0123456789", "/etc/passwd") is None
    assert archive.find("0123456789", "ok.csv") is not None
    assert archive.versions() == ["0123456789"]
    assert archive.find("../0123456", "ok.csv") is None
    for broken in ("", "[]", "{", '{"files": 3}', '{"files": {"a": 1}}'):
        (folder / "manifest.json").write_text(broken, "utf-8")
        assert Archive(tmp_path).versions() == []
    assert Archive(tmp_path / "none").versions() == []


def test_archive_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENNESS_ARCHIVE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("OPENNESS_ARCHIVE")
    assert default_folder() == ROOT / "archive"


# ----------------------------------------------------------------------------------------------------- command line


def test_freeze_on_the_command_line_says_what_to_cite(tmp_path: Path) -> None:
    only = ["--rubric", "g7-2026", "--chart", "claims", "--no-pictures"]
    done = CliRunner().invoke(main, ["freeze", "--out", str(tmp_path), *only])

    assert done.exit_code == 0, done.output
    fingerprint = re.search(r"/v/([0-9a-f]{10})  g7-2026", done.stdout)
    assert fingerprint
    assert (tmp_path / "v" / fingerprint[1] / "index.html").is_file()
    for option, words in (("--rubric", "there is no definition 'none'"), ("--chart", "there is no chart 'none'")):
        wrong = CliRunner().invoke(main, ["freeze", "--out", str(tmp_path), option, "none"])
        assert wrong.exit_code == 2
        assert words in wrong.output


def test_chart_on_the_command_line_is_the_chart_of_the_address(tmp_path: Path) -> None:
    site = Site(LIVE, Pictures(FakePainter()), tmp_path)
    with TestClient(Files(Starlette(), site)) as client:
        for form in ("json", "csv"):
            out = tmp_path / f"gap.{form}"
            done = CliRunner().invoke(
                main, ["chart", "gap", "--query", "rubric=g7-2026&kind=company", "--out", str(out)]
            )
            assert done.exit_code == 0, done.output
            assert out.read_bytes() == client.get(f"/chart/gap.{form}?rubric=g7-2026&kind=company").content


def test_html_of_the_command_line_has_everything_in_it(tmp_path: Path) -> None:
    out = tmp_path / "gap.html"
    done = CliRunner().invoke(main, ["chart", "gap", "--out", str(out), "--theme", "dark"])
    assert done.exit_code == 0, done.output
    page = out.read_text("utf-8")

    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=\"(?!data:)", page)
    assert page.count("</script>") == page.count("<script>") == 3
    assert 'data-theme="dark"' in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none", "--out", "x.svg"], "there is no chart 'none'"),
        (["gap", "--out", "x.gif"], ".svg"),
        (["gap", "--out", "x.csv", "--query", "colour=red"], "colour"),
        (["gap", "--out", "x.png", "--scale", "9"], "1<=x<=4"),
    ],
)
def test_chart_that_cannot_be_written_is_a_sentence(arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(main, ["chart", *arguments])

    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


def test_package_of_ones_own_can_be_frozen(made: tuple[Path, Frozen], tmp_path: Path) -> None:
    done = freeze(tmp_path, package=LIVE.package(), rubrics=RUBRICS[:1], charts=CHARTS[:1])

    assert done.versions[RUBRICS[0]] == made[1].versions[RUBRICS[0]]
