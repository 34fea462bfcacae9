"""What is planted on the hub, release by release, and what is to be found: the table of `test_planted`.

The repository of a release is called like it. Facts were read on 1 November 2026; the hub is read on the 20th.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field

from openness.core.paths import ROOT
from openness.facts.package import Package
from tests.factories import LICENCES, SOURCES, fact, package_of
from tests.hub.app import CARD, Code, Held, World

HUB = "https://huggingface.co/acme/"
DATA = "https://huggingface.co/datasets/acme/"
GIT = "https://github.com/acme/"
MACHINES = [
    *SOURCES[:1],
    {"source": "huggingface-hub", "precedence": "2"},
    {"source": "github", "precedence": "3"},
    {"source": "osai-index", "precedence": "10"},
]
with (ROOT / "data" / "collect.csv").open(encoding="utf-8") as _file:
    RULES = list(csv.DictReader(_file))


@dataclass(frozen=True)
class Case:
    """One release.

    Attributes:
        facts: In force: component, state, licence; more of a row after that.
        held: What is at the hub; None: nothing.
        url: Where the facts lie; the repository's page where it is empty.
        own: Whether the repository is the release's own page.
        add: What is to be proposed: component, state, licence, since.
        judge: What is to be listed, each by a part of its text.
        unread: What is not to be read, each by a part of the reason.
        base: The release it derives from.
        moved: The new name of the repository.
        owner: Whether its owner is there.
        private: Whether it is there for none of us.
    """

    release: str
    facts: list[tuple[str, ...]]
    held: Held | Code | None = field(default_factory=Held)
    url: str = ""
    own: bool = False
    add: list[tuple[str, str, str, str]] = field(default_factory=list)
    judge: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    base: str = ""
    moved: str = ""
    owner: str = "acme"
    private: bool = False


def shards(there: int, number: int, **more: int | str) -> dict[str, int | str]:
    parts = {f"model-{part:05d}-of-{number:05d}.safetensors": 9 for part in range(1, there + 1)}
    return {**parts, "model.safetensors.index.json": "{}", "README.md": CARD, **more}


def index(*files: str) -> str:
    return json.dumps({"weight_map": dict(enumerate(files))})


BASE = [("base_weights", "open", "Apache-2.0")]
TUNED = [("enduser_weights", "open", "Apache-2.0")]
CODE = [("training_code", "open", "Apache-2.0")]
SET = [("pretraining_data", "open", "Apache-2.0")]
DAY = "2026-11-20"

CASES = [
    # nothing planted: nothing to be found
    Case("quiet", [*BASE, ("model_card", "open", ""), ("pretraining_data", "closed", "")], own=True),
    Case("quiet-parts", BASE, Held(shards(3, 3))),
    Case("quiet-two-forms", BASE, Held(shards(1, 3, **{"pytorch_model.bin": 5}))),
    Case("quiet-listed-parts", BASE, Held({"a.safetensors": 1, "x.safetensors.index.json": index("a.safetensors")})),
    Case("quiet-gated", [("base_weights", "gated", "Apache-2.0")], Held(gated="auto")),
    Case("quiet-some-sizes", [("base_weights", "partial", "Apache-2.0")]),
    Case("quiet-only-tuned", [*TUNED, ("base_weights", "closed", "")]),
    Case("quiet-two-licences", [("base_weights", "open", "Apache-2.0 AND MIT")]),
    Case("quiet-lying", BASE, Held(mood="lying")),
    Case("quiet-elsewhere", BASE, None, url="https://example.org/weights"),
    Case(
        "quiet-index-record",
        [("training_code", "open", "MIT", "osai-index")],
        Code(),
        url=f"{GIT}index/blob/main/x.yaml",
    ),
    Case("quiet-set", SET, Held(), url=f"{DATA}quiet-set"),
    Case("quiet-code", CODE, Code(), url=f"{GIT}quiet-code/tree/main/train"),
    Case("quiet-raw", CODE, Code(), url="https://raw.githubusercontent.com/acme/quiet-raw/main/train.py"),
    Case("quiet-limited-once", BASE, Held(mood="limited once")),
    Case("quiet-busy-once", CODE, Code(mood="busy once"), url=f"{GIT}quiet-busy-once"),
    # gates
    Case("gate", BASE, Held(gated="auto"), add=[("base_weights", "gated", "Apache-2.0", DAY)]),
    Case("gate-on-approval", TUNED, Held(gated="manual"), add=[("enduser_weights", "partial", "Apache-2.0", DAY)]),
    Case(
        "gate-stricter",
        [("base_weights", "gated", "")],
        Held(gated="manual", settings={}),
        add=[("base_weights", "partial", "", DAY)],
    ),
    Case(
        "gate-gone",
        [("base_weights", "gated", "MIT")],
        Held(settings={"license": "mit"}),
        add=[("base_weights", "open", "MIT", DAY)],
    ),
    Case(
        "gate-on-data",
        SET,
        Held(gated="auto"),
        url=f"{DATA}gate-on-data/tree/main",
        add=[("pretraining_data", "gated", "Apache-2.0", DAY)],
    ),
    # weights
    Case("half-gone", BASE, Held(shards(2, 4)), add=[("base_weights", "partial", "Apache-2.0", DAY)]),
    Case(
        "part-empty",
        BASE,
        Held(shards(3, 3, **{"model-00002-of-00003.safetensors": 0})),
        add=[("base_weights", "partial", "Apache-2.0", DAY)],
    ),
    Case(
        "listed-part-gone",
        BASE,
        Held({"a.safetensors": 1, "x.safetensors.index.json": index("a.safetensors", "b.safetensors")}),
        add=[("base_weights", "partial", "Apache-2.0", DAY)],
    ),
    Case("files-gone", BASE, Held({"README.md": CARD}), judge=["no weights in any form known here"]),
    Case("adapter", TUNED, Held({"adapter_model.safetensors": 4, "README.md": CARD}), judge=["only the difference"]),
    Case("there-after-all", [("base_weights", "closed", "")], judge=["weights, no gate: that is open"]),
    Case("unsettled", [("base_weights", "unsettled", "")], judge=["the fact in force says unsettled"]),
    # nothing recorded yet
    Case("new", [], own=True, add=[("base_weights", "open", "Apache-2.0", ""), ("model_card", "open", "", "")]),
    Case(
        "new-chat",
        [("model_card", "open", "")],
        Held(gated="auto"),
        own=True,
        add=[("enduser_weights", "gated", "Apache-2.0", "")],
    ),
    Case("new-tuned-by-another-name", [*TUNED, ("model_card", "open", "")], own=True),
    Case(
        "new-thin",
        BASE,
        Held({"model.safetensors": 1, "README.md": "# Hello"}),
        own=True,
        add=[("model_card", "partial", "", "")],
    ),
    # cards
    Case(
        "card-gone",
        [*BASE, ("model_card", "open", "")],
        Held({"model.safetensors": 1}),
        add=[("model_card", "closed", "", DAY)],
    ),
    Case(
        "card-thinner",
        [("model_card", "open", "")],
        Held({"README.md": "# Hello"}),
        judge=["thin card: that is partial"],
    ),
    Case(
        "card-of-5-MB",
        [("model_card", "open", "")],
        Held({"README.md": 5_000_000}),
        judge=["thin card: that is partial"],
    ),
    # licences
    Case(
        "licence-new",
        BASE,
        Held(
            {"model.safetensors": 1, "LICENSE": 9, "README.md": CARD},
            {"license": "llama3"},
            changes={"LICENSE": "2026-11-10"},
        ),
        add=[("base_weights", "open", "Llama-3-Community", "2026-11-10")],
    ),
    Case(
        "licence-first",
        [("base_weights", "open", "", "first-party", "2024-06-01")],
        add=[("base_weights", "open", "Apache-2.0", "2024-06-01")],
    ),
    Case(
        "licence-file",
        BASE,
        Held({"model.safetensors": 1, "LICENSE": 9, "README.md": CARD}, changes={"LICENSE": "2026-11-10"}),
        judge=["the licence file changed on 2026-11-10"],
    ),
    Case("licence-differs", BASE, Held(settings={"license": "mit"}), judge=["nothing has changed since it was read"]),
    Case(
        "licence-no-spdx",
        [("base_weights", "open", "")],
        Held(settings={"license": "other", "license_name": "acme-1"}),
        judge=["'acme-1', which we do not know"],
    ),
    Case(
        "licence-of-code",
        CODE,
        Code("MIT", pushed="2026-11-12", changed="2026-11-11"),
        url=f"{GIT}licence-of-code",
        add=[("training_code", "open", "MIT", "2026-11-11")],
    ),
    Case(
        "licence-unknown-file",
        CODE,
        Code("NOASSERTION", changed="2026-11-11"),
        url=f"{GIT}licence-unknown-file",
        judge=["'NOASSERTION', which we do not know"],
    ),
    # names, links, owners
    Case("renamed", BASE, moved="renamed-today", judge=["moved to https://huggingface.co/acme/renamed-today"]),
    Case(
        "renamed-code",
        CODE,
        Code(),
        url=f"{GIT}renamed-code",
        moved="renamed-code-today",
        judge=["moved to https://github.com/acme/renamed-code-today"],
    ),
    Case("archived", CODE, Code(archived=True), url=f"{GIT}archived", judge=["archived by its owner"]),
    Case(
        "links",
        [*BASE, ("pretraining_data", "closed", "")],
        Held(settings={"license": "apache-2.0", "datasets": ["acme/quiet-set", "acme/lost-set"]}),
        own=True,
        judge=["links a data set, but no fact", "links a data set that is gone"],
    ),
    Case(
        "tuned-elsewhere",
        TUNED,
        Held(settings={"license": "apache-2.0", "base_model": "acme/quiet"}),
        own=True,
        judge=["names quiet as its base; releases.csv names none"],
    ),
    Case(
        "tuned-as-known",
        TUNED,
        Held(settings={"license": "apache-2.0", "base_model": ["acme/quiet"]}),
        own=True,
        base="quiet",
    ),
    # withdrawn: only where the owner is still there, on two days
    Case(
        "deleted",
        [*BASE, ("model_card", "open", ""), ("hyperparameters", "open", "")],
        None,
        add=[("base_weights", "closed", "", DAY), ("model_card", "closed", "", DAY)],
        judge=["the address of this fact is gone"],
    ),
    Case("made-private", TUNED, private=True, add=[("enduser_weights", "closed", "", DAY)]),
    Case("deleted-set", SET, None, url=f"{DATA}deleted-set", add=[("pretraining_data", "closed", "", DAY)]),
    Case("deleted-code", CODE, None, url=f"{GIT}deleted-code", add=[("training_code", "closed", "", DAY)]),
    Case("owner-gone", BASE, None, url="https://huggingface.co/nobody/owner-gone", unread=["neither is its owner"]),
    Case(
        "owner-gone-code", CODE, None, url="https://github.com/nobody/owner-gone-code", unread=["neither is its owner"]
    ),
    # not read, which says nothing
    Case("for-members", BASE, Held(mood="for members"), unread=["refused (401)"]),
    Case("strange-name", BASE, Held(extra={"id": "../../etc\n"}), unread=["does not say what it is called"]),
    Case("forbidden", BASE, Held(mood="forbidden"), unread=["refused (403)"]),
    Case("slow", BASE, Held(mood="slow"), unread=["no answer in time"]),
    Case("truncated", BASE, Held(mood="truncated"), unread=["cut off"]),
    Case("truncated-code", CODE, Code(mood="truncated"), url=f"{GIT}truncated-code", unread=["cut off"]),
    Case("broken", BASE, Held(mood="broken"), unread=["busy (500)"]),
    Case("captcha", BASE, Held(mood="captcha"), unread=["not what the documentation says"]),
    Case(
        "captcha-json",
        CODE,
        Code(mood="captcha that calls itself JSON"),
        url=f"{GIT}captcha-json",
        unread=["not what the documentation says"],
    ),
    Case("withheld", CODE, Code(mood="withheld"), url=f"{GIT}withheld", unread=["legal reasons"]),
    Case("gate-in-a-new-word", BASE, Held(extra={"gated": "soon"}), unread=["gated", "not documented"]),
    Case("no-list-of-files", BASE, Held(extra={"siblings": None}), unread=["does not list the files"]),
    Case(
        "other-licence-field",
        CODE,
        Code(extra={"license": {"name": "MIT"}}),
        url=f"{GIT}other-licence-field",
        unread=["no 'spdx_id'"],
    ),
    Case(
        "other-archived-field",
        CODE,
        Code(extra={"archived": "missing"}),
        url=f"{GIT}other-archived-field",
        unread=["no 'archived'"],
    ),
]


def package() -> Package:
    """The releases and their facts."""
    facts, releases = [], []
    for case in CASES:
        page = case.url or HUB + case.release
        releases.append(
            {"release": case.release, "base": case.base, "url": page if case.own else "https://example.org/news"}
        )
        known = {component for component, *_ in case.facts}
        if not case.release.startswith("new"):  # all else is known, and rests on another page
            for component in {"base_weights", "enduser_weights", "model_card"} - known:
                facts.append(fact(case.release, component, "closed"))
        for component, state, licence, *more in case.facts:
            source, since = (*more, "", "")[:2]
            facts.append(
                fact(case.release, component, state, licence, url=page, source=source or "first-party", since=since)
            )
    return package_of(
        releases=releases,
        facts=facts,
        sources=MACHINES,
        collect=RULES,
        licences=LICENCES,
        licence_spellings=[{"source": "huggingface-hub", "spelling": "llama3", "licence": "Llama-3-Community"}],
    )


def world() -> World:
    """The hub with all of it."""
    made = World(owners={"acme"}, private={f"acme/{case.release}" for case in CASES if case.private})
    for case in CASES:
        name = f"acme/{case.moved or case.release}"
        if case.moved:
            made.moved[f"acme/{case.release}"] = name
        if isinstance(case.held, Code):
            made.code[name] = case.held
        elif case.held is not None:
            (made.datasets if "/datasets/" in case.url else made.models)[name] = case.held
    made.code["acme/index"] = Code()
    return made
