"""One release on one page: its verdict and why, every component with its source, and what others say."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from dashboard.frame import state
from dashboard.frame.plain import link, plain, sentence
from dashboard.releases import family, published_verdicts, report_error
from dashboard.shared import changes_list, component_tables
from dashboard.shared.links import back, stated_at
from openness.charts.claims import claim_words
from openness.core.wording import day, does_not, large, lower_first, points, power_of_ten, upper_first
from openness.facts.countries import country_name
from openness.facts.modalities import modality_name
from openness.findings.claims import rule, support_of
from openness.findings.effects import withdrawn
from openness.findings.elsewhere import elsewhere
from openness.scoring.answer import Answer
from openness.scoring.explain import explain
from openness.scoring.explanation import Explanation, VerdictResult

Row = dict[str, str]
STATE_WORDS = {"holds": "holds", "undetermined": "undetermined", "fails": "fails"}


def draw(shown: Answer, release: str) -> None:
    """Everything recorded about a release, and what follows from it."""
    back("All releases", "release")
    told = explain(shown.scores, shown.evidence, release)
    about = _row(shown, release)
    st.header(plain(about["name"]), anchor=False)
    gone = withdrawn(shown).get(release)
    if gone:
        st.markdown(f"**{plain(gone.words)}**, as stated at {stated_at(gone.url, shown.package)}.")
    _about(about, shown)
    family.link(about["family"], shown)
    if not component_tables.anything_recorded(shown, release):
        st.write(
            f"Nothing is recorded about this release as of {day(shown.as_of)}. It has no score and no verdict: that "
            "says nothing about the release, only that nobody has entered a fact yet."
        )
        _replies(told, shown)
        report_error.draw(shown, release)
        return
    _verdict(told, shown)
    st.subheader("Components", anchor="components")
    component_tables.draw(shown, release)
    component_tables.disagreements(shown, release)
    report_error.draw(shown, release)
    st.subheader("History", anchor="history")
    changes_list.history(shown, release)
    published_verdicts.draw(shown, release, told)


def _row(shown: Answer, release: str) -> Row:
    releases, vendors = shown.package.releases, shown.package.vendors
    about = {str(key): str(value) for key, value in releases[releases["release"] == release].iloc[0].items()}
    vendor = vendors[vendors["vendor"] == about["vendor"]]
    if len(vendor):
        about |= {f"vendor_{name}": str(vendor.iloc[0][name]) for name in ("name", "country", "kind", "url")}
    return about


def _about(about: Row, shown: Answer) -> None:
    """Who, when, how large, and what the vendor calls it."""
    maker = link(about.get("vendor_name", about["vendor"]), about.get("vendor_url", ""))
    kind, country = about.get("vendor_kind", "").replace("-", " "), about.get("vendor_country", "")
    parts = [f"{maker} ({plain(', '.join(part for part in (kind, country_name(country) if country else '') if part))})"]
    parts.append(f"released {day(about['released'])}" if about["released"] else "release date not recorded")
    if about["modality"]:
        parts.append(plain(lower_first(modality_name(about["modality"]))))
    if about["parameters_b"]:
        parts.append(f"{plain(large(about['parameters_b']))} parameters")
    if about["base"]:
        names = shown.package.names["releases"]
        parts.append(f"derived from {plain(names.get(about['base'], about['base']))}")
    if about["url"]:
        parts.append(f"announced at {stated_at(about['url'], shown.package)}")
    st.markdown(" · ".join(parts))
    claim = f"What its vendor calls it: {plain(claim_words(about['claim']))}"
    if about["claim_url"]:
        claim += f", at {stated_at(about['claim_url'], shown.package)}"
    lines = [f"{claim}.{_supported(about, shown)}"]
    if about["training_flop"]:
        url = about["training_flop_url"]
        where = f", {stated_at(url, shown.package)}" if url else ""
        note = f" {sentence(about['training_flop_note'])}" if about["training_flop_note"] else ""
        lines.append(f"Training compute: {plain(_flop(about['training_flop']))} FLOP{where}.{note}")
    st.markdown("  \n".join(lines))


def _supported(about: Row, shown: Answer) -> str:
    """What the definition asks for the vendor's word, and whether the facts carry it."""
    needs = rule(shown.rubric).get(about["claim"], "")
    if not needs:
        return ""
    support, missing = support_of(shown, about["release"], about["claim"])
    because = f" {plain('; '.join(missing))}." if missing else ""
    return f" Under {plain(shown.rubric.title)}, where that word needs “{plain(needs)}”, {_SUPPORT[support]}.{because}"


_SUPPORT = {
    "supported": "it is",
    "undetermined": "it may be: facts are missing",
    "not-enough-recorded": "too few facts are known to say",
    "not-supported": "it is not",
}


def _flop(text: str) -> str:
    """``4.7898e+22`` as ``4.8 × 10^22``; a bound keeps its sign."""
    sign = text[:1] if text[:1] in "<>" else ""
    try:
        value = float(text.removeprefix(sign))
        exponent = math.floor(math.log10(value))
    except ValueError:
        return text
    return f"{sign}{'' if not sign else ' '}{value / 10**exponent:.2g} × {power_of_ten(exponent)}"


def _verdict(told: Explanation, shown: Answer) -> None:
    """The verdict, the numbers with their ranges, and what decides."""
    silent = " Not enough is recorded to rank it." if told.status == "not-enough-recorded" else ""
    st.subheader(f"Verdict: {plain(upper_first(told.words))}", anchor="verdict")
    st.caption(f"Under {plain(shown.rubric.title)}, facts of {day(told.as_of)}.{silent}")
    figures = [
        ("Score", points(told.low), _range(told.low, told.high)),
        ("Weights openness", points(told.weights_low), _range(told.weights_low, told.weights_high)),
        ("Training openness", points(told.training_low), _range(told.training_low, told.training_high)),
        ("Gap", points(told.gap), _range(told.gap_low, told.gap_high)),
        ("Facts known", f"{points(100 * told.coverage)}%", f"ranked from {points(100 * shown.rubric.ranked_from)}%"),
    ]
    with st.grid(min_column_width=140):
        for label, value, beneath in figures:
            with st.container(border=True):
                st.metric(label, value)
                st.caption(beneath)
    best = told.held_to
    if best.state == "holds":
        st.markdown(plain(best.met))
    _reasons(best, "fails", f"Why it {does_not(shown.reach)}")
    _reasons(best, "undetermined", "What is not settled yet")
    if told.assumed and best.state != "holds":
        _list("Taken to hold, because no facts are held about it", told.assumed)
    _replies(told, shown)
    _elsewhere(shown, told.release)
    folded = st.expander("Every verdict and its conditions", key="every_verdict", on_change="rerun")
    if folded.open:
        with folded:
            _every_verdict(told)


def _replies(told: Explanation, shown: Answer) -> None:
    """What the vendor has answered, in its own words."""
    for reply in told.replies:
        where = stated_at(reply.url, shown.package)
        st.info(f"**What {plain(reply.vendor)} replied on {day(reply.date)}:** {plain(reply.text)} ({where})")


def _elsewhere(shown: Answer, release: str) -> None:
    """One line: the verdict under each other definition, with the address that shows it."""
    there = {"edit": (), "verdict": "", "release": (release,)}
    said = [
        f"[{plain(one.title)}]({state.address('releases', rubric=one.rubric, **there)}) {plain(lower_first(one.words))}"
        for one in elsewhere(shown, release)
    ]
    st.markdown(f"**Under the other definitions:** {' · '.join(said)}")


def _every_verdict(told: Explanation) -> None:
    for verdict in told.verdicts:
        state_words = {"holds": "proven", "undetermined": "undetermined", "fails": "ruled out"}[verdict.state]
        st.markdown(f"**{plain(verdict.title)}**: {state_words}")
        rows = {
            "Condition": [plain(condition.sentence) for condition in verdict.conditions],
            "State": [STATE_WORDS[condition.state] for condition in verdict.conditions],
        }
        rows["Condition"] += [plain(text) for text in verdict.assumed]
        rows["State"] += ["taken to hold"] * len(verdict.assumed)
        st.table(rows, border="horizontal", alt=f"Conditions of {verdict.title} and whether they hold")


def _range(low: float, high: float) -> str:
    """The range beside a number, or that there is none."""
    if math.isnan(low):
        return "nothing applies"
    first, last = points(low), points(high)
    return "nothing missing" if first == last else f"range {first} to {last}"


def _reasons(verdict: VerdictResult, state_name: str, heading: str) -> None:
    found = [condition for condition in verdict.conditions if condition.state == state_name]
    if found:
        _list(heading, [condition.sentence for condition in found])


def _list(heading: str, texts: Sequence[str]) -> None:
    st.markdown(f"**{plain(heading)}**\n\n" + "\n".join(f"- {plain(text)}" for text in texts))
