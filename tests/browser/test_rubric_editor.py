"""The editor in a browser: a file goes in and comes out again, and screen readers hear what others see."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.rubric.editor import PARTS
from tests.browser.conftest import Visit, Visitor
from tests.browser.server import ROOT, serve

pytestmark = pytest.mark.browser

PUBLISHED = (ROOT / "rubric.yaml").read_text("utf-8")
MINE = f"# my very own comment\n{PUBLISHED}".replace("ranked_from: 0.65", "ranked_from: 0.5  # our bar")

HOSTILE = (
    "Open: data_sets & code (optional)",
    "[x](javascript:alert(1)) [y]: z [z][y]",
    ":red[x] :violet-badge[x] :smile: :+1: :a:smile:x: ::a[b] :x[y]{z}",
    "**b** _i_ __u__ a__b__ *x* ~s~ ~~t~~ `c` ``d`` $x$ $$y$$ R&D &amp; &#42;",
    "<b>x</b> <script>alert(1)</script>",
    *("# x", "#", "- a", "1. a", "---", "***", "> q", "| a | b |", "\\*x*", "a\\"),
)


def open_file_box(visit: Visit) -> None:
    visit.page.get_by_role("button", name="File", exact=True).click()
    expect(visit.page.get_by_role("button", name="Download as YAML")).to_be_visible()


def upload(visit: Visit, file: Path) -> None:
    visit.page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(file)


def downloaded(page: Page) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as YAML").click()
    return waiting.value.path().read_text("utf-8")


def test_an_uploaded_file_is_downloaded_with_its_comments(site: str, visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "rubric.yaml"
    file.write_text(MINE, "utf-8")
    visit = visitor(site).go("/rubric")
    open_file_box(visit)
    assert downloaded(visit.page) == PUBLISHED

    upload(visit, file)
    visit.page.wait_for_url("**edit=**")
    visit.settle()
    assert downloaded(visit.page) == MINE


@pytest.mark.parametrize("rubric", ["", "eu-ai-act-53-2"])
def test_no_control_of_the_editor_is_called_by_a_name_with_backslashes(
    site: str, visitor: Visitor, rubric: str
) -> None:
    visit = visitor(site).go(f"/rubric?rubric={rubric}&edit=ranked_from:0.5")
    for part in PARTS:
        visit.page.get_by_role("tab", name=part, exact=True).click()
        assert visit.settle().names_with_backslashes() == [], part


def test_a_label_shows_what_a_title_says_and_obeys_none_of_it(visitor: Visitor, tmp_path: Path) -> None:
    script = tmp_path / "labels.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nimport streamlit as st\n"
        "from dashboard.frame.plain import label\n"
        f"st.title('Labels')\nfor text in {HOSTILE!r}:\n    st.slider(label(text), 0, 3)\n",
        "utf-8",
    )
    with serve(script, folder=tmp_path) as base:
        labels = visitor(base).go("/").page.locator("[data-testid=stSlider] [data-testid=stWidgetLabel]")
        assert labels.all_inner_texts() == list(HOSTILE)
        assert labels.locator("a, b, code, del, em, img, script, strong, [style], .katex").count() == 0
