"""Whose page an address leads to: the account counts on a site that many share, and an index's own record is said."""

from __future__ import annotations

import pytest

from openness.core.paths import ROOT
from openness.facts.package import Package, load_package
from openness.publish.page_names import page_name
from tests.factories import MACHINE_SOURCES, fact, package_of


@pytest.fixture(scope="module")
def package() -> Package:
    return package_of(
        vendors=[
            {"vendor": "acme", "name": "Acme", "url": "https://www.acme.co.uk/ai", "also_known_as": "AcmeLabs"},
            {"vendor": "other", "name": "Other", "url": "https://github.com/other-org"},
        ],
        releases=[
            {"release": "a", "vendor": "acme", "url": "https://huggingface.co/acme-research/a"},
            {"release": "b", "vendor": "other", "url": "https://huggingface.co/shared/b"},
            {"release": "c", "vendor": "acme", "url": "https://huggingface.co/shared/c"},
        ],
        sources=[
            {"source": "first-party", "precedence": "1"},
            {"source": "osai-index", "precedence": "2", "title": "An index", "url": "https://index.example.eu/"},
            {"source": "mot", "precedence": "3", "title": "A tool", "url": "https://uni.example.edu/tool"},
            *MACHINE_SOURCES,
        ],
        facts=[
            fact(
                "a", "training_code", url="https://github.com/index-org/database/blob/abc/a.yaml", source="osai-index"
            ),
            fact("a", "api", url="https://github.com/index-org/database/blob/abc/a.yaml", source="osai-index"),
            fact("a", "package", url="https://github.com/acmelabs/a", source="osai-index"),
            fact("a", "training_code", url="https://github.com/acmelabs/a", source="github"),
        ],
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/AcmeLabs/a/blob/main/LICENSE", "Acme, on GitHub"),
        ("https://raw.githubusercontent.com/acmelabs/a/main/README.md", "Acme, on GitHub"),
        ("https://huggingface.co/datasets/acme-research/words", "Acme, on Hugging Face"),
        ("https://docs.acme.co.uk/models", "Acme, docs.acme.co.uk"),
        ("https://elsewhere.co.uk/models", "elsewhere.co.uk"),
        ("https://github.com/other-org/b", "Other, on GitHub"),
        ("https://huggingface.co/shared/b", "shared, on Hugging Face"),  # two vendors publish there: nobody's own
        ("https://github.com/somebody/fork", "somebody, on GitHub"),
        ("https://github.com/", "GitHub"),
        ("https://arxiv.org/abs/2401.00001", "arXiv"),
        ("https://github.com/index-org/database/blob/def/b.yaml", "An index, its own record"),
        ("https://github.com/index-org/website", "index-org, on GitHub"),
        ("https://index.example.eu/database/a", "An index, its own record"),
        ("https://uni.example.edu/tool/a", "A tool, its own record"),
        ("https://docs.example.org/github/rest", "docs.example.org"),  # a machine of ours read it: no index's record
        ("https://github.com/acmelabs/a", "Acme, on GitHub"),
        ("https://uni.example.edu/toolbox", "uni.example.edu"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://[broken", "https://[broken"),
        ("", ""),
    ],
)
def test_an_address_is_called_by_whose_it_is(url: str, expected: str, package: Package) -> None:
    assert page_name(url, package) == expected


def test_no_fact_is_called_by_a_bare_host_that_many_share() -> None:
    package = load_package(ROOT / "data")
    named = {page_name(url, package) for url in package.facts["url"] if url}

    assert not named & {"github.com", "huggingface.co", "GitHub"}
    index = package.facts[package.facts["url"].str.contains("Language-Technology-Assessment/main-database")]
    assert {page_name(url, package) for url in index["url"]} == {"European Open Source AI Index, its own record"}
