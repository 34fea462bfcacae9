"""A vendor's reply is the vendor's, dated and with an address, and stands beside the verdict wherever that is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openness.core.errors import ProblemsError
from openness.facts.package import load_package
from openness.facts.replies import replies_to
from openness.report.sheets import sheets
from openness.scoring.answer import answer
from tests.cli.runs import run
from tests.factories import fact, make_package, package_of, write_package

TEXT = "We disagree: the code has been public since May."
REPLIES = [
    {"release": "alpha", "date": "2026-10", "text": "Earlier."},
    {"release": "alpha", "date": "2026-11-10", "text": TEXT},
]


def test_the_replies_about_a_release_come_latest_first_and_up_to_the_day() -> None:
    package = package_of(releases=["alpha", "beta"], replies=REPLIES)
    assert [reply.date for reply in replies_to(package, "alpha", "2026-11-22")] == ["2026-11-10", "2026-10"]
    assert [reply.date for reply in replies_to(package, "alpha", "2026-11-09")] == ["2026-10"]
    assert replies_to(package, "beta", "2026-11-22") == ()


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ({"release": "gone"}, r"replies\.csv:2: column 'release' names what has no row in releases.csv"),
        ({"vendor": "other"}, r"replies\.csv:2: a reply by another vendor than that of the release; got 'other'"),
        ({"text": ""}, r"replies\.csv:2: column 'text' is empty"),
        ({"url": "example.org"}, r"replies\.csv:2: column 'url' is not a web address"),
        ({"date": "2999-01-01"}, r"replies\.csv:2: column 'date' lies after"),
    ],
)
def test_what_is_not_a_reply_by_the_vendor_is_refused(tmp_path: Path, reply: dict[str, str], says: str) -> None:
    vendors = [{"vendor": "acme"}, {"vendor": "other"}]
    with pytest.raises(ProblemsError, match=says):
        make_package(tmp_path / "p", vendors=vendors, replies=[{"release": "alpha"} | reply])


def test_the_reply_is_in_the_explanation_its_json_and_the_report(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", facts=[fact("alpha", "base_weights", "open", "MIT")], replies=REPLIES)
    told = run("explain", "alpha", "--data", folder).stdout
    assert f"WHAT ACME REPLIED ON 10 NOVEMBER 2026\n  {TEXT}\n  https://example.org/reply\n" in told
    (release,) = json.loads(run("explain", "alpha", "--data", folder, "--format", "json").stdout)["releases"]
    assert release["replies"][0] == {
        "vendor": "Acme",
        "date": "2026-11-10",
        "text": TEXT,
        "url": "https://example.org/reply",
    }
    blocks = repr(sheets(answer(load_package(folder))))
    assert "What Acme replied on 10 November 2026" in blocks
    assert TEXT in blocks
