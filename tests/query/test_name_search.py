"""Releases are found by what people type, the one that was meant first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from openness.core.cache import Cache
from openness.query.grammar import parse_strict
from openness.query.name_search import Names, fold, labels_of, names_of, nearest, search
from tests.shared import LIVE


def package(**changes: Any) -> Any:
    """Just what the search looks at."""
    releases = [
        ("llama-4", "Llama 4", "meta", "llama", "2025-04"),
        ("llama-3.3", "Llama 3.3", "meta", "llama", "2024-12"),
        ("nemotron", "Llama 3.3 Nemotron Super", "nvidia", "nemotron", "2025-07"),
        ("code-llama", "Code Llama 70B", "meta", "llama", "2024-01"),
        ("muse", "Muse", "meta", "muse", "2026-01"),
        ("olmo-2", "OLMo 2", "ai2", "olmo", "2024-11"),
        ("olmo-2-32b", "OLMo 2 32B Instruct", "ai2", "olmo", "2025-03"),
        ("molmo-2", "Molmo 2", "ai2", "molmo", "2025-12"),
        ("tulu-3", "Tülu 3", "ai2", "tulu", "2024-11"),
        ("gemini-1.0", "Gemini 1.0", "google", "gemini", "2023-12"),
        ("bombardier", "Bombardier", "other", "", "2026-01"),
    ]
    vendors = [
        ("meta", "Meta", "Facebook AI|meta-llama"),
        ("ai2", "Allen Institute for AI", "Ai2|AllenAI"),
        ("google", "Google", "DeepMind"),
        ("nvidia", "NVIDIA", ""),
        ("other", "Somebody", ""),
    ]
    aliases = [("press", "Bard", "", "gemini-1.0"), ("osai-index", "file-17", "OLMo 2 7B", "olmo-2")]
    tables = {
        "releases": pd.DataFrame(releases, columns=["release", "name", "vendor", "family", "released"]),
        "vendors": pd.DataFrame(vendors, columns=["vendor", "name", "also_known_as"]),
        "aliases": pd.DataFrame(aliases, columns=["source", "name", "version", "release"]),
    }
    return SimpleNamespace(**(tables | changes), cache=Cache(4))


@pytest.fixture(scope="module")
def names() -> Names:
    return names_of(package())


@pytest.mark.parametrize("typed", ["llama4", "LLAMA 4", "Llama-4", "llama_4", " llama  4 "])
def test_spaces_hyphens_and_case_do_not_count(names: Names, typed: str) -> None:
    assert search(typed, names) == ("llama-4",)


def test_accents_do_not_count(names: Names) -> None:
    assert search("tulu 3", names)[0] == search("TÜLU3", names)[0] == "tulu-3"


def test_the_name_itself_is_first_and_what_merely_holds_it_last(names: Names) -> None:
    assert search("OLMo 2", names) == ("olmo-2", "olmo-2-32b", "molmo-2")


def test_the_family_comes_before_what_is_built_on_it(names: Names) -> None:
    assert search("Llama", names)[:4] == ("llama-4", "llama-3.3", "code-llama", "nemotron")


def test_an_alias_counts_more_than_letters_within_a_name(names: Names) -> None:
    assert search("bard", names) == ("gemini-1.0", "bombardier")


def test_a_name_that_went_from_one_release_to_the_next_says_when_it_was_whose() -> None:
    rows = [
        ("press", "Bard", "2023-12", "gemini-1.0"),
        ("press", "Bard", "v3", "muse"),
        ("press", "Bard", "", "olmo-2"),
    ]
    aliases = pd.DataFrame(rows, columns=["source", "name", "version", "release"])
    names = {"vendors": {"google": "Google", "meta": "Meta", "ai2": "Ai2"}}
    labels = labels_of(package(aliases=aliases, names=names))

    assert labels["gemini-1.0"] == "Gemini 1.0 · Google · Bard (December 2023)"
    assert (labels["muse"], labels["olmo-2"]) == ("Muse · Meta · Bard", "OLMo 2 · Ai2 · Bard")


def test_other_names_of_a_vendor_count(names: Names) -> None:
    assert set(search("facebook", names)) == {"llama-4", "llama-3.3", "code-llama", "muse"}
    assert search("DeepMind gemini", names) == ("gemini-1.0",)


def test_a_name_counts_more_than_a_vendor_who_has_both_words(names: Names) -> None:
    found = search("meta llama", names)

    assert set(found[:3]) == {"llama-4", "llama-3.3", "code-llama"}
    assert "muse" in found[3:]


def test_a_lone_figure_begins_a_word(names: Names) -> None:
    assert "olmo-2" in search("olmo 2", names)
    assert search("super 2", names) == ()  # not a 2 within a longer word


def test_nothing_typed_is_everything(names: Names) -> None:
    assert len(search("  ", names)) == len(names.entries)
    assert search(".*", names) == ()


def test_what_is_not_covered_has_its_nearest(names: Names) -> None:
    assert search("Lamma 4", names) == ()
    assert nearest("Lamma 4", names)[0] == "llama-4"
    assert nearest("xyzzy", names) == ()


@pytest.mark.parametrize(
    ("typed", "first"), [("llama4", "Llama 4"), ("GPT5", "GPT-5"), ("olmo2", "OLMo 2"), ("OLMo 2", "OLMo 2")]
)
def test_the_data_are_found_as_people_write_them(typed: str, first: str) -> None:
    data = LIVE.package()
    called = dict(zip(data.releases["release"], data.releases["name"], strict=True))

    assert called[search(typed, names_of(data))[0]] == first


def test_meta_s_own_come_first_under_llama() -> None:
    data = LIVE.package()
    vendor = dict(zip(data.releases["release"], data.releases["vendor"], strict=True))
    own = {release for release in vendor if vendor[release] == "meta" and fold(release).startswith("llama")}

    assert set(search("Llama", names_of(data))[: len(own)]) <= {r for r in vendor if vendor[r] == "meta"}


@pytest.mark.parametrize("written", ["mistral-ai", "Mistral AI", "MISTRAL_AI"])
def test_an_address_takes_a_vendor_in_any_spelling(written: str) -> None:
    data = LIVE.package()
    expected = data.vendors.set_index("name")["vendor"]["Mistral AI"]

    assert parse_strict({"vendor": written}, data, ["osaid-1.0"]).vendor == (expected,)


def test_an_address_takes_a_release_by_its_name() -> None:
    data = LIVE.package()

    assert parse_strict({"release": "Llama 4"}, data, ["osaid-1.0"]).release == ("llama-4",)
