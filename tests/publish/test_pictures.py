"""Pictures: everything a chart may not be shown without is drawn in, Chrome is bounded, and so is what is kept."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.base import Chart
from openness.charts.kit.names import WIDE
from openness.charts.kit.options import choices
from openness.charts.kit.palette import BACKGROUND
from openness.publish.chrome import Chrome, DrawError, NoChromeError
from openness.publish.live import Live
from openness.publish.picture_layout import DOCUMENT, FONTS, SOCIAL, Look, compose, figure_spec, plan, steady
from openness.publish.pictures import BusyError, InTurn, Pictures, draw
from openness.publish.text_width import width, wrap
from tests.pictures import FakePainter

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def gap(live: Live) -> Chart:
    return CHARTS["gap"](live.answer(), "light")


def words_of(svg: bytes | str) -> str:
    root = ElementTree.fromstring(svg)  # noqa: S314 (our own)
    return " ".join(node.text or "" for node in root.findall(f"{SVG}text"))


# ----------------------------------------------------------------------------------------------------------- layout


@pytest.mark.parametrize("slug", CHARTS)
@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(width=300),
        Look(width=2400),
        Look(theme="dark"),
        Look(shape="social"),
        Look(shape="document"),
    ],
)
def test_title_source_date_and_fingerprint_are_drawn_in_and_nothing_runs_over_the_edge(
    slug: str, look: Look, live: Live
) -> None:
    chart = CHARTS[slug](live.answer(), look.theme, **choices(OPTIONS[slug], {}))
    laid = plan(chart, look)
    drawn = draw(chart, "svg", look, FakePainter())
    words = words_of(drawn)

    for line in ElementTree.fromstring(drawn).findall(f"{SVG}text"):  # noqa: S314 (our own)
        assert float(line.attrib["textLength"]) <= laid.width - 35
    assert chart.title in words or look.shape
    assert chart.title.split()[0] in words
    for text in (live.answer().fingerprint, "Data of", "Sources: ", "CC BY 4.0"):
        assert text in words
    if not look.shape:
        assert chart.subtitle in words
        assert chart.note in words
        assert laid.figure[1] == chart.figure.layout.height
    for x, y, size, bold, _, text in laid.texts:
        assert x + width(text, size, bold=bold) <= laid.width - 15
        assert size <= y <= laid.height
    if look.shape == "social":
        assert (round(laid.width * laid.scale), round(laid.height * laid.scale)) == SOCIAL
        assert laid.top + laid.figure[1] * laid.shrink <= laid.height
    if look.shape == "document":
        rows, natural = chart.figure.layout.yaxis.ticktext, chart.figure.layout.height or 500
        assert laid.width == DOCUMENT[0]
        assert laid.height == DOCUMENT[1] or (rows and laid.height > DOCUMENT[1])
        assert not rows or laid.figure[1] >= natural, "rows keep their height"
        assert laid.shrink >= 0.6
        lines = [y for _, y, *_, text in laid.texts if y > laid.top]
        assert len(lines) <= 3, "a note of one line, and the source"


def test_words_of_others_stay_words(gap: Chart) -> None:
    evil = '</text><script>alert(1)</script>& "\x00\x1b" \ud800'
    svg = draw(replace(gap, title=evil, alt=evil, source=evil), "svg", Look(), FakePainter())

    root = ElementTree.fromstring(svg)  # noqa: S314 (our own)
    assert root.findall(f".//{SVG}script") == []
    assert "<script>alert(1)" in words_of(svg)


def test_same_figure_is_the_same_bytes_whatever_ids_plotly_draws() -> None:
    one = '<svg><defs id="defs-a1b2c3"><clipPath id="clipa1b2c3x"/></defs><g clip-path="url(#clipa1b2c3x)"/></svg>'
    other = one.replace("a1b2c3", "0f0f0f")

    assert steady(one) == steady(other)
    assert "a1b2c3" not in steady(one)
    assert steady("<svg/>") == "<svg/>"


def test_figure_for_print_is_the_figure_of_the_page_in_fonts_that_exist(gap: Chart) -> None:
    spec = figure_spec(gap, 1300)

    assert spec["layout"]["template"]["layout"]["font"]["family"] == FONTS
    assert "system-ui" not in str(spec)
    assert len(spec["data"]) == len(gap.figure.data)
    assert all(trace["uid"] for trace in spec["data"])
    assert gap.figure.layout.template.layout.font.family != FONTS, "the page's own figure is left alone"


def test_long_words_and_long_texts_fit() -> None:
    assert all(width(line, 12) <= 100 for line in wrap("x" * 300, 12, 100, most=99))
    assert "".join(wrap("x" * 300, 12, 100, most=99)) == "x" * 300
    cut = wrap("word " * 200, 12, 100, most=3)
    assert len(cut) == 3
    assert cut[-1].endswith("…")
    assert wrap("", 12, 100) == []


# ------------------------------------------------------------------------------------------------------------ keeping


def pictures_with(painter: FakePainter, **bounds: int) -> Pictures:
    return Pictures(painter, **bounds)


def test_what_is_kept_is_bounded_in_files_and_bytes_and_the_oldest_goes_first(gap: Chart) -> None:
    kept = pictures_with(FakePainter(padding=10_000), most_files=5, most_bytes=10_000_000)
    for number in range(12):
        kept.draw(str(number), lambda: gap, "svg", Look())
        kept.find("7")
    assert kept.kept == 5
    assert kept.has("7"), "what is asked for stays"
    assert not kept.has("0")
    heavy = pictures_with(FakePainter(padding=10_000), most_files=50, most_bytes=40_000)
    for number in range(12):
        heavy.draw(str(number), lambda: gap, "svg", Look())
        assert 0 < sum(path.stat().st_size for path in heavy.folder.iterdir()) <= 40_000


def test_picture_is_drawn_once_and_again_when_its_file_is_gone(gap: Chart) -> None:
    painter = FakePainter()
    kept = pictures_with(painter)
    first = kept.draw("key", lambda: gap, "svg", Look())
    assert kept.draw("key", lambda: gap, "svg", Look()) == first
    assert len(painter.figures) == 1
    for path in kept.folder.iterdir():
        path.unlink()
    assert kept.find("key") is None
    assert kept.draw("key", lambda: gap, "svg", Look()) == first
    assert len(painter.figures) == 2


def test_key_of_any_kind_is_no_path(gap: Chart) -> None:
    kept = pictures_with(FakePainter())
    for key in ("../../etc/passwd", "\x00", "a" * 100_000, "\ud800"):
        kept.draw(key, lambda: gap, "svg", Look())
        assert kept.has(key)
    assert all(re.fullmatch(r"[0-9a-f]{64}", path.name) for path in kept.folder.iterdir())


def test_queue_is_short_and_says_when_to_come_back() -> None:
    kept = Pictures(FakePainter(), at_once=2, waiting=3)
    for _ in range(5):
        kept.enter()
    with pytest.raises(BusyError, match="5 pictures are waiting"):
        kept.enter()
    kept.leave()
    kept.enter()
    assert kept.taken == 5
    assert BusyError.retry_after > 0


def test_reports_draw_in_the_same_line_and_keep_what_is_nobodys_own(gap: Chart) -> None:
    painter = FakePainter()
    kept = Pictures(painter)
    figure = figure_spec(gap, 1300)
    drawn = InTurn(kept).draw(figure, "svg", 900, 500, 1)
    assert InTurn(kept).draw(figure, "svg", 900, 500, 1) == drawn
    assert len(painter.figures) == 1
    assert kept.kept == 1

    assert InTurn(Pictures(painter), keep=False).draw(figure, "svg", 900, 500, 1) == drawn
    own = Pictures(painter)
    for keep in (False, True):
        painter.most = 0
        painter.go_on.clear()
        with ThreadPoolExecutor(6) as pool:
            for number in range(6):
                pool.submit(InTurn(own, keep=keep).draw, {"number": number}, "svg", 900, 500, 1)
            threading.Timer(0.2, painter.go_on.set).start()
        assert painter.most == 2
        assert own.kept == (6 if keep else 0)


def test_never_more_than_two_at_once(gap: Chart) -> None:
    painter = FakePainter()
    kept = Pictures(painter)
    painter.go_on.clear()
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(kept.draw, str(number), lambda: gap, "svg", Look()) for number in range(8)]
        threading.Timer(0.2, painter.go_on.set).start()
        assert len({future.result() for future in work}) == 1
    assert painter.most == 2


# ------------------------------------------------------------------------------------------------------------- Chrome


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    pytest.importorskip("kaleido")
    started = Chrome()
    try:
        started.draw({"data": [], "layout": {}}, "svg", 10, 10, 1)
    except NoChromeError as error:
        pytest.skip(str(error))
    yield started
    started.close()


def test_chrome_draws_the_numbers_and_the_words(chrome: Chrome, gap: Chart) -> None:
    svg = draw(gap, "svg", Look(), chrome)
    text = svg.decode()

    assert gap.title in words_of(svg)
    notes = [note for note in gap.figure.layout.annotations if note.showarrow]
    named = [note.text for note in notes if note.opacity != WIDE]  # a picture is no wide window
    assert named
    assert not any(note.text in text for note in notes if note.opacity == WIDE)
    assert all(name in text for name in named if "…" not in name and "&" not in name)
    dots = sum(len(trace.x) for trace in gap.figure.data if trace.mode == "markers" and trace.x[0] is not None)
    assert text.count('class="point') >= dots
    assert "system-ui" not in text
    assert "<script" not in text
    assert draw(gap, "svg", Look(), chrome) == svg, "the same bytes each time"


def test_png_has_the_size_asked_for_and_holds_what_the_svg_holds(chrome: Chrome, gap: Chart) -> None:
    laid = plan(gap, Look(width=600, scale=2))
    picture = Image.open(io.BytesIO(draw(gap, "png", Look(width=600, scale=2), chrome)))
    social = Image.open(io.BytesIO(draw(gap, "png", Look(shape="social"), chrome)))

    assert picture.size == (1200, laid.height * 2)
    assert social.size == SOCIAL
    for image in (picture, social):
        grey = image.convert("L")
        title = grey.crop((0, 20, image.width // 2, 80))
        assert np.asarray(title).min() < 60, "the title is there, dark on light"
        assert grey.getpixel((2, 2)) == 255
        assert len(np.unique(np.asarray(grey))) > 50, "and so is the figure"


def test_dark_picture_is_dark(chrome: Chrome, live: Live) -> None:
    chart = CHARTS["gap"](live.answer(), "dark")
    image = Image.open(io.BytesIO(draw(chart, "png", Look(theme="dark", scale=1), chrome))).convert("RGB")

    assert "#{:02x}{:02x}{:02x}".format(*image.getpixel((2, 2))) == BACKGROUND["dark"]


def test_figure_that_chrome_cannot_draw_is_an_error_and_the_next_one_is_drawn(chrome: Chrome, gap: Chart) -> None:
    with pytest.raises(DrawError, match="could not draw"):
        chrome.draw({"data": [], "layout": {}}, "no-such-format", 10, 10, 1)

    assert draw(gap, "svg", Look(), chrome)


def test_idle_chrome_ends_and_starts_again(gap: Chart, chrome: Chrome) -> None:
    short = Chrome(idle=0.2)
    figure = {"data": [], "layout": {}}
    try:
        short.draw(figure, "svg", 10, 10, 1)
        end = time.monotonic() + 15
        while short.runs and time.monotonic() < end:
            time.sleep(0.1)
        assert not short.runs
        assert short.draw(figure, "svg", 10, 10, 1)
    finally:
        short.close()


def test_machine_without_chrome_says_so(monkeypatch: pytest.MonkeyPatch, gap: Chart) -> None:
    import kaleido
    from choreographer.errors import ChromeNotFoundError

    def missing(**_: object) -> None:
        raise ChromeNotFoundError("nowhere")

    monkeypatch.setattr(kaleido, "Kaleido", missing)
    nothing = Chrome()
    with pytest.raises(NoChromeError, match="this server has none"):
        nothing.draw({"data": [], "layout": {}}, "svg", 10, 10, 1)
    nothing.close()


def test_layout_asks_the_network_for_nothing(gap: Chart) -> None:
    svg = compose(gap, Look(), "<svg/>")

    assert re.findall(r'(?:href|src)="(?!#|data:)', svg) == []
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
