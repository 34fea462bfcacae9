"""Take the picture in README from the running dashboard: `make screenshot`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.conftest import Visit
from tests.browser.server import ROOT, serve

if __name__ == "__main__":
    with serve(ROOT / "app.py") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        visit = Visit(browser.new_page(viewport={"width": 1280, "height": 1180}), base).go("/")
        picture = visit.page.screenshot()
        browser.close()
    # 128 colours are plenty for a page of few colours, and a third of the bytes.
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128).save(ROOT / "docs" / "screenshot.png", optimize=True)
