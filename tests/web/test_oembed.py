"""oEmbed: the pasted address of a chart becomes the code that embeds it, and no other code."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


def test_oembed_gives_the_code_that_embeds_the_chart(client: TestClient) -> None:
    for url in (
        "http://testserver/chart/gap.html?rubric=g7-2026",
        "/chart/gap.svg?rubric=g7-2026",
        "http://testserver/?rubric=g7-2026%23gap",
    ):
        answer = client.get("/oembed", params={"url": url.replace("%23", "#"), "maxwidth": "640", "maxheight": "500"})
        document = answer.json()
        assert answer.status_code == 200
        assert (document["version"], document["type"]) == ("1.0", "rich")
        assert (document["width"], document["height"]) == (640, 500)
        assert 'src="http://testserver/chart/gap.html?rubric=g7-2026"' in document["html"]
        assert 'title="' in document["html"]
        assert client.get(document["thumbnail_url"].removeprefix("http://testserver")).status_code == 200


def test_the_address_of_a_question_embeds_its_chart_with_what_is_chosen_about_it(client: TestClient) -> None:
    from openness.core.paths import ROOT
    from openness.questions.load import questions

    question = next(one for one in questions(ROOT) if one.options)
    url = f"http://testserver/questions?question={question.id}&rubric=g7-2026"
    document = client.get("/oembed", params={"url": url}).json()

    options = "&amp;".join(f"{name}={value}" for name, value in question.options)
    assert f'src="http://testserver/chart/{question.chart}.html?rubric=g7-2026&amp;{options}"' in document["html"]


@pytest.mark.parametrize("host", ['a"><script>', "a b", "", "a/b", "user@host"])
def test_host_that_is_none_goes_into_no_code(host: str, client: TestClient) -> None:
    answer = client.get("/oembed?url=/chart/gap.html", headers={"host": host})

    assert answer.status_code == 400
    assert "<script>" not in answer.text
