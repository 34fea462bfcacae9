"""Robustness for the command line and for files: rank intervals with what was varied, and any two releases."""

from __future__ import annotations

from typing import Any

from openness.core.tables import to_plain, to_records
from openness.core.wording import relative, share
from openness.publish.files import about
from openness.robustness.intervals import CLEARLY, Robustness
from openness.robustness.swap import in_words, swap
from openness.scoring.answer import Answer


def document(answer: Answer, found: Robustness) -> dict[str, Any]:
    """Everything there is to say of the ranks: the sentence, what was varied, one record a ranked release."""
    return {
        **about(answer),
        **_setting(found),
        "sentence": found.sentence,
        "left_out": list(found.left_out),
        "ranks": to_records(found.frame),
    }


def pair_document(answer: Answer, found: Robustness, first: str, second: str) -> dict[str, Any]:
    """Two releases: shares of the draws, and the smallest change of weights that puts them level.

    Raises:
        OpennessError: When one of them is not ranked, or they are the same.
    """
    order, change = found.order(first, second), swap(answer.scores, first, second)
    return {
        **about(answer),
        **_setting(found),
        "first": first,
        "second": second,
        "first_above": order.above,
        "first_below": order.below,
        "level": order.level,
        "told_apart": max(order.above, order.below) >= CLEARLY,
        "ahead": change.ahead,
        "change": change.change,
        "weights": change.weights,
        "weights_in_force": change.in_force,
        "one_weight": [{**to_plain(one), "change": round(one.change, 4)} for one in change.single],
        "edits": change.edits(),
        "sentence": in_words(change, _name(answer, change.ahead), _name(answer, change.behind)),
    }


def pair_text(answer: Answer, pair: dict[str, Any]) -> str:
    """The document of a pair as lines for a terminal."""
    one, other = (_name(answer, pair[which]) for which in ("first", "second"))
    draws = pair["draws"]
    above, below, level = (share(round(pair[part] * draws), draws) for part in ("first_above", "first_below", "level"))
    lines = [
        f"{one} ranks above {other} in {above} of {draws:,} trials, below it in {below} and equal in {level}.",
        "Their order is clear." if pair["told_apart"] else "Their order is not clear: that takes 95% of the trials.",
        pair["sentence"],
    ]
    lines += [
        f"  {name}: weight {weight:g}, equal at {pair['weights'][name]:.4g}"
        for name, weight in pair["weights_in_force"].items()
        if pair["change"] and name in pair["weights"]
    ]
    if pair["one_weight"]:
        lines.append("One weight alone:")
    lines += [
        f"  {alone['id']}: {alone['weight']:g}, equal at {alone['level']:.4g} ({relative(alone['change'])})"
        for alone in pair["one_weight"]
    ]
    lines.append(f"Definition: {answer.definition}. Version code {answer.fingerprint}.")
    return "\n".join(lines) + "\n"


def _setting(found: Robustness) -> dict[str, Any]:
    return {
        "draws": found.draws,
        "seed": found.seed,
        "varied": [{"assumption": one.title, "in_force": one.in_force, "drawn": one.drawn} for one in found.varied],
    }


def _name(answer: Answer, release: str) -> str:
    table = answer.package.releases
    return str(table.loc[table["release"] == release, "name"].iloc[0])
