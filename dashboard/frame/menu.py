"""The menu: every page once, with its title, its heading and what it is for. README and tests read it too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openness.core.paths import ROOT


@dataclass(frozen=True)
class Entry:
    """One page.

    Attributes:
        name: file in `pages/` without ending, and the path in the address.
        title: in the menu.
        heading: on the page.
        help: what the page is for, in one or two sentences; the tooltip in the menu and the row in README.
        section: under which word of the menu it stands; empty for a word of its own.
        always: whether the page has something to show when the filters leave no release.
        listed: whether it stands in the menu; else a link of its own leads there from every page.
    """

    name: str
    title: str
    heading: str
    help: str
    section: str = ""
    always: bool = False
    listed: bool = True

    @property
    def path(self) -> Path:
        """The script of the page."""
        return ROOT / "pages" / f"{self.name}.py"


MENU = (
    Entry(
        name="overview",
        title="Overview",
        heading="How open is “open” AI?",
        help="How many releases that are called open meet the definition, and how far open weights run ahead of open "
        "training.",
    ),
    Entry(
        name="questions",
        title="Questions",
        heading="The questions people argue about",
        help="Ten questions, each with the sentence that the data decide, how sure it is, its chart, and what would "
        "change the answer.",
    ),
    Entry(
        name="releases",
        title="Releases",
        section="Explore",
        heading="Releases",
        help="Every release in one table; for each, its verdict with the conditions that failed, every fact with its "
        "address, what a better verdict would take, and a way to report an error.",
        always=True,
    ),
    Entry(
        name="vendors",
        title="Vendors",
        section="Explore",
        heading="Who opens what",
        help="Weights and training openness by vendor, country, kind of vendor or modality, and against reach; each "
        "vendor's releases, claims, licences and changes.",
        always=True,
    ),
    Entry(
        name="compare",
        title="Compare",
        section="Explore",
        heading="Side by side",
        help="Two to six releases or vendors side by side, differences first, with an address behind every cell.",
        always=True,
    ),
    Entry(
        name="timeline",
        title="Timeline",
        section="Explore",
        heading="Which way it is going",
        help="Releases by date, the gap by half-year, the most open of each side so far, and the verdicts of each "
        "year, for all releases, the newest of each family, or those called open; openness against capability and "
        "training compute.",
    ),
    Entry(
        name="changes",
        title="Changes",
        section="Explore",
        heading="What changed after release",
        help="Every dated opening, withdrawal and new licence, with before, after, address and effect on the verdict; "
        "how long weights stay open, ungated and under their first licence.",
    ),
    Entry(
        name="definitions",
        title="Definitions",
        section="Definitions",
        heading="Open by whose definition?",
        help="Every release under every published definition: where they disagree and because of which condition, what "
        "stands in the way and who is one step away, what others have published, and whether vendors' own "
        "words are supported.",
    ),
    Entry(
        name="rubric",
        title="Your definition",
        section="Definitions",
        heading="Make the definition yours",
        help="Change weights, points, conditions and texts, see at once what moves beside the published definition, "
        "and take it away as an address or a file; add facts of your own.",
        always=True,
    ),
    Entry(
        name="robustness",
        title="Robustness",
        section="Definitions",
        heading="How stable is the ranking?",
        help="Where each release ranks in nine of ten trials of the assumptions, where the order is not clear, what "
        "matters most, and the smallest change of weights that swaps any two.",
    ),
    Entry(
        name="assessments",
        title="Assessments",
        section="Definitions",
        heading="Assessments over time",
        help="How the European index revised its judgements, what its change of definition did to places, and three "
        "rounds of the transparency index with the break between them.",
    ),
    Entry(
        name="data",
        title="Data",
        section="Data and method",
        heading="What is known, and how well",
        help="What is covered and what is not, sources with their measured error rates, where they disagree, what to "
        "check next, the editions and what differs between them, and every table with its columns.",
        always=True,
    ),
    Entry(
        name="method",
        title="Method",
        section="Data and method",
        heading="How it is worked out",
        help="The ten steps of a composite index and what is done at each, every criterion with its levels in words, "
        "how unknown counts, what is not measured, limits, glossary.",
        always=True,
    ),
    Entry(
        name="report",
        title="Report",
        listed=False,
        heading="Make a report",
        help="One page for those who read no other, then charts, answers, method and evidence for the selection in "
        "force, as a web page to print or a Word file to edit.",
        always=True,
    ),
    Entry(
        name="accessibility",
        title="Accessibility",
        listed=False,
        heading="Accessibility statement",
        help="How far these pages can be used by everybody, what does not work yet and what to do instead, how it was "
        "tested, and whom to tell.",
        always=True,
    ),
)
