"""A small data package and two definitions, one of them broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import fact, write_package
from tests.scoring.test_answer import RUBRIC

RELEASES = [
    {"release": "both", "name": "Both 1", "vendor": "lab", "released": "2024-05-17"},
    {"release": "weights only", "name": "=Weights", "vendor": "corp", "released": "2025-02"},
    {"release": "silent", "name": "Silent", "vendor": "corp", "released": "2025-06-01"},
]
FACTS = [
    fact("both", "training_code", "open", "MIT"),
    fact("both", "base_weights", "open", "Apache-2.0"),
    fact("weights only", "enduser_weights", "gated", "Llama-3-Community", url="https://example.org/gate"),
    fact("weights only", "training_code", "closed", source="mot", note="They say so."),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    vendors = [{"vendor": "lab", "name": "The Lab", "country": "FR"}, {"vendor": "corp", "name": "Corp"}]
    write_package(folder / "data", vendors=vendors, releases=RELEASES, facts=FACTS)
    (folder / "small.yaml").write_text(RUBRIC.format(id="small", title="Small definition"))
    (folder / "broken.yaml").write_text(RUBRIC.format(id="small", title="Small").replace("weight: 3", "weight: -3"))
    return folder
