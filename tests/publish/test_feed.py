"""The feed of changes: valid Atom (RFC 4287), with ids that stay, under any filter, whatever the data hold."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.findings.effects import selected_changes
from openness.publish.feed import MOST, feed
from openness.publish.pictures import Pictures
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from openness.web import Files
from openness.web.site import Site
from tests.factories import fact, package_of
from tests.pictures import FakePainter
from tests.shared import LIVE

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://example.org/gap"


def read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own)


def said(element: ElementTree.Element, name: str) -> str:
    [found] = element.findall(f"{ATOM}{name}")
    return found.text or ""


def link(element: ElementTree.Element, rel: str) -> str:
    [found] = [one.get("href", "") for one in element.findall(f"{ATOM}link") if one.get("rel") == rel]
    return found


def entries(text: str) -> dict[str, ElementTree.Element]:
    found = read(text).findall(f"{ATOM}entry")
    by_id = {said(entry, "id"): entry for entry in found}
    assert len(by_id) == len(found), "no two entries share an id"
    return by_id


@pytest.fixture(scope="module")
def whole(everything: Answer) -> str:
    return feed(everything, BASE)


def test_the_feed_has_all_that_the_format_asks_for(whole: str, everything: Answer) -> None:
    root = read(whole)

    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said(element, "id"))
        assert said(element, "title")
        assert datetime.fromisoformat(said(element, "updated")).tzinfo is not None
        assert link(element, "alternate").startswith(BASE)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert link(root, "self") == f"{BASE}/changes.atom"
    updated = [said(entry, "updated") for entry in root.findall(f"{ATOM}entry")]
    assert updated == sorted(updated, reverse=True)
    assert said(root, "updated") == updated[0]
    assert len(updated) == min(MOST, len(selected_changes(everything)))


def test_an_id_stays_whatever_is_asked_for_and_the_words_follow_the_definition(whole: str, everything: Answer) -> None:
    changed = selected_changes(everything)["release"].iloc[0]
    asked = answer(everything.package, Query(rubric="g7-2026", release=(changed,)))
    few, every = entries(feed(asked, BASE)), entries(whole)

    assert few.keys()
    assert len(few) == len(selected_changes(asked))
    shared = few.keys() & every.keys()
    assert shared
    for name in shared:
        assert said(few[name], "title") == said(every[name], "title")
        assert f"under {asked.rubric.title}" in said(few[name], "content")
        assert f"release={changed}" in link(few[name], "alternate")
    assert link(read(feed(asked, BASE)), "self") == f"{BASE}/changes.atom?rubric=g7-2026&release={changed}"
    assert said(read(feed(asked, BASE)), "id") != said(read(whole), "id")


def test_the_day_of_update_is_the_one_on_which_the_change_was_recorded() -> None:
    package = package_of(
        releases=["a", "b"],
        facts=[
            fact("a", "base_weights", "open", "MIT", since="2024-01-15"),
            fact("a", "base_weights", "closed", since="2025-03", recorded="2026-11-20"),
            fact("b", "base_weights", "open", "MIT", since="2024-01-15"),
            fact("b", "base_weights", "closed", since="2025-06-01", recorded="2026-11-02"),
        ],
    )
    first, second = entries(feed(answer(package))).values()

    assert (said(first, "updated"), said(second, "updated")) == ("2026-11-20T00:00:00Z", "2026-11-02T00:00:00Z")
    assert said(first, "title") == "A, Base weights: open, MIT → closed (March 2025)"
    assert link(first, "via") == "https://example.org/fact"
    assert link(first, "alternate") == "/releases?release=a"


def test_what_the_data_hold_stays_text() -> None:
    name = "<b>&amp; \"R\" ]]> \x01 'x' </title><script>"
    package = package_of(
        releases=[{"release": "a", "name": name}],
        facts=[
            fact("a", "base_weights", "open", since="2024-01-15"),
            fact("a", "base_weights", "closed", since="2025-03-01", url="https://e.org/?a=1&b=<x>", note=name),
        ],
    )
    [entry] = entries(feed(answer(package))).values()

    assert name.replace("\x01", " ") in said(entry, "title")
    assert link(entry, "via") == "https://e.org/?a=1&b=<x>"
    assert name.replace("\x01", " ") in said(entry, "content")


def test_a_selection_without_a_change_is_a_feed_without_an_entry(everything: Answer) -> None:
    root = read(feed(answer(everything.package, Query(to="1999")), BASE))

    assert not root.findall(f"{ATOM}entry")
    assert said(root, "updated") == f"{everything.package.date}T00:00:00Z"


def test_the_address_takes_filters_and_refuses_what_it_does_not_know(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site(LIVE, Pictures(FakePainter()), tmp_path_factory.mktemp("archive"))
    client = TestClient(Files(Starlette(), site), base_url="https://gap.example.org")

    found = client.get("/changes.atom?country=FR")
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "Host" in found.headers["vary"]
    assert link(read(found.text), "self") == "https://gap.example.org/changes.atom?country=FR"
    french = selected_changes(LIVE.answer(Query(country=("FR",))))
    assert 0 < len(entries(found.text)) == min(MOST, len(french))
    assert client.get("/changes.atom", headers={"if-none-match": found.headers["etag"]}).status_code == 200
    again = client.get("/changes.atom?country=FR", headers={"if-none-match": found.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/changes.atom?country=atlantis").status_code == 400
    assert client.get("/changes.atom?colour=red").status_code == 400
    assert client.get(f"/v/{next(iter(LIVE.fingerprints()))}/changes.atom").status_code == 404
    assert client.get("/changes.atom/x").status_code != 200
