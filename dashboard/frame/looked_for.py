"""The filters behind “More filters”: what people look for in a model. Drawn when they are unfolded, not before."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import controls, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held
from openness.charts.claims import CLAIM_WORDS, claim_words
from openness.core.wording import upper_first
from openness.facts.evidence import weights_licence
from openness.publish.selection_words import component_words
from openness.query.name_search import labels_of
from openness.query.vocabulary import STATES
from openness.scoring.answer import Answer

_SIZES = ("1", "3", "7", "13", "30", "70", "100", "400")
_FROM, _TO = "_size_from", "_size_to"


def draw(shown: Answer) -> None:
    """Verdict, the vendor's own word, licence, commercial use, components, size and words; what charts highlight."""
    folded = st.expander("More filters", key="filters_more", on_change="rerun")
    if not folded.open:
        return
    asked, package, rubric = shown.query, shown.package, shown.rubric
    with folded:
        titles = dict(zip(rubric.verdict_ids, rubric.verdict_titles, strict=True))
        controls.one(
            "Verdict, at least",
            "verdict",
            asked.verdict,
            rubric.verdict_ids[:-1],
            titles.__getitem__,
            note="Releases proven to reach it, or a better one; where facts are missing, a release is left out",
        )
        called = set(package.releases["claim"]) - {""}
        controls.several(
            "Vendor's own word", "claim", asked.claim, [one for one in CLAIM_WORDS if one in called], claim_words
        )
        _weights(shown)
        components = [f"{component}:{state_}" for component in package.components["component"] for state_ in STATES]
        controls.several(
            "Components",
            "component",
            asked.component,
            components,
            lambda one: upper_first(component_words(one, package)),
            note="All that you choose have to be known to be at least that available",
        )
        _size(asked.size)
        controls.search("Words in name or vendor", asked.q, key="_q", placeholder="Llama, Mistral, ChatGPT")
        labels = labels_of(package)
        controls.several(
            "Highlight in charts",
            "mark",
            asked.mark,
            list(labels),
            labels.__getitem__,
            note="Drawn with name and range while the rest steps back; nothing is left out",
            empty="The best known",
        )


def _weights(shown: Answer) -> None:
    """Licences that weights are under, and whether they allow commercial use."""
    asked, evidence = shown.query, shown.evidence
    names = shown.package.names["licences"]
    used = {
        licence
        for number in set(weights_licence(evidence).tolist()) - {-1}
        for licence in evidence.licences[number].licences
    }
    controls.several(
        "Licence of the weights",
        "licence",
        asked.licence,
        sorted(used & names.keys(), key=lambda one: names[one].casefold()),
        lambda one: names.get(one, one),
    )
    key = held("_use", asked.use == "commercial")
    st.toggle(
        "Weights for commercial use without conditions",
        key=key,
        on_change=_switch,
        args=(key,),
        help="The licence is read, and neither forbids commercial use nor limits it by field, number of users, a "
        "permit or a second licence",
    )


def _size(size: str) -> None:
    low, _, high = size.partition("..")
    with st.container(horizontal=True):
        for label, key, value in (("Size from", _FROM, low), ("Size up to", _TO, high)):
            name = held(key, value or controls.NO_LIMIT)
            st.selectbox(
                f"{label} (billion parameters)",
                list(dict.fromkeys([controls.NO_LIMIT, *_SIZES, value or controls.NO_LIMIT])),
                key=name,
                accept_new_options=True,
                on_change=_sized,
                args=(name, size, key == _FROM),
                help="Of the largest variant. Choose a number or type one",
            )


@lasting
def _sized(key: str, size: str, first: bool) -> None:
    low, _, high = size.partition("..")
    chosen = str(st.session_state[key] or "").strip()
    chosen = "" if chosen == controls.NO_LIMIT else chosen
    low, high = (chosen, high) if first else (low, chosen)
    state.put("size", [f"{low}..{high}"] if low or high else [])


@lasting
def _switch(key: str) -> None:
    state.put("use", ["commercial"] if st.session_state[key] else [])
