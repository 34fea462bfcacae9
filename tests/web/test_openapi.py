"""The description of the addresses is true: what it calls valid is answered, what it forbids is refused, as it says.

Schemathesis makes the requests up from `/openapi.json` and checks all it can check. Asked for everything, it makes
about 700 requests an address (`schemathesis run http://localhost:8501/openapi.json --checks all`: an hour). Here each
chart in one form and each other address gets a few, the same each time, and two addresses that share their parameters
with all others get the whole list of edge cases: on a site of two releases, whose names are no part of any edge.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis.config import SchemathesisConfig
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.charts import CHARTS
from openness.core.paths import ROOT
from openness.publish.addresses import CHART_FORMATS, DATA_FILES
from openness.publish.files import SCORES
from openness.publish.live import Live
from openness.publish.pictures import Pictures
from openness.query.edits import QueryError
from openness.query.grammar import PARAMETERS, parse_strict
from openness.web import Files
from openness.web.site import Site
from tests.factories import fact, write_package
from tests.pictures import FakePainter
from tests.shared import LIVE

EACH = 3
"""Made-up requests an address: some that the description allows, some that it forbids."""

# A chart's options and a form's looks do not know of each other: each chart in one of its forms, each form five times.
CHART_FILES = [f"/chart/{slug}.{CHART_FORMATS[at % len(CHART_FORMATS)]}" for at, slug in enumerate(CHARTS)]
OTHERS = [*(f"/data/{name}" for name in DATA_FILES), "/badge/{release}.svg", "/changes.atom", "/rubric.yaml", "/oembed"]
FROZEN = [
    f"/v/{{fingerprint}}/{name}"
    for name in ("chart/{file}", *(f"data/{name}" for name in SCORES), "data/{file}", "rubric.yaml")
]
WHOLE = ["/rubric.yaml", "/oembed"]

SITE = Site(LIVE, Pictures(FakePainter()))
APP = Files(Starlette(), SITE)


def small(folder: Path) -> Live:
    """The published definitions with two releases, and nothing else that is long to list."""
    vendors = [{"vendor": "lab", "name": "The Lab", "country": "FR"}]
    releases = [{"release": name, "vendor": "lab", "released": "2024-05-17"} for name in ("one", "two")]
    write_package(folder / "data", vendors=vendors, releases=releases, facts=[fact("one", "training_code")])
    for name in ("rubrics", "questions"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "rubric.yaml", folder)
    return Live(folder)


def described(app: Files, *, edges: bool) -> schemathesis.BaseSchema:
    TestClient(app).get("/openapi.json")  # kept: the loader waits only ten seconds for it
    phases = {"examples": {"enabled": edges}, "coverage": {"enabled": edges}, "stateful": {"enabled": False}}
    patient = {"generation": {"deterministic": True}, "request-timeout": 120}  # a busy machine is no fault
    config = SchemathesisConfig.from_dict({**patient, "phases": phases})
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=config)


FEW = described(APP, edges=False).include(path=[*CHART_FILES, *OTHERS, *FROZEN])
FOLDER = tempfile.TemporaryDirectory()  # gone with the process
MANY = described(Files(Starlette(), Site(small(Path(FOLDER.name)), Pictures(FakePainter()))), edges=True).include(
    path=WHOLE
)
QUICK = settings(
    max_examples=EACH, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@FEW.parametrize()
@seed(20261130)
@QUICK
def test_addresses_do_what_their_description_says(case: schemathesis.Case) -> None:
    case.call_and_validate()


@MANY.parametrize()
@seed(20261130)
@QUICK
def test_edge_cases_are_what_the_description_says(case: schemathesis.Case) -> None:
    case.call_and_validate()


# ------------------------------------------------------------------------------------------- what the description holds


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(APP)


def test_every_address_is_described_with_the_values_that_the_data_have(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    package = SITE.live.package()

    charts = {f"/chart/{slug}.{form}" for slug in CHARTS for form in CHART_FORMATS}
    assert document["paths"].keys() == charts | set(OTHERS) | set(FROZEN)
    known = document["components"]["parameters"]
    assert set(PARAMETERS) <= known.keys()
    for name, values in (
        ("vendor", package.vendors["vendor"]),
        ("release", package.releases["release"]),
        ("sources", package.sources["source"]),
        ("rubric", SITE.live.rubrics()),
    ):
        schema = known[name]["schema"]
        assert set(named(document, schema.get("items", schema))["enum"]) == set(values)
    [release] = [
        one for one in document["paths"]["/badge/{release}.svg"]["get"]["parameters"] if one.get("in") == "path"
    ]
    assert release["schema"]["enum"] == package.releases["release"].tolist()


def named(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema points at."""
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def pattern_of(name: str, client: TestClient) -> str:
    document = client.get("/openapi.json").json()
    return str(named(document, document["components"]["parameters"][name]["schema"])["pattern"])


@pytest.mark.parametrize(
    ("edit", "status"),
    [
        ("weight.data:2", 200),
        ("weight.data:2,credit.partial:0.25", 200),
        ("z.weight:1", 400),  # packed, and broken
        ("weight.data:2,z.x:1", 409),
        ("zeta.x:1", 409),
        ("z:1", 409),
        ("Weight:1", 400),
    ],
)
def test_pattern_of_an_edit_takes_what_can_be_read(client: TestClient, edit: str, status: int) -> None:
    assert bool(re.fullmatch(pattern_of("edit", client), edit)) == (status != 400)
    if edit != "Weight:1":
        assert client.get("/rubric.yaml", params={"edit": edit}).status_code == status


@pytest.mark.parametrize("value", [" ", "%1D", "%09%20"])
def test_a_value_of_nothing_but_spaces_is_refused_except_among_words(client: TestClient, value: str) -> None:
    refused = client.get(f"/rubric.yaml?size={value}")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "size")
    assert client.get(f"/rubric.yaml?q={value}").status_code == 200
    assert client.get("/rubric.yaml?size=").status_code == 200


def test_pattern_of_a_range_takes_the_ranges_that_are_taken_and_no_others(client: TestClient) -> None:
    pattern, ends = (
        pattern_of("size", client),
        ("", "0", "7", "07", "1.5", "1.", ".5", "1e3", "-1", "1" * 9, "1" * 10, "٧"),
    )
    texts = {f"{low}{dots}{high}" for low in ends for high in ends for dots in ("", ".", "..", "...")}

    def understood(text: str) -> bool:
        try:
            return bool(parse_strict([("size", text)], SITE.live.package(), SITE.live.rubrics()).size)
        except QueryError as error:
            return error.conflict

    assert [text for text in sorted(texts) if bool(re.search(pattern, text)) != understood(text)] == []


@pytest.mark.parametrize("name", ["from", "to", "as_of"])
def test_pattern_of_a_date_takes_the_dates_that_are_taken_and_no_others(name: str, client: TestClient) -> None:
    pattern = pattern_of(name, client)
    package, rubrics = SITE.live.package(), SITE.live.rubrics()
    first = min(text for text in package.releases["released"] if text)
    days = (date(int(first[:4]), 1, 1) + timedelta(days=number) for number in range(366 * 12))
    texts = {text[:length] for text in (day.isoformat() for day in days) for length in (4, 7, 10)}

    def taken(text: str) -> bool:
        try:
            return bool(parse_strict([(name, text)], package, rubrics))
        except QueryError:
            return False

    texts |= {f"{text[:8]}{day}" for text in texts if len(text) == 10 for day in ("00", "30", "31", "32")}
    texts |= {f"{year}-13" for year in range(2018, 2027)} | {"", "2025-1", "2025-01-1", " 2025", "٢٠٢٥", "20255"}
    wrong = [
        text for text in sorted(texts) if bool(re.search(pattern, text)) != (taken(text) and text.strip() == text != "")
    ]
    assert wrong == []


def test_parameters_that_contradict_each_other_are_a_conflict_and_no_mistake(client: TestClient) -> None:
    for path in (
        "/data/scores.csv?from=2025&to=2024",
        "/chart/gap.svg?shape=social&width=400",
        "/rubric.yaml?edit=weight.none:1",
    ):
        assert client.get(path).status_code == 409
    assert client.get("/data/scores.csv?from=2025&to=2024&vendor=none").status_code == 400
