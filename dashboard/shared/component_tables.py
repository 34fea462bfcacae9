"""Every component of a release with what is known of it, who says so and where."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame.plain import link, plain, sentence
from openness.core.wording import count, day, upper_first
from openness.facts.audits import check_words, checks
from openness.facts.evidence import facts_in_force
from openness.facts.licences import terms_words
from openness.facts.package import Package
from openness.facts.readings import how_read
from openness.publish.page_names import page_name
from openness.scoring.answer import Answer

# A shape beside each word, so that a column can be scanned.
AVAILABILITY_WORDS = {
    "open": "● open",
    "gated": "◕ gated",
    "partial": "◑ partial",
    "closed": "○ closed",
    "unknown": "not recorded",
    "not-applicable": "does not apply",
    "unsettled": "◌ looked for, not settled",
}
TERMS_WORDS = {
    "open": "open terms",
    "restricted": "restricted terms",
    "none": "no licence",
    "unknown": "terms not recorded",
    "not-open": "terms that are not open",
}


def anything_recorded(shown: Answer, release: str) -> bool:
    """Whether any component of the release is known at that date."""
    return bool((shown.evidence.fact[_at(shown, release)] >= 0).any())


def unsettled_notes(package: Package, release: str) -> dict[str, str]:
    """What somebody looked for and could not settle, by component title: notes of what is unsettled or unknown."""
    facts = package.facts[(package.facts["release"] == release) & (package.facts["note"] != "")]
    noted = pd.concat([facts[facts["availability"] == state] for state in ("unknown", "unsettled")])
    titles = package.names["components"]
    return {str(titles[fact["component"]]): str(fact["note"]) for fact in noted.to_dict("records")}


def draw(shown: Answer, release: str) -> None:
    """One table, group by group; what nobody recorded is named below it."""
    said = _facts(shown)
    said = said[said["release"] == release]
    components = shown.package.components
    at = _at(shown, release)
    unrecorded: list[str] = []
    looked_for: list[str] = []
    table: list[dict[str, str]] = []
    for group in dict.fromkeys(components["group"]):
        rows = []
        for component in components[components["group"] == group].to_dict("records"):
            column = shown.evidence.components.index(component["component"])
            word = shown.evidence.word(at, column)
            if word == "unsettled":
                looked_for.append(str(component["title"]))
            if word == "unknown" and shown.evidence.licence[at, column] < 0:
                unrecorded.append(str(component["title"]))
                continue
            rows.append(_component(shown, at, column, str(component["title"]), said))
        if rows:
            heading = dict.fromkeys(rows[0], "") | {"Component": f"**{plain(upper_first(group))}**"}
            table += [heading, *rows]
    if table:
        _questions(components)
        st.table(
            {heading: [row[heading] for row in table] for heading in table[0]},
            border="horizontal",
            alt="Every recorded component: availability, licence, where it is stated, date, confidence, agreement",
        )
    if unrecorded:
        st.markdown(f"**Not recorded** ({len(unrecorded)}): {plain(', '.join(unrecorded))}.")
    for title, note in unsettled_notes(shown.package, release).items():
        if title in (*unrecorded, *looked_for):
            st.markdown(f"- {plain(title)}: looked for and not settled. {sentence(note)}")


def _questions(components: pd.DataFrame) -> None:
    """What each component is: the question that it answers, behind one line above the table."""
    folded = st.expander("What each component is", key="component_questions", on_change="rerun")
    if folded.open:
        with folded:
            for group, rows in components.groupby("group", sort=False):
                lines = [f"- **{plain(row['title'])}.** {plain(row['question'])}" for row in rows.to_dict("records")]
                st.markdown(f"**{plain(upper_first(str(group)))}**\n\n" + "\n".join(lines))


def disagreements(shown: Answer, release: str) -> None:
    """What each source says, where sources differ."""
    said = _facts(shown)
    said = said[said["release"] == release]
    split = said.loc[~said["agrees"], "component"].unique()
    if not len(split):
        return
    st.subheader("Where sources disagree", anchor="disagreements")
    st.caption("The first source of each line counts; the others stay visible.")
    rows: dict[str, list[str]] = {"Component": [], "Agreement": [], "Who says what": []}
    for component in split:
        mine = said[said["component"] == component]
        rows["Component"].append(plain(shown.package.names["components"].get(component, component)))
        rows["Agreement"].append(f"{int(mine['agrees'].sum())} of {len(mine)} agree")
        rows["Who says what"].append(
            "; ".join(
                f"{link(_source(shown, row['source']), row['url'])}: {plain(row['availability'])}"
                for row in mine.to_dict("records")
            )
        )
    st.table(rows, border="horizontal", alt=f"{count(len(split), 'component')} on which sources disagree")


def _component(shown: Answer, at: int, column: int, title: str, said: pd.DataFrame) -> dict[str, str]:
    evidence = shown.evidence
    fact, licence_fact = int(evidence.fact[at, column]), int(evidence.licence_fact[at, column])
    about: dict[str, Any] = dict(evidence.facts.iloc[fact if fact >= 0 else licence_fact])
    mine = said[said["component"] == evidence.components[column]]
    availability = evidence.word(at, column)
    where, how = page_name(about["url"], shown.package), how_read(shown.package, about["source"], about["dimension"])
    source = link(where, about["url"])
    if not about["url"]:  # own facts may come without an address
        source = plain(_source(shown, about["source"]))
    elif not where.startswith(_source(shown, about["source"])):  # an index's own record says already whose it is
        source = f"{source}, {plain(how)}"
    read = f"read {day(about['recorded'])}" if about["recorded"] else "–"
    check = checks(shown.package).get((about["source"], about["release"], about["component"]))
    checked = check_words(check, about["availability"]) if check else ""
    return {
        "Component": plain(title),
        "Available": AVAILABILITY_WORDS[availability],
        "Licence": _licence(shown, at, column, availability),
        "Where it is stated": source,
        "Date": (f"since {day(about['since'])}" if about["since"] else read)
        + (f"; {plain(checked)}" if checked else ""),
        "Confidence": plain(about["confidence"]) or "–",
        "Sources": "only one" if len(mine) < 2 else f"{int(mine['agrees'].sum())} of {len(mine)} agree",
    }


def _licence(shown: Answer, at: int, column: int, availability: str) -> str:
    """Licence and what it allows; nothing for what is closed."""
    if availability in ("closed", "not-applicable"):
        return "–"
    index = int(shown.evidence.licence[at, column])
    licence = shown.evidence.licences[index] if index >= 0 else None
    terms = terms_words(int(shown.evidence.terms[at, column]), licence)
    expression = licence.expression if licence else ""
    if expression in ("", "none"):
        return terms
    fact = int(shown.evidence.licence_fact[at, column])
    url = str(shown.evidence.facts["url"].iloc[fact]) if fact >= 0 else ""
    return f"{link(expression, url)}, {terms}"


def _source(shown: Answer, source: str) -> str:
    return str(shown.package.names["sources"].get(source, source))


def _at(shown: Answer, release: str) -> int:
    return shown.evidence.releases.index(release)


def _facts(shown: Answer) -> pd.DataFrame:
    package, as_of, sources = shown.package, shown.as_of, shown.query.sources or None
    key = ("facts in force", as_of, sources)
    found: pd.DataFrame = package.cache.get(key, lambda: facts_in_force(package, as_of, sources))
    return found
