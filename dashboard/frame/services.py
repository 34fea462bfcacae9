"""What pages and files are made from: one set for the process, so that a page and its files are made of the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.frame.line import Line
from openness.core.cache import Cache
from openness.core.paths import ROOT
from openness.publish.chrome import Chrome
from openness.publish.live import Live
from openness.publish.pictures import Pictures


@dataclass
class Services:
    """The services of a process.

    Attributes:
        live: The data, the definitions and what is made of them.
        chrome: What draws.
        pictures: What is drawn for addresses and for reports shares one bound and one line.
        reports: The last few reports, for all readers who ask for the same.
        line: What the scripts of all sessions wait in.
    """

    live: Live
    chrome: Chrome
    pictures: Pictures
    reports: Cache[Any] = field(default_factory=lambda: Cache(8))
    line: Line = field(default_factory=Line)

    def close(self) -> None:
        """End what runs beside the process, and remove what it has put on the disk.

        A server that is asked to end does not get as far as what Python does at its exit.
        """
        self.live.close()
        self.chrome.close()
        self.pictures.close()


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """The services of this process, made when `app.py` or the first page asks for them."""
    chrome = Chrome()
    return Services(Live(ROOT), chrome, Pictures(chrome))
