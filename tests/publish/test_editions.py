"""An edition published: its line, its archive, what is said of it, and the files that say how to cite it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
import yaml

from openness.core.errors import OpennessError
from openness.core.paths import ROOT
from openness.editions.opened import open_state
from openness.editions.register import archive_of, edition_of, edition_words, editions
from openness.facts.package import Package, load_package
from openness.publish.citation import cite
from openness.publish.cite_files import citation_files
from openness.publish.editions import changelog, publish_edition
from openness.publish.files import about
from openness.scoring.answer import answer
from tests.editions.made_up import made_up

FIRST, SECOND, _ = made_up()
WRITTEN = ("data/editions.csv", "data/CHANGELOG.md", "CITATION.cff", "CITATION.bib", ".zenodo.json")


def contents(root: Path) -> dict[str, bytes]:
    names = [*WRITTEN, *(path.relative_to(root).as_posix() for path in root.glob("editions/*"))]
    return {name: (root / name).read_bytes() for name in names}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("root")
    for edition in (FIRST, SECOND):
        publish_edition(edition.write(root))
    return root


def test_an_edition_has_a_line_an_archive_and_its_words(root: Path) -> None:
    package = load_package(root / "data")
    first, second = editions(package)

    assert (first.number, first.date, second.number, second.date) == (1, FIRST.date, 2, SECOND.date)
    assert edition_of(package) == second
    for edition in (first, second):
        kept = open_state(str(edition.number), root)
        assert kept.package.digest == edition.digest
        assert list(kept.rubrics) == ["small"]
    text = (root / "data" / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Edition 2 of 30 June 2025", "Edition 1 of 31 January 2025"]
    assert "3 releases added and 2 gone" in text
    assert f"The first edition: {len(FIRST.releases)} releases of 1 vendor, {len(FIRST.facts)} facts." in text


def test_publishing_again_changes_nothing_and_the_same_data_are_the_same_bytes(root: Path, tmp_path: Path) -> None:
    before = contents(root)
    publish_edition(root)
    assert contents(root) == before

    for edition in (FIRST, SECOND):
        publish_edition(edition.write(tmp_path))
    assert contents(tmp_path) == before


def test_a_second_edition_of_one_day_takes_the_place_of_the_first(tmp_path: Path) -> None:
    publish_edition(FIRST.write(tmp_path))
    curated = tmp_path / "data" / "evidence" / "curated.csv"
    curated.write_text("\n".join(curated.read_text().splitlines()[:-1]) + "\n")

    edition = publish_edition(tmp_path)

    assert edition.number == 1
    assert editions(load_package(tmp_path / "data")) == (edition,)
    assert open_state("1", tmp_path).package.digest == edition.digest == load_package(tmp_path / "data").digest


def test_older_data_are_no_new_edition(tmp_path: Path) -> None:
    publish_edition(SECOND.write(tmp_path))
    before = contents(tmp_path)

    with pytest.raises(OpennessError, match="older than edition 1 of 30 June 2025"):
        publish_edition(FIRST.write(tmp_path))
    assert contents(tmp_path) == before


def test_pages_files_and_citations_name_the_edition(root: Path, tmp_path: Path) -> None:
    shown = answer(load_package(root / "data"), root=root)
    assert edition_words(shown.package) == about(shown)["edition"] == "edition 2 of 30 June 2025"
    for form in ("plain", "collection", "apa", "bibtex"):
        assert "ata of 30 June 2025 (edition 2)" in getattr(cite("A", shown), form)

    SECOND.write(tmp_path)
    (tmp_path / "data" / "editions.csv").write_bytes((root / "data" / "editions.csv").read_bytes())
    with (tmp_path / "data" / "vendors.csv").open("a") as file:
        file.write("another,Another,US,company,https://example.org/,\n")
    later = load_package(tmp_path / "data")
    assert edition_words(later) == "later than edition 2 of 30 June 2025"
    assert edition_words(later, dated=False) == "later than edition 2"


# ------------------------------------------------------------------------------------------------------ as committed


def test_every_edition_that_is_listed_is_kept_and_is_what_it_was(package: Package) -> None:
    listed = editions(package)

    assert [edition.number for edition in listed] == list(range(1, len(listed) + 1))
    assert [edition.date for edition in listed] == sorted({edition.date for edition in listed})
    assert sorted(path.name for path in (ROOT / "editions").iterdir()) == sorted(
        archive_of(edition.number, ROOT).name for edition in listed
    )
    for edition in listed:
        kept = open_state(str(edition.number))
        assert (kept.package.digest, kept.package.date) == (edition.digest, edition.date)
        assert next(iter(kept.rubrics)) == "osaid-1.0"


def test_the_files_that_say_how_to_cite_are_made_from_one_place(package: Package) -> None:
    last = editions(package)[-1]

    for name, text in citation_files(last).items():
        assert (ROOT / name).read_text("utf-8") == text, "run: python -m openness edition"
        assert last.digest[:10] in text
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors", "date-released", "license"} <= cff.keys()
    assert json.loads((ROOT / ".zenodo.json").read_text("utf-8"))["publication_date"] == last.date


def test_the_changelog_of_the_data_says_what_differs_between_the_editions(package: Package) -> None:
    assert (ROOT / "data" / "CHANGELOG.md").read_text("utf-8") == changelog(editions(package)), (
        "run: python -m openness edition"
    )


def test_a_list_of_editions_does_not_change_what_the_data_are_called(root: Path) -> None:
    before = load_package(root / "data").digest
    with (root / "data" / "editions.csv").open("a") as file:
        file.write(f"3,2026-01-01,{hashlib.sha256().hexdigest()}\n")

    assert load_package(root / "data").digest == before
