"""What is in force while the files are edited, broken or deleted under a running server."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.core.paths import ROOT
from openness.core.wording import moment
from openness.editions.register import archive_of
from openness.publish import copies
from openness.publish.live import Live
from openness.publish.pictures import Pictures
from openness.rubric.presets import FILE
from openness.web import Files
from openness.web.site import Site
from tests.factories import write_package
from tests.pictures import FakePainter
from tests.rubric.cases import VALID


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small package, a definition, and the files that go with them."""
    write_package(tmp_path / "data", releases=["alpha"])
    (tmp_path / "rubric.yaml").write_text(VALID, "utf-8")
    (tmp_path / FILE).parent.mkdir(parents=True)
    shutil.copy(ROOT / FILE, tmp_path / FILE)
    return tmp_path


@pytest.fixture
def live(folder: Path) -> Live:
    found = Live(folder, patience=0)
    assert found.answer().selected == ("alpha",)
    return found


def to_two(folder: Path) -> None:
    write_package(folder / "data", releases=["alpha", "beta"])


def test_what_is_whole_takes_over(folder: Path, live: Live) -> None:
    first = live.version
    to_two(folder)
    assert live.answer().selected == ("alpha", "beta")
    assert live.version != first
    assert live.broken is None


def test_what_is_shown_has_its_editions(folder: Path, live: Live) -> None:
    # what is served is a copy, and there the Data page and the chart of editions look for those before
    archive_of(1, folder).parent.mkdir()
    archive_of(1, folder).write_bytes(b"one")
    to_two(folder)

    assert archive_of(1, live.package().path.parent).read_bytes() == b"one"


def test_file_that_is_gone_for_a_moment_and_folders_are_no_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = copies.stamp_of(folder)
    (folder / "data" / "more").mkdir()
    monkeypatch.setattr(copies, "_FILES", (*copies._FILES, "never-there"))
    assert copies.stamp_of(folder) == first
    (folder / "rubric.yaml").unlink()
    assert copies.stamp_of(folder) != first


def broken_table(folder: Path) -> None:
    (folder / "data" / "releases.csv").write_text("nothing,of,the,kind\n", "utf-8")


def broken_definition(folder: Path) -> None:
    (folder / "rubric.yaml").write_text(VALID.replace("ranked_from", "ranked_form"), "utf-8")


def not_utf8(folder: Path) -> None:
    (folder / "data" / "vendors.csv").write_bytes(b"\xff\xfe\x00")


def no_data(folder: Path) -> None:
    shutil.rmtree(folder / "data")


def no_definition(folder: Path) -> None:
    (folder / "rubric.yaml").rename(folder / "other.yaml")


def broken_question(folder: Path) -> None:
    (folder / "questions").mkdir()
    (folder / "questions" / "one.yaml").write_text("title: [", "utf-8")


def nothing_left(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (broken_table, "data/releases.csv"),
        (broken_definition, "ranked_form"),
        (not_utf8, "data/vendors.csv"),
        (no_data, "Missing: data."),
        (no_definition, "Missing: rubric.yaml."),
        (broken_question, "questions/one.yaml"),
        (nothing_left, "Missing: rubric.yaml, data, rubrics."),
    ],
)
def test_last_good_version_stays_whatever_becomes_of_the_files(
    spoil: Callable[[Path], None], says: str, folder: Path, live: Live
) -> None:
    before, version = time.time(), live.version
    spoil(folder)
    with TestClient(Files(Starlette(), Site(live, Pictures(FakePainter())))) as client:
        assert client.get("/data/scores.csv?q=alpha").status_code == 200
        assert client.get("/data/all.zip").status_code == 200, "what is taken along is the version in force too"
        assert client.get("/rubric.yaml").status_code == 200
        told = client.get("/healthz").json()

    assert live.version == version
    assert live.broken is not None
    assert says in live.broken.why
    assert str(live.root) not in live.broken.why
    assert before - 1 <= live.broken.since <= time.time()
    assert moment(live.broken.since) in told["data"]


def test_broken_files_that_are_mended_take_over_and_the_time_told_is_the_first(folder: Path, live: Live) -> None:
    broken_table(folder)
    assert live.answer().selected == ("alpha",)
    first = live.broken
    assert first is not None
    for number in range(6):  # more often than copies are kept
        (folder / "data" / "releases.csv").write_text("x\n" * (number + 2), "utf-8")
        assert live.answer().selected == ("alpha",)
        assert live.broken is not None
        assert live.broken.since == first.since
    assert live.root.exists()
    to_two(folder)
    assert live.answer().selected == ("alpha", "beta")
    assert live.broken is None


def test_what_is_broken_from_the_start_says_so_until_it_is_mended(folder: Path) -> None:
    broken_definition(folder)
    live = Live(folder, patience=0)
    with pytest.raises(ValueError, match="ranked_form"):
        live.answer()
    assert live.broken is None, "there is no version before"
    (folder / "rubric.yaml").write_text(VALID, "utf-8")
    assert live.answer().selected == ("alpha",)


def test_full_disk_leaves_the_version_in_force_and_a_start_without_a_copy(
    folder: Path, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(copies.shutil, "copy2", full)
    to_two(folder)
    assert live.answer().selected == ("alpha",)
    assert live.broken is not None
    assert "No space left" in live.broken.why
    other = Live(folder, patience=0)
    assert other.answer().selected == ("alpha", "beta")
    monkeypatch.setattr(copies.tempfile, "mkdtemp", full)
    assert Live(folder, patience=0).answer().selected == ("alpha", "beta")


@pytest.mark.parametrize("now", [0.0, 4e9], ids=["1970", "2096"])
def test_clock_that_is_wrong_hides_nothing(now: float, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr("openness.facts.package.today", lambda: "1970-01-01" if not now else "2096-10-02")
    live = Live(folder, patience=0)
    assert live.answer().selected == ("alpha",)
    broken_table(folder)
    assert live.answer().selected == ("alpha",)
    assert live.broken is not None
    assert live.broken.since == now


def test_files_are_looked_after_from_a_thread_and_only_until_the_end(folder: Path) -> None:
    live = Live(folder, patience=0.01)
    live.watch()
    to_two(folder)
    end = time.monotonic() + 20
    while len(live.answer().selected) == 1:
        assert time.monotonic() < end
        time.sleep(0.01)
    live.close()
