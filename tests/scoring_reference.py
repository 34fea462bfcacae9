"""The scoring rules once more, slowly: plain Python and exact fractions, written from the words of the design alone.

A release is a dictionary `component -> (availability, terms, licence)` with words, not codes; a rubric is a plain tree.
Nothing here is shared with the engine except the licence object, which answers what a licence allows.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

AVAILABILITY = ["closed", "partial", "gated", "open"]
TERMS = ["none", "restricted", "open"]
FAILS, UNDETERMINED, HOLDS = 0, 1, 2


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def components_of(criterion: dict[str, Any]) -> tuple[list[str], str]:
    evidence = criterion["evidence"]
    if isinstance(evidence, str):
        return [evidence], "any"
    ((how, ids),) = evidence.items()
    return list(ids), how


def member_credit(
    rubric: dict[str, Any], criterion: dict[str, Any], fact: tuple[str, str, Any]
) -> tuple[Fraction, Fraction]:
    availability, terms, _ = fact
    credit = {level: exact(value) for level, value in rubric["credit"].items()}
    if rubric.get("terms") is None or criterion.get("terms") == "ignore":
        factors = dict.fromkeys(TERMS, Fraction(1))
    else:
        factors = {level: exact(value) for level, value in rubric["terms"].items()}
    lowest, highest = min(factors.values()), max(factors.values())
    closed = credit["closed"] * lowest
    if availability == "closed":
        return closed, closed
    # What nobody knows lies between the ends; what is known not to be open ends at restricted.
    ends = {"unknown": (lowest, highest), "not-open": (lowest, factors["restricted"])}
    low_factor, high_factor = ends.get(terms) or (factors[terms], factors[terms])
    if availability == "unknown":
        return closed, credit["open"] * high_factor
    return credit[availability] * low_factor, credit[availability] * high_factor


def criterion_result(
    rubric: dict[str, Any], criterion: dict[str, Any], release: dict[str, Any]
) -> dict[str, Any] | None:
    """Low, high and settled; None when no component of the criterion applies."""
    ids, how = components_of(criterion)
    members = [release[component] for component in ids if release[component][0] != "not-applicable"]
    if not members:
        return None
    credits = [member_credit(rubric, criterion, member) for member in members]
    pick = max if how == "any" else min
    decisive = "open" if how == "any" else "closed"
    availabilities = [member[0] for member in members]
    return {
        "low": pick(low for low, _ in credits),
        "high": pick(high for _, high in credits),
        "settled": decisive in availabilities or "unknown" not in availabilities,
    }


def mean(pairs: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    total = sum((weight for weight, _ in pairs), Fraction(0))
    return sum((weight * value for weight, value in pairs), Fraction(0)) / total if total else None


def totals(rubric: dict[str, Any], release: dict[str, Any]) -> dict[str, Fraction | None]:
    rows: list[tuple[str, Fraction, dict[str, Any]]] = []
    dimensions: dict[str, list[tuple[Fraction, Fraction]]] = {"low": [], "high": [], "coverage": []}
    for dimension in rubric["dimensions"].values():
        mine = [(c, criterion_result(rubric, c, release)) for c in dimension["criteria"].values()]
        applying = [(c, result) for c, result in mine if result is not None]
        weight = sum((exact(c["weight"]) for c, _ in applying), Fraction(0))
        if not weight:
            continue
        for name, key in (("low", "low"), ("high", "high"), ("coverage", "settled")):
            value = mean([(exact(c["weight"]), Fraction(result[key])) for c, result in applying])
            assert value is not None
            dimensions[name].append((exact(dimension["weight"]), value))
        for c, result in applying:
            rows.append((c["side"], exact(dimension["weight"]) * exact(c["weight"]) / weight, result))
    answer = {name: mean(pairs) for name, pairs in dimensions.items()}
    for side in ("weights", "training"):
        for name, key in (("low", "low"), ("high", "high"), ("coverage", "settled")):
            answer[f"{side}_{name}"] = mean([(w, Fraction(result[key])) for s, w, result in rows if s == side])
    return {
        name: value if value is None or name.endswith("coverage") else value * 100 for name, value in answer.items()
    }


def member_state(asks: dict[str, Any], fact: tuple[str, str, Any]) -> int:
    availability, terms, licence = fact
    licence_matters = asks.get("terms") is not None or bool(asks.get("licence"))
    if availability == "closed":
        return FAILS if licence_matters or asks.get("availability") is not None else HOLDS
    states = []
    if asks.get("availability") is not None or licence_matters:
        if availability == "unknown":
            states.append(UNDETERMINED)
        elif asks.get("availability") is not None:
            enough = AVAILABILITY.index(availability) >= AVAILABILITY.index(asks["availability"])
            states.append(HOLDS if enough else FAILS)
    if asks.get("terms") is not None:
        if terms == "not-open" and asks["terms"] == "open":
            states.append(FAILS)
        elif terms in ("unknown", "not-open"):
            states.append(UNDETERMINED)
        else:
            states.append(HOLDS if TERMS.index(terms) >= TERMS.index(asks["terms"]) else FAILS)
    if asks.get("licence"):
        if licence is None:
            states.append(UNDETERMINED)
        else:
            together = dict(asks["licence"])
            if asks.get("terms") is not None:
                together["terms"] = asks["terms"]
            states.append(licence.meets(together))
    return min(states, default=HOLDS)


def condition_state(rubric: dict[str, Any], name: str, asks: dict[str, Any], release: dict[str, Any]) -> int:
    criteria = {key: c for dimension in rubric["dimensions"].values() for key, c in dimension["criteria"].items()}
    ids, how = components_of(criteria[name])
    states = [member_state(asks, release[i]) for i in ids if release[i][0] != "not-applicable"]
    if not states:
        return HOLDS
    return max(states) if how == "any" else min(states)


def number_state(asks: dict[str, Any], text: str) -> int:
    """Try every number the text allows near the bounds: all of them between the two, none, or some."""
    if not text:
        return UNDETERMINED
    sign = text.rstrip("0123456789.e+")
    value = float(text[len(sign) :])
    tried = [near * by for near in (value, *asks.values()) for by in (0.5, 1 - 1e-9, 1, 1 + 1e-9, 2)]
    allowed = {
        "": lambda x: x == value,
        "<": lambda x: x < value,
        "<=": lambda x: x <= value,
        ">": lambda x: x > value,
        ">=": lambda x: x >= value,
    }[sign]
    answers = {asks.get("at_least", 0) <= x < asks.get("below", float("inf")) for x in tried if allowed(x)}
    return UNDETERMINED if len(answers) > 1 else HOLDS if answers == {True} else FAILS


def verdicts(rubric: dict[str, Any], release: dict[str, Any], fields: dict[str, str]) -> tuple[int, int]:
    numbers = totals(rubric, release)
    results = [
        criterion_result(rubric, c, release)
        for dimension in rubric["dimensions"].values()
        for c in dimension["criteria"].values()
    ]
    nothing_applies = all(result is None for result in results)
    otherwise = len(rubric["verdicts"])
    proven = possible = otherwise
    for number, verdict in reversed(list(enumerate(rubric["verdicts"]))):
        states = [UNDETERMINED for _ in verdict.get("undetermined", ())] + [HOLDS for _ in verdict.get("assumed", ())]
        for name, asks in verdict["requires"].items():
            if name == "release":
                states += [number_state(bound, fields[field]) for field, bound in asks.items()]
            elif name == "score":
                least = exact(asks["at_least"])
                if numbers["low"] is None or numbers["high"] is None:
                    states.append(UNDETERMINED)
                else:
                    states.append(
                        HOLDS if numbers["low"] >= least else FAILS if numbers["high"] < least else UNDETERMINED
                    )
            else:
                states.append(UNDETERMINED if nothing_applies else condition_state(rubric, name, asks, release))
        if all(state == HOLDS for state in states):
            proven = number
        if FAILS not in states:
            possible = number
    return (otherwise if nothing_applies else proven), possible
