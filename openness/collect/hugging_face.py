"""A model or a data set at Hugging Face, read with the client that Hugging Face keeps."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any, TypeVar

import httpx2
from huggingface_hub import DatasetInfo, HfApi, ModelInfo, constants, hf_hub_url, set_client_factory
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

from openness.collect import weights
from openness.collect.card import body_of, is_web_page, sections_of
from openness.collect.pace import Clock, Gone, NotRead, Pace, ask, client, name_of, note
from openness.collect.reading import GONE, NOT_READ, Reading
from openness.collect.repos import DATASET, Repo

T = TypeVar("T")

CARD_AT_MOST = 200_000
"""Bytes of a card that are read: what comes after does not tell how much it says."""
LINKS_AT_MOST = 20
"""Data sets of one card that are followed."""
_INDEX_AT_MOST = 16_000_000
_INDEXES_AT_MOST = 3

_LICENCE_FILE = re.compile(r"(licen[cs]e|copying)([._-][\w.-]*)?", re.IGNORECASE)
# The words by which the file of a tuned model is told, as for the Model Openness Tool (data/crosswalk.csv).
_TUNED = re.compile(r"(?<![a-z])(instruct|chat|it|sft|dpo|rlhf)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Hub:
    """Hugging Face, or what stands in for it.

    Attributes:
        api: The client.
        token: From the environment; False where there is none, so that none stored on the machine is used.
        pace: How often it is asked.
        clock: The time.
        timeout: Seconds to wait for an answer: some calls of the client wait for ever unless they are told.
    """

    api: HfApi
    token: str | bool
    pace: Pace
    clock: Clock
    timeout: float

    def ask(self, call: Callable[[], T]) -> T:
        """What a call answers (`openness.collect.pace.ask`)."""
        return ask(call, self.pace, self.clock)


@contextmanager
def hub(endpoint: str, token: str, pace: Pace, clock: Clock, timeout: float) -> Iterator[Hub]:
    """Hugging Face for as long as the block lasts.

    Args:
        endpoint: Its address; empty: the real one.
        token: Empty: without one.
        pace: How often it is asked.
        clock: The time.
        timeout: Seconds to wait for an answer.
    """
    # else the client asks the real hub for a list of its own first, keeps it in the home folder, and tells who runs it
    constants.HF_HUB_DISABLE_TELEMETRY = True
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # what a host sends along is not shown unread
    set_client_factory(lambda: client(pace, timeout))
    try:
        yield Hub(HfApi(endpoint=endpoint or None, token=token or False), token or False, pace, clock, timeout)
    finally:
        set_client_factory(httpx2.Client)  # closes ours


def read(repo: Repo, hub: Hub) -> Reading:
    """Read a model or a data set."""
    day = hub.clock.day()
    about = hub.api.dataset_info if repo.kind == DATASET else hub.api.model_info
    try:
        info: ModelInfo | DatasetInfo = hub.ask(lambda: about(repo.name, files_metadata=True, timeout=hub.timeout))
    except NotRead as error:
        return Reading(repo, day, NOT_READ, str(error))
    except Gone:
        return _gone(repo, day, hub)
    seen: dict[str, Any] = {}
    unread: dict[str, str] = {}

    see = partial(note, seen, unread)
    see("name", lambda: name_of(repo.kind, info.id))
    see("gated", lambda: _gate(info.gated))
    see("created", lambda: _day(info.created_at))
    see("changed", lambda: _day(info.last_modified))
    see("files", lambda: _files(info))
    files: Mapping[str, int | None] = seen.pop("files", {})
    settings = dict(vars(info.card_data)) if info.card_data is not None else {}
    now = Repo(repo.kind, str(seen.get("name", repo.name)))
    see("licence", lambda: _licence(settings))
    see("licence_link", lambda: _text(settings.get("license_link")))
    if "files" not in unread:
        licence_file = next((name for name in sorted(files) if _LICENCE_FILE.fullmatch(name)), None)
        if licence_file:
            seen["licence_file"] = licence_file
            see("licence_changed", lambda: _last_change(now, licence_file, hub))
        if repo.kind != DATASET:
            see("weights", lambda: _weights(now, files, hub))
        if "README.md" not in files:
            seen["card"] = "none"
        elif repo.kind != DATASET:
            see("card", lambda: _card(now, hub))
            if isinstance(card := seen.get("card"), dict):
                seen |= card
    if repo.kind != DATASET:
        see("datasets", lambda: _texts(settings.get("datasets")))
        see("base_models", lambda: _texts(settings.get("base_model")))
        seen["tuned"] = bool(_TUNED.search(now.name.rpartition("/")[2]))
    return Reading(repo, day, seen=seen, unread=unread)


def _gone(repo: Repo, day: str, hub: Hub) -> Reading:
    """Gone where the owner is still there; an owner who is gone as well may have moved, and is no withdrawal."""
    if not repo.owner:
        return Reading(repo, day, NOT_READ, "not found, and it names no owner who could still be there")
    for there in (hub.api.get_organization_overview, hub.api.get_user_overview):
        try:
            hub.ask(lambda there=there: there(repo.owner))  # type: ignore[misc]
        except Gone:
            continue
        except NotRead as error:
            return Reading(repo, day, NOT_READ, f"not found, and whether its owner is there could not be read: {error}")
        return Reading(repo, day, GONE)
    return Reading(repo, day, NOT_READ, "not found, and neither is its owner: it may have moved")


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise NotRead("not a text, as the documentation says")
    return value[:300]


def _texts(value: object) -> list[str] | None:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [text for one in values[:LINKS_AT_MOST] if (text := _text(one))]


def _day(value: datetime | None) -> str | None:
    return value.date().isoformat() if value is not None else None


def _gate(value: object) -> str:
    if value is False:
        return "no"
    if value in ("auto", "manual"):
        return str(value)
    raise NotRead("the answer does not say how it is gated, or in words that are not documented")


def _files(info: ModelInfo | DatasetInfo) -> dict[str, int | None]:
    if info.siblings is None:
        raise NotRead("the answer does not list the files")
    return {file.rfilename: file.size for file in info.siblings}


def _licence(settings: Mapping[str, Any]) -> str | None:
    """The licence that a card declares; several with a comma, as no card says how they go together."""
    declared = _texts(settings.get("license")) or []
    if declared == ["other"]:
        return _text(settings.get("license_name")) or "other"
    return ", ".join(declared) or None


def _last_change(repo: Repo, file: str, hub: Hub) -> str | None:
    found = hub.ask(lambda: hub.api.get_paths_info(repo.name, [file], expand=True, repo_type=repo.kind))
    changes = [_day(one.last_commit.date) for one in found if isinstance(one, RepoFile) and one.last_commit]
    return changes[0] if changes else None


def _weights(repo: Repo, files: Mapping[str, int | None], hub: Hub) -> str:
    listed: set[str] = set()
    for index in weights.indexes_to_read(files)[:_INDEXES_AT_MOST]:
        text, cut = hub.ask(lambda index=index: _start_of(repo, index, _INDEX_AT_MOST, hub))  # type: ignore[misc]
        if cut:
            raise NotRead("the list of its parts is too long")
        folder = PurePosixPath(index).parent
        try:
            listed |= {str(folder / part) for part in json.loads(text)["weight_map"].values()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotRead("the list of its parts cannot be read") from None
    return weights.state_of(files, listed)


def _card(repo: Repo, hub: Hub) -> dict[str, Any]:
    text, cut = hub.ask(lambda: _start_of(repo, "README.md", CARD_AT_MOST, hub))
    if is_web_page(text):
        raise NotRead("another page came instead of the card")
    return {"card": "there", "card_length": len(body_of(text)), "card_cut": cut, "card_sections": sections_of(text)}


def _start_of(repo: Repo, file: str, most: int, hub: Hub) -> tuple[str, bool]:
    """The first bytes of a file as text, and whether there are more."""
    address = hf_hub_url(repo.name, file, repo_type=repo.kind, endpoint=hub.api.endpoint)
    content = b""
    with get_session().stream("GET", address, headers=build_hf_headers(token=hub.token)) as response:
        hf_raise_for_status(response)
        for part in response.iter_bytes():
            content += part
            if len(content) > most:
                break
    return content[:most].decode("utf-8", errors="replace"), len(content) > most
