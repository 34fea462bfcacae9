"""From addresses to repositories."""

from __future__ import annotations

import pytest

from openness.collect.repos import DATASET, GITHUB, MODEL, Repo, data_set, repo_of
from openness.facts.package import Package

HUB = "https://huggingface.co/"


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        (f"{HUB}allenai/OLMo-2", MODEL, "allenai/OLMo-2"),
        (f"{HUB}allenai/OLMo-2/", MODEL, "allenai/OLMo-2"),
        (f"{HUB}allenai/OLMo-2/tree/stage1", MODEL, "allenai/OLMo-2"),
        (f"{HUB}allenai/OLMo-2/blob/main/README.md#data", MODEL, "allenai/OLMo-2"),
        (f"{HUB}allenai/OLMo-2?library=transformers", MODEL, "allenai/OLMo-2"),
        ("http://www.huggingface.co/a/b", MODEL, "a/b"),
        ("https://hf.co/a/b", MODEL, "a/b"),
        (f"{HUB}gpt2/blob/main/config.json", MODEL, "gpt2"),
        (f"{HUB}api/models/a/b", MODEL, "a/b"),
        (f"{HUB}models/a/b", MODEL, "a/b"),
        (f"{HUB}datasets/allenai/dolma/tree/main", DATASET, "allenai/dolma"),
        (f"{HUB}datasets/c4", DATASET, "c4"),
        (f"{HUB}datasets/c4/blob/main/README.md", DATASET, "c4"),
        ("https://github.com/xai-org/grok-1", GITHUB, "xai-org/grok-1"),
        ("https://github.com/xai-org/grok-1.git", GITHUB, "xai-org/grok-1"),
        ("https://github.com/a/b/blob/main/x.py#L3", GITHUB, "a/b"),
        ("https://github.com/a/b?tab=readme-ov-file", GITHUB, "a/b"),
        ("https://raw.githubusercontent.com/a/b/main/x.py", GITHUB, "a/b"),
        ("https://api.github.com/repos/a/b/contents", GITHUB, "a/b"),
    ],
)
def test_every_usual_form_of_an_address_is_understood(address: str, kind: str, name: str) -> None:
    assert repo_of(address) == Repo(kind, name)
    assert repo_of(Repo(kind, name).address) == (Repo(kind, name) if "/" in name or kind == DATASET else None)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "not an address",
        "https://",
        "https://[",
        "ftp://huggingface.co/a/b",
        HUB,
        f"{HUB}allenai",
        f"{HUB}allenai/models",
        f"{HUB}allenai/datasets/",
        f"{HUB}allenai/collections?sort=new",
        f"{HUB}papers/2402.00838",
        f"{HUB}blog/smollm",
        f"{HUB}spaces/a/b",
        f"{HUB}collections/a/b-123",
        f"{HUB}docs/hub/api",
        f"{HUB}a/..",
        f"{HUB}a/b%20c",
        "https://github.com/",
        "https://github.com/openai",
        "https://github.com/orgs/openai/repositories",
        "https://qwenlm.github.io/blog",
        "https://huggingface.co.example.org/a/b",
        "https://example.org/huggingface.co/a/b",
    ],
)
def test_what_is_no_repository_is_none(address: str) -> None:
    assert repo_of(address) is None


def test_capitals_make_no_second_repository() -> None:
    assert Repo(GITHUB, "QwenLM/Qwen3").key == Repo(GITHUB, "qwenlm/qwen3").key
    assert Repo(MODEL, "a/b").key != Repo(DATASET, "a/b").key


@pytest.mark.parametrize("name", ["", "/", "a/", "../b", "a/b/c", "a b/c", "https://x.org/a"])
def test_a_card_may_link_what_no_data_set_can_be_called(name: str) -> None:
    assert data_set(name) is None


def test_addresses_of_the_data_are_all_of_a_form_that_is_known(package: Package) -> None:
    # a form nobody has thought of would be passed over in silence
    lost = {
        url
        for url in package.facts["url"]
        if url.startswith(("https://huggingface.co/", "https://github.com/")) and repo_of(url) is None
    }
    known = ("papers", "blog", "spaces", "collections", "docs", "posts")
    lists = ("models", "datasets", "collections")
    pages = {
        url
        for url in lost
        if len(parts := url.strip("/").split("/")) == 4 or parts[3] in known or (len(parts) == 5 and parts[4] in lists)
    }

    assert lost - pages == set()
