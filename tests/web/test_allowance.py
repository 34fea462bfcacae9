"""What one client may have made: its share and no more, and nobody pays for another."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.publish.pictures import Pictures
from openness.web import Files
from openness.web.allowance import RATE, Allowance, AllowanceError, client_of, usual
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def asker(host: str, port: int = 5, **headers: str) -> dict[str, Any]:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (host, port), "headers": told}


def test_a_minutes_worth_may_be_spent_at_once_and_comes_back_with_time() -> None:
    clock = Clock()
    allowance = Allowance(2, clock)
    for _ in range(30):
        allowance.take(asker("192.0.2.1"), 4)
    with pytest.raises(AllowanceError) as caught:
        allowance.take(asker("192.0.2.1"), 4)
    assert caught.value.retry_after == 2
    allowance.take(asker("192.0.2.2"), 4)  # somebody else
    clock.now += caught.value.retry_after
    allowance.take(asker("192.0.2.1"), 4)
    clock.now += 1e6
    for _ in range(30):
        allowance.take(asker("192.0.2.1"), 4)
    with pytest.raises(AllowanceError):
        allowance.take(asker("192.0.2.1"), 1)


def test_what_is_refused_costs_nothing() -> None:
    clock = Clock()
    allowance = Allowance(1, clock)
    allowance.take(asker("192.0.2.1"), 60)
    for _ in range(100):
        with pytest.raises(AllowanceError):
            allowance.take(asker("192.0.2.1"), 1)
    clock.now += 1
    allowance.take(asker("192.0.2.1"), 1)


def test_only_so_many_clients_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openness.web.allowance._CLIENTS", 100)
    allowance = Allowance(1)
    for number in range(1_000):
        allowance.take(asker(f"2001:db8:{number:x}::1"), 1)
    assert len(allowance) == 100


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_a_household(host: str, client: str) -> None:
    assert client_of(asker(host)) == client
    assert client_of({"client": None}) == ""


def test_what_is_said_about_others_counts_only_where_it_was_configured(caplog: pytest.LogCaptureFixture) -> None:
    allowance = Allowance(1)
    with caplog.at_level(logging.WARNING, logger="openness.web.allowance"):
        for number in range(60):
            allowance.take(asker("10.0.0.7", x_forwarded_for=f"192.0.2.{number}"), 1)
        with pytest.raises(AllowanceError):
            allowance.take(asker("10.0.0.7", x_forwarded_for="192.0.2.99"), 1)
        # a proxy that is named is replaced by the server under us, which leaves port 0
        allowance.take(asker("192.0.2.99", 0, x_forwarded_for="192.0.2.99"), 1)
    assert [record.getMessage() for record in caplog.records] == [
        "10.0.0.7 asks for others (X-Forwarded-For) and is not named in FORWARDED_ALLOW_IPS: "
        "all its visitors share one allowance."
    ]


@pytest.mark.parametrize(("text", "spends"), [("", 120), ("0.5", 30), ("0", 10_000), ("much", 120), ("-1", 120)])
def test_rate_is_configured_and_a_wrong_one_is_the_usual_one(
    text: str, spends: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RATE, text)
    allowance = usual()
    allowance.take(asker("192.0.2.1"), spends)
    if text != "0":
        with pytest.raises(AllowanceError):
            allowance.take(asker("192.0.2.1"), 1)


def test_too_much_is_a_429_that_says_when_and_what_is_ready_stays_free() -> None:
    clock = Clock()
    site = Site(LIVE, Pictures(FakePainter()), allowance=Allowance(0.1, clock))  # six points
    with TestClient(Files(Starlette(), site)) as client:
        assert client.get("/data/scores.csv").status_code == 200
        assert client.get("/chart/gap.svg").status_code == 200
        for _ in range(20):
            assert client.get("/data/scores.csv").status_code == 200, "ready"
            assert client.get("/openapi.json").status_code == 200
            assert client.get("/data/none.csv").status_code == 404
        refused = client.get("/chart/claims.svg")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "30"
        assert refused.json()["error"].startswith("Too much that takes work")
        page = client.get("/chart/claims.svg", headers={"accept": "text/html"})
        assert "In about 30 seconds" in page.text
        assert client.get("/data/scores.csv?vendor=ai2").status_code == 200, "one point was left"
        assert client.get("/data/scores.csv?vendor=meta").status_code == 429
        clock.now += 60
        assert client.get("/chart/claims.svg").status_code == 200


def test_uploads_cost_their_share() -> None:
    app = Files(Starlette(), Site(LIVE, Pictures(FakePainter()), allowance=Allowance(0.5)))
    with TestClient(app) as client:
        answers = [client.put("/_stcore/upload_file/a/b") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429], "passed on three times"
    assert answers[3].headers["retry-after"] == "20"
