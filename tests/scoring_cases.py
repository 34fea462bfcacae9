"""Small rubrics and evidence for tests, by hand and at random (Hypothesis)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES
from openness.facts.licences import FLAGS, TERMS, Licence, LicenceTerms, licence_terms
from openness.facts.package import Package
from openness.facts.schema import columns_of
from openness.rubric.model import Rubric

FREE = dict.fromkeys(FLAGS, "false") | {"osi_approved": "true", "fsf_libre": "true"}
LIMITED = dict.fromkeys(FLAGS, "false") | {"user_threshold": "true", "acceptable_use": "true"}
LICENCES = {
    "MIT": Licence("MIT", TERMS.index("open"), FREE),
    "Llama-3": Licence("Llama-3", TERMS.index("restricted"), LIMITED),
    "Open-Threshold": Licence("Open-Threshold", TERMS.index("open"), FREE | {"user_threshold": "true"}),
    "Own-1.0": Licence("Own-1.0", TERMS.index("restricted"), dict.fromkeys(FLAGS, "false")),
    "none": Licence("none", TERMS.index("none"), dict.fromkeys(FLAGS, "false")),
}
EXPRESSIONS = (
    *("MIT", "Llama-3", "none", "Unread-1.0", "MIT OR Llama-3", "MIT AND Llama-3", "Unread-1.0 OR Llama-3"),
    *("Llama-3 AND Unread-1.0", "MIT AND Unread-1.0", "Open-Threshold OR Own-1.0"),
)
PARSED: dict[str, LicenceTerms] = {text: licence_terms(text, LICENCES) for text in EXPRESSIONS}

# What a test says of one component: availability, terms, licence expression ("" = none named).
Cell = tuple[str, str, str]
FACT_COLUMNS = (
    *("source", "release", "component", "availability", "licence", "since", "recorded", "url", "confidence"),
    *("dimension", "counts", "note", "file", "line"),
)


def cell(text: str) -> Cell:
    """`"open"`, `"open/restricted"` (terms only) or `"open:MIT"` (a licence, with its terms)."""
    if ":" in text:
        availability, licence = text.split(":", 1)
        return availability, TERMS[PARSED[licence].terms], licence
    availability, _, terms = text.partition("/")
    return availability, terms or "unknown", ""


def evidence(
    releases: Mapping[str, Mapping[str, str | Cell]], fields: Mapping[str, Mapping[str, str]] | None = None
) -> Evidence:
    """Evidence that says this of each release and component; what is left out is unknown. One fact for each cell."""
    components = tuple(sorted({component for cells in releases.values() for component in cells}))
    shape = (len(releases), len(components))
    availability = np.full(shape, AVAILABILITIES.index("unknown"), dtype=np.int8)
    terms = np.full(shape, TERMS.index("unknown"), dtype=np.int8)
    licence = np.full(shape, -1, dtype=np.int32)
    fact = np.full(shape, -1, dtype=np.int32)
    facts: list[dict[str, str]] = []
    for row, (release, cells) in enumerate(releases.items()):
        for component, given in cells.items():
            words = cell(given) if isinstance(given, str) else given
            at = row, components.index(component)
            availability[at], terms[at] = AVAILABILITIES.index(words[0]), TERMS.index(words[1])
            licence[at] = EXPRESSIONS.index(words[2]) if words[2] else -1
            if words[0] != "unknown":
                fact[at] = len(facts)
                facts.append(
                    dict.fromkeys(FACT_COLUMNS, "")
                    | {"source": "first-party", "release": release, "component": component}
                    | {"availability": words[0], "licence": words[2], "recorded": "2026-11-20"}
                    | {"url": f"https://example.org/{release}/{component}", "confidence": "high"}
                )
    about = [
        {"release": release, "name": release.title(), "vendor": "lab", "released": "2025-06", "training_flop": ""}
        | dict((fields or {}).get(release, {}))
        for release in releases
    ]
    known = pd.DataFrame(facts, columns=list(FACT_COLUMNS))
    package = SimpleNamespace(
        releases=pd.DataFrame(about),
        components=pd.DataFrame(
            {"component": components, "title": [c.replace("_", " ").capitalize() for c in components]}
            | {"group": "data"}
        ),
        facts=known,
        audits=pd.DataFrame(columns=list(columns_of("audits"))),
        replies=pd.DataFrame(columns=list(columns_of("replies"))),
        names={"vendors": {"lab": "Lab"}},
        digest="0" * 64,
    )
    return Evidence(
        package=cast(Package, package),
        as_of="2026-11-22",
        sources=("first-party",),
        releases=tuple(releases),
        components=components,
        announced=np.full(len(releases), True),
        availability=availability,
        terms=terms,
        licence=licence,
        licences=tuple(PARSED.values()),
        facts=known,
        fact=fact,
        licence_fact=np.where(licence >= 0, fact, -1).astype(np.int32),
    )


def rubric_tree(
    dimensions: Mapping[str, Any],
    verdicts: Sequence[Mapping[str, Any]] = (),
    *,
    credit: Mapping[str, float] | None = None,
    terms: Mapping[str, float] | None = None,
    ranked_from: float = 0.65,
) -> dict[str, Any]:
    """A whole rubric as a plain tree, from the parts that a test is about."""
    first = next(iter(next(iter(dimensions.values()))["criteria"]))
    tree: dict[str, Any] = {
        "id": "test-rubric",
        "title": "A rubric for tests",
        "publisher": "Nobody",
        "url": "https://example.org",
        "version": "1.0",
        "about": "For tests.",
        "credit": dict(credit or {"open": 1, "gated": 0.75, "partial": 0.5, "closed": 0}),
        "ranked_from": ranked_from,
        "dimensions": {
            name: {"title": name.capitalize(), "weight": 1, **dimension} for name, dimension in dimensions.items()
        },
        "verdicts": list(verdicts) or [{"id": "top", "title": "Top", "requires": {first: {"availability": "open"}}}],
        "otherwise": {"id": "closed", "title": "Not open"},
    }
    if terms is not None:
        tree["terms"] = dict(terms)
    return tree


def criterion(
    evidence: str | Mapping[str, Sequence[str]], side: str = "none", weight: float = 1, **more: Any
) -> dict[str, Any]:
    """A criterion; its title is made from its evidence."""
    name = evidence if isinstance(evidence, str) else " or ".join(next(iter(evidence.values())))
    title = name.replace("_", " ").capitalize()
    return {"title": title, "evidence": evidence, "weight": weight, "side": side, **more}


def rubric(*parts: Any, **more: Any) -> Rubric:
    """`rubric_tree` as a rubric."""
    return Rubric.model_validate(rubric_tree(*parts, **more))


# ------------------------------------------------------------------------------------------------------- at random

COMPONENTS = tuple(f"part_{letter}" for letter in "abcdef")
FLOPS = ("", "1e24", "1e25", "<1e25", "<=1e25", ">1e25", ">=1e25", "<3e24", ">2e26")


BOUNDS = ({"below": 1e25}, {"at_least": 1e25}, {"at_least": 1e23, "below": 1e25})


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Random rubrics: every rule of the design is in reach of a small one."""
    names = [f"c{number}" for number in range(draw(st.integers(1, 5)))]
    chosen = st.lists(st.sampled_from(COMPONENTS), min_size=1, max_size=3, unique=True)
    criteria = {}
    for name in names:
        what = draw(
            st.one_of(st.sampled_from(COMPONENTS), chosen.map(lambda c: {"any": c}), chosen.map(lambda c: {"all": c}))
        )
        criteria[name] = criterion(
            what, draw(st.sampled_from(["weights", "training", "none"])), draw(st.sampled_from([0, 0.3, 1, 2, 7]))
        )
        if draw(st.booleans()):
            criteria[name]["terms"] = "ignore"
    dimensions: dict[str, dict[str, Any]] = {}
    for name in names:
        home = dimensions.setdefault(draw(st.sampled_from(["d1", "d2", "d3"])), {"criteria": {}})
        home["criteria"][name] = criteria[name]
    for dimension in dimensions.values():
        dimension["weight"] = draw(st.sampled_from([0, 0.5, 1, 3]))
    level = st.sampled_from([0, 0.1, 0.25, 0.5, 0.75, 1])
    credit = dict(
        zip(["closed", "partial", "gated", "open"], sorted(draw(st.tuples(level, level, level, level))), strict=True)
    )
    factors = dict(zip(["none", "restricted", "open"], sorted(draw(st.tuples(level, level, level))), strict=True))
    verdicts = []
    for number in range(draw(st.integers(1, 3))):
        requires: dict[str, Any] = {}
        for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
            asks: dict[str, Any] = {}
            if draw(st.booleans()):
                asks["availability"] = draw(st.sampled_from(["partial", "gated", "open"]))
            if draw(st.booleans()):
                asks["terms"] = draw(st.sampled_from(["restricted", "open"]))
            if draw(st.integers(0, 3)) == 0:
                asks["licence"] = draw(st.sampled_from([{"user_threshold": False}, {"osi_approved": True}]))
            requires[name] = asks or {"availability": "partial"}
        if draw(st.integers(0, 3)) == 0:
            requires["release"] = {"training_flop": draw(st.sampled_from(BOUNDS))}
        if draw(st.integers(0, 3)) == 0 or not requires:
            requires["score"] = {"at_least": draw(st.sampled_from([10, 50, 75, 100]))}
        verdict = {"id": f"v{number}", "title": f"Verdict {number}", "requires": requires}
        if draw(st.integers(0, 9)) == 0:
            verdict["undetermined"] = ["A condition nobody records"]
        if draw(st.integers(0, 3)) == 0:
            verdict["assumed"] = ["A condition that is taken to hold"]
        verdicts.append(verdict)
    bar = draw(st.sampled_from([0, 0.5, 0.65, 1]))
    return rubric_tree(
        dimensions, verdicts, credit=credit, terms=draw(st.sampled_from([None, factors])), ranked_from=bar
    )


def cells() -> st.SearchStrategy[Cell]:
    """Any availability, with any terms and any licence: also pairs that no real fact would state."""
    known = st.tuples(st.sampled_from(AVAILABILITIES[:5]), st.sampled_from(TERMS), st.sampled_from(["", *EXPRESSIONS]))
    # Availability and terms are the engine's two inputs. A component that cannot exist has neither terms nor licence.
    return st.one_of(known, known, known, st.just(("not-applicable", "unknown", "")))


def releases() -> st.SearchStrategy[dict[str, Cell]]:
    """One cell for each component."""
    return st.fixed_dictionaries({component: cells() for component in COMPONENTS})
