"""Facts of one's own in a browser: the template goes out as a workbook, is filled in, and comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.browser

_PATIENCE = 30_000


def upload(visit: Visit, file: Path) -> None:
    visit.page.locator("[data-testid=stFileUploaderDropzoneInput]").last.set_input_files(file)


def test_the_template_is_filled_in_and_a_wrong_cell_is_named(site: str, visitor: Visitor, tmp_path: Path) -> None:
    visit = visitor(site).go("/rubric")
    page = visit.page
    page.get_by_text("Add facts of your own", exact=True).click()
    page.get_by_text("What the columns may hold", exact=True).click()
    expect(page.get_by_text("How far the component is public.")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Template as a workbook").click()
    file = tmp_path / "mine.xlsx"
    waiting.value.save_as(file)

    book = openpyxl.load_workbook(file)
    book["Facts"]["C3"] = "half"
    book.save(file)
    upload(visit, file)
    expect(page.get_by_test_id("stCode")).to_contain_text(
        "mine.xlsx, sheet Facts, C3: column 'availability' is not one of the states", timeout=_PATIENCE
    )

    book["Facts"]["C3"] = "Not applicable"
    book["Facts"]["B3"] = "Training code"
    better = tmp_path / "better.xlsx"  # the browser takes the same name again only from its own dialogue
    book.save(better)
    upload(visit, better)
    expect(page.get_by_text("better.xlsx: 3 facts; 1 release of your own.")).to_be_visible(timeout=_PATIENCE)
    visit.settle()
    assert not visit.page.locator("[data-testid=stException]").count()
