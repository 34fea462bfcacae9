"""What a reader reports of a release: a form of the project that is filled in beforehand, or a text to send."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.plain import label
from openness.contributing.issues import Report, vendor_reply, wrong_fact
from openness.scoring.answer import Answer


def draw(shown: Answer, release: str) -> None:
    """The way to report an error, folded up."""
    folded = st.expander("Report an error", key="report_error", on_change="rerun")
    if folded.open:
        with folded:
            _report(shown, release)


@st.fragment
def _report(shown: Answer, release: str) -> None:
    what = st.radio(
        "What do you report?",
        [_FACT, _REPLY],
        captions=[
            "Say what it should be and which page says so. Somebody reads that page and puts the data right.",
            "It is shown here to the letter, with its day and the address where you say so in public.",
        ],
        key=f"_report/{release}",
    )
    if what == _REPLY:
        _way(vendor_reply(shown.package, release), "Reply")
        return
    titles = shown.package.names["components"]
    component = st.selectbox(
        "What is it about?", list(titles), format_func=lambda one: label(titles[one]), key=f"_report_about/{release}"
    )
    _way(wrong_fact(shown.package, release, component, shown.as_of), "Report this fact")


_FACT = "A fact that is wrong, out of date or missing"
_REPLY = "A reply, as the vendor of this release"


def _way(report: Report, name: str) -> None:
    """A button to the form; where nobody has said where the project lives, the text itself."""
    if report.link:
        st.link_button(name, report.link, help="Opens a form on GitHub, which asks for an account there.")
        return
    st.write("Copy this text, fill in what is missing, and send it to whoever runs this page:")
    st.code(report.text, language=None, wrap_lines=True)
