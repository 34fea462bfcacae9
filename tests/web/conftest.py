"""The files as a server has them, with pictures that are drawn at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from openness.publish.pictures import Pictures
from openness.web import Files
from openness.web.site import Site
from tests.pictures import FakePainter
from tests.shared import LIVE


@pytest.fixture(scope="module")
def painter() -> FakePainter:
    return FakePainter()


@pytest.fixture(scope="module")
def site(painter: FakePainter, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(LIVE, Pictures(painter), tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(Files(Starlette(), site), follow_redirects=False) as client:
        yield client
