"""Share: what is copied leads to what was seen, whatever was asked for, and is inert wherever it is pasted."""

from __future__ import annotations

import ast
import html
import random
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.charts import CHARTS, NAMES, OPTIONS
from openness.charts.kit.base import Chart
from openness.core.tables import to_csv
from openness.publish.live import Live
from openness.publish.pictures import Pictures
from openness.publish.share import Share, share, snippets
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from openness.web import Files
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE

BASE = "http://testserver"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Files(Starlette(), Site(LIVE, Pictures(FakePainter())))) as client:
        yield client


def made(shown: Answer, slug: str, options: dict[str, str]) -> Chart:
    """A chart as a page has it: with the options that differ from their defaults."""
    chosen = {option.name: options[option.name] for option in OPTIONS[slug] if option.name in options}
    changed = tuple((option.name, chosen[option.name]) for option in OPTIONS[slug] if option.name in chosen)
    return replace(CHARTS[slug](shown, "light", **chosen), options=changed)


def attributes(code: str, tag: str) -> dict[str, str]:
    """The attributes of the one element of a kind in a piece of HTML; a script may follow it."""
    found: list[dict[str, str]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append({"": name, **{key: value or "" for key, value in attrs}})

    Parser().feed(code)
    assert [one[""] for one in found] in ([tag], [tag, "script"])
    return found[0]


def asked(live: Live, slug: str, luck: random.Random) -> tuple[Query, dict[str, str]]:
    package = live.package()
    vendors, countries = package.vendors["vendor"].tolist(), sorted(set(package.vendors["country"]) - {""})
    query = Query(
        rubric=luck.choice(["", *list(live.rubrics())[1:]]),
        country=tuple(luck.sample(countries, luck.randint(0, 2))),
        vendor=tuple(luck.sample(vendors, luck.randint(0, 1))),
        from_=luck.choice(["", "2023", "2024-03"]),
        as_of=luck.choice(["", "2025-06-30"]),
    )
    options = {option.name: luck.choice(list(option.values)[1:]) for option in OPTIONS[slug] if len(option.values) > 1}
    return query, options


@pytest.mark.parametrize("slug", CHARTS)
def test_numbers_behind_every_copied_address_are_those_on_the_screen(slug: str, live: Live, client: TestClient) -> None:
    query, options = asked(live, slug, random.Random(slug))  # noqa: S311
    shown = live.answer(query)
    chart = made(shown, slug, options)
    ways = share(BASE, shown, chart)

    numbers = client.get(ways.csv.removeprefix(BASE))
    assert numbers.status_code == 200, ways.csv
    assert numbers.text == to_csv(chart.table)
    assert client.get(ways.json.removeprefix(BASE)).json()["title"] == chart.title


def ways_of(live: Live, slug: str = "gap", query: Query | None = None) -> tuple[Share, Chart]:
    shown = live.answer(query or Query(country=("FR",)))
    chart = made(shown, slug, {})
    return share(BASE, shown, chart), chart


def test_embeds_are_as_wide_as_their_place_load_late_and_have_a_title(live: Live, client: TestClient) -> None:
    ways, chart = ways_of(live)

    # what a live chart finds is another thing tomorrow, and the code stays where it was pasted
    for code, title in ((ways.live, NAMES["gap"]), (ways.frozen, chart.title)):
        frame = attributes(code, "iframe")
        assert frame["width"] == "100%"
        assert frame["loading"] == "lazy"
        assert frame["title"] == title
        assert code.count("<script") == 1
        assert f'<script async src="{BASE}/asset/resize.js"></script>' in code
        assert client.get(frame["src"].removeprefix(BASE)).status_code == 200
    assert "country=FR" in ways.frozen


def test_frozen_embed_names_data_and_definition_and_live_one_does_not(live: Live) -> None:
    ways, _ = ways_of(live)
    fingerprint = live.answer(Query()).fingerprint

    assert f"/v/{fingerprint}/chart/gap.html" in ways.frozen
    assert fingerprint not in ways.live


def test_edited_definition_stays_edited_in_what_is_copied(live: Live, client: TestClient) -> None:
    query = Query(edit=(("ranked_from", "0.1"), ("credit.partial", "0.25")))
    ways, chart = ways_of(live, query=query)

    for address in (ways.csv, attributes(ways.frozen, "iframe")["src"], ways.permalink):
        assert "ranked_from:0.1" in address
    assert client.get(ways.csv.removeprefix(BASE)).text == to_csv(chart.table)
    assert client.get(attributes(ways.frozen, "iframe")["src"].removeprefix(BASE)).status_code == 200


def test_permalink_leads_to_the_page_of_the_chart_with_the_same_filters(live: Live) -> None:
    assert ways_of(live)[0].permalink == f"{BASE}/?country=FR#gap"
    assert ways_of(live, "vendors")[0].permalink == f"{BASE}/vendors?country=FR#vendors"


def test_picture_codes_carry_the_alternative_text(live: Live, client: TestClient) -> None:
    ways, chart = ways_of(live)

    image = attributes(ways.image, "img")
    assert image["alt"] == chart.alt
    assert client.get(image["src"].removeprefix(BASE)).headers["content-type"].startswith("image/svg+xml")
    assert ways.markdown.startswith("[![")
    assert ways.markdown.endswith(f"({ways.permalink})")
    assert "scale=3" in ways.png
    assert ways.document.endswith("shape=document")
    for picture in (ways.png, ways.document):
        assert client.get(picture.removeprefix(BASE)).headers["content-type"] == "image/png"


def test_words_of_a_chart_are_inert_in_every_copied_text(live: Live) -> None:
    shown = live.answer(Query())
    hostile = '"><script>alert(1)</script> [x](javascript:alert(1)) `y` \\'
    chart = replace(made(shown, "gap", {}), title=hostile, alt=hostile)
    ways = share(BASE, shown, chart)

    for code, tag in ((ways.frozen, "iframe"), (ways.image, "img")):
        assert hostile in attributes(code, tag).values()
    assert "<script" not in ways.markdown
    assert "alert" not in ways.live
    assert html.unescape(ways.markdown).count("\\[x\\]") == 1


def test_python_snippet_is_python_that_reads_exactly_that_address() -> None:
    url = f"{BASE}/chart/gap.csv?vendor=a%22b&edit=weight.data:2"
    tree = ast.parse(snippets(url)["Python"])

    assert url in [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


@pytest.mark.parametrize("program", ["Excel", "Google Sheets", "Python", "R", "Stata"])
def test_no_address_can_break_out_of_its_quotes(program: str) -> None:
    url = BASE + "/chart/gap.csv?vendor=\"'\\$`x"
    code = snippets(url)[program]

    assert code.count('"') % 2 == 0
    assert not {"\\", "$", "`", "'"} & set(code)
    assert "%22%27%5C%24%60x" in code


def test_sources_come_before_the_project_in_the_citation(live: Live) -> None:
    ways, chart = ways_of(live)

    assert ways.citation.plain.startswith(ways.citation.others[0].title)
    assert ways.citation.title == chart.title
    assert ways.citation.url == attributes(ways.frozen, "iframe")["src"], "what is cited stays what it was"
    assert ways.citation.url in ways.citation.short
    assert "CC BY 4.0" in ways.licence


def test_a_chart_without_options_shares_no_option(live: Live) -> None:
    shown = answer(live.package(), Query())

    assert share(BASE, shown, CHARTS["gap"](shown, "light")).csv == f"{BASE}/chart/gap.csv"
