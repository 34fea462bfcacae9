"""Reports: what they hold, that nothing in them can do harm, and that Word and browsers get what they need."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
import lxml.html
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn
from PIL import Image

from openness.charts import CHARTS
from openness.charts.kit.base import readable
from openness.cli.main import main
from openness.core.paths import ROOT
from openness.core.wording import day
from openness.facts.own_evidence import bring
from openness.facts.package import Package
from openness.publish import chrome
from openness.publish.chrome import DrawError, NoChromeError
from openness.query.grammar import Query
from openness.questions.answers import answered
from openness.questions.load import questions
from openness.report import build
from openness.report.build import compose, make, missing, wanted
from openness.report.document import Figure, Heading, Link, Paragraph, Table, plain_text
from openness.report.sections import HERE, SECTIONS
from openness.report.sheets import FACTS, SHEETS
from openness.rubric.load import list_rubrics
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of

EVERY = tuple(SECTIONS)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "]]> & < > ' \" \x00\x07 \u202e",
    "{{7*7}} ${x} %s",
)


class Painter:
    """Draws a plain picture of the size asked for."""

    def __init__(self, padding: int = 0) -> None:
        self.drawn = 0
        self._padding = padding

    def draw(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float) -> bytes:
        self.drawn += 1
        if form == "svg":
            inside = f"<!--{'x' * self._padding}--><text>{self.drawn}</text>"
            return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{inside}</svg>'.encode()
        out = io.BytesIO()
        Image.new("RGB", (width, height), "#3a6fd8").save(out, "png")
        return out.getvalue()


class NoPainter:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def draw(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float) -> bytes:
        raise self._error


@pytest.fixture(scope="module")
def few(package: Package) -> Answer:
    """The first three releases that have a date and a fact."""
    shown = answer(package)
    known = shown.table[(shown.table["coverage"] > 0.5) & (shown.table["released"] != "")]
    return answer(package, Query(release=tuple(known["release"].head(3))))


@pytest.fixture(scope="module")
def whole(everything: Answer) -> lxml.html.HtmlElement:
    """Everything there is, as HTML."""
    return lxml.html.document_fromstring(make(everything, EVERY, "html", tables=True, painter=Painter()))


@pytest.fixture(scope="module")
def word(few: Answer) -> bytes:
    """Everything about three releases, as a Word file."""
    return make(few, EVERY, "docx", url="https://example.org/report", tables=True, painter=Painter())


@pytest.fixture
def hostile() -> Answer:
    releases = [{"release": f"r{n}", "name": text, "claim": "open", "vendor": "acme"} for n, text in enumerate(HOSTILE)]
    facts = [
        fact(f"r{n}", component, "open", "Apache-2.0")
        | {"url": "javascript:alert(1)" if n == 0 else f'https://example.org/?q="><b>{n}', "note": HOSTILE[0]}
        for n in range(len(HOSTILE))
        for component in ("base_weights", "training_code", "data_information")
    ]
    vendors = [{"vendor": "acme", "name": HOSTILE[0], "url": "javascript:alert(1)"}]
    sources = [
        {
            "source": "first-party",
            "title": HOSTILE[1],
            "citation": HOSTILE[0],
            "precedence": "1",
            "url": "javascript:alert(1)",
        }
    ]
    return answer(package_of(releases=releases, facts=facts, vendors=vendors, sources=sources))


def words(html: bytes) -> str:
    return " ".join(lxml.html.document_fromstring(html).text_content().split())


# -------------------------------------------------------------------------------------------------- what it holds


def test_every_section_asked_for_stands_in_the_report_in_its_order(whole: lxml.html.HtmlElement) -> None:
    titles = [heading.text_content() for heading in whole.iter("h2")]

    asked = [section.title for section in SECTIONS.values()]
    assert [title for title in titles if title in asked] == asked
    assert titles[-1] == "References"


def test_headings_step_down_one_level_at_a_time(whole: lxml.html.HtmlElement) -> None:
    levels = [int(element.tag[1]) for element in whole.iter("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_chart_stands_with_its_picture_its_alternative_text_and_its_whole_table(everything: Answer) -> None:
    document = compose(everything, wanted(EVERY, tables=True), painter=Painter())
    figures = {block.chart.slug: block for block in document.blocks if isinstance(block, Figure)}
    tables = {block.key: block for block in document.blocks if isinstance(block, Table)}

    drawn = {slug for section in SECTIONS.values() for slug in section.charts} & CHARTS.keys() - {"compare"}
    assert figures.keys() == drawn
    for slug, figure in figures.items():
        chart = CHARTS[slug](everything, "light")
        assert figure.picture
        assert figure.chart.alt == chart.alt
        table = tables[f"table-{slug}"]
        assert table.columns == tuple(readable(chart).columns)
        assert len(table.rows) == len(chart.table)
        assert table.rows[0][0] == (str(chart.table.iloc[0, 0]),)


def test_long_tables_are_left_out_unless_asked_for_and_said_to_be(everything: Answer) -> None:
    ask = wanted(["gap", "headline"])
    documents = [compose(everything, one, painter=Painter()) for one in (ask, replace(ask, tables=True))]

    short, long = ({block.key: block for block in one.blocks if isinstance(block, Table)} for one in documents)
    assert "table-gap" in long.keys() - short.keys()
    assert all(len(table.rows) <= HERE and not table.wide for table in short.values())
    assert all(len(long[key].rows) > HERE or long[key].wide for key in long.keys() - short.keys())
    assert len(long["table-gap"].rows) == len(everything.selected)
    said = [plain_text(block.parts) for block in documents[0].blocks if isinstance(block, Paragraph)]
    left = f"Its table of {len(everything.selected):,} rows is left out; a report with long tables has it."
    assert left in said
    assert left not in [plain_text(block.parts) for block in documents[1].blocks if isinstance(block, Paragraph)]


def test_a_chart_without_its_picture_keeps_its_long_table(everything: Answer) -> None:
    document = compose(everything, wanted(["gap"]), painter=NoPainter(NoChromeError("none")))

    assert "table-gap" in [block.key for block in document.blocks if isinstance(block, Table)]


def test_questions_are_answered_with_how_sure_they_are_and_what_would_change_them(everything: Answer) -> None:
    for form in build.FORMATS:
        made = make(everything, ["questions"], form, painter=Painter())
        said = (
            words(made)
            if form == "html"
            else " ".join(" ".join(part.text.split()) for part in docx.Document(io.BytesIO(made)).paragraphs)
        )
        for question in questions():
            found = answered(everything, question.finding)
            assert question.title in said
            assert " ".join(found.answer.split()) in said
            assert " ".join(f"How sure: {found.sure}".split()) in said or not found.sure
            assert " ".join(found.change.split()) in said


def test_headline_of_the_report_is_that_of_the_page(everything: Answer, whole: lxml.html.HtmlElement) -> None:
    from openness.findings.headline import headline_of

    text = whole.text_content()
    found = headline_of(everything)
    assert found.sentence in text
    assert found.gap_sentence in text
    assert f"{found.called_open.proven:,} (" in text


def test_everything_about_all_releases_stays_under_three_megabytes_and_names_what_it_leaves_out(
    everything: Answer,
) -> None:
    made = make(everything, EVERY, "html", tables=True, painter=Painter(padding=90_000))

    assert len(made) < 3_000_000
    text = words(made)
    assert f"The {SHEETS} newest of {len(everything.selected)} releases" in text
    assert re.search(r"Shown are the facts of the first \d+ releases\. Those of the other \d+", text)


def test_appendix_is_bounded_and_each_of_its_facts_leads_to_its_page(everything: Answer) -> None:
    document = compose(everything, wanted(["evidence"]), painter=Painter())
    table = next(block for block in document.blocks if isinstance(block, Table) and block.key == "evidence")

    assert FACTS - 100 < len(table.rows) <= FACTS
    addresses = [part for row in table.rows for cell in row for part in cell if isinstance(part, Link)]
    assert len(addresses) == len(table.rows)
    known = set(everything.package.facts["url"])
    assert {link.url for link in addresses} <= known


def test_release_sheet_names_every_condition_that_fails(few: Answer) -> None:
    from openness.scoring.explain import explain

    text = words(make(few, ["releases"], painter=Painter()))
    for release in few.selected:
        told = explain(few.scores, few.evidence, release)
        assert told.name in text
        for condition in told.verdicts[0].having("fails"):
            assert " ".join(condition.sentence.split()) in text


def test_releases_named_in_the_query_stand_side_by_side(few: Answer) -> None:
    document = compose(few, wanted(["comparison"]), painter=Painter())

    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.columns[1:] == tuple(few.table["name"])
    assert any(isinstance(part, Link) for row in table.rows for cell in row for part in cell)


def test_edited_definition_says_so_and_lists_the_changes(package: Package) -> None:
    text = words(make(answer(package, Query(edit=(("ranked_from", "0.1"),))), ["method"], painter=Painter()))

    assert "edited by the reader" in text
    assert "ranked_from: 0.1" in text


def test_facts_of_the_readers_own_are_named_on_top_and_in_the_method(package: Package) -> None:
    own = bring(package, b"release,component,availability\nzebra,api,open\n").package
    text = words(make(answer(own, Query(release=("zebra",))), ["method", "evidence"], painter=Painter()))

    assert "It counts facts of the reader's own, which are not part of the data." in text
    assert "It counts 1 fact of the reader's own, from a file" in text
    assert "How open is Zebra (yours)?" in text
    assert "Yours (not part of the data)" in text


def test_a_definition_that_asks_about_one_side_only_gets_no_empty_chart_and_no_empty_row(package: Package) -> None:
    one_sided = answer(package, Query(rubric="eu-ai-act-53-2"))
    document = compose(one_sided, wanted(["gap", "vendors", "time", "releases"]), painter=Painter())

    assert all(block.chart.figure.data for block in document.blocks if isinstance(block, Figure))
    said = [block.parts for block in document.blocks if isinstance(block, Paragraph)]
    assert ("This definition does not ask about both sides, so it gives no gap.",) in said
    sheets = [block for block in document.blocks if isinstance(block, Table) and block.key.startswith("scores-")]
    assert sheets
    assert {row[0][0] for table in sheets for row in table.rows} == {"Score", "Weights openness"}


def test_a_report_as_of_an_earlier_day_says_both_days_on_top_and_at_its_foot(package: Package) -> None:
    shown = answer(package, Query(as_of="2024-06-30"))
    text = words(make(shown, ["method"], painter=Painter()))

    basis = f"Data of {day(package.date)}, facts as they were on 30 June 2024, version code {shown.fingerprint}."
    assert text.count(basis) == 2


def test_the_verb_of_a_definition_reads_well_over_its_table(package: Package) -> None:
    for rubric in list_rubrics(ROOT):
        shown = answer(package, Query(rubric=rubric))
        document = compose(shown, wanted(["headline"]), painter=Painter())
        caption = next(block.caption for block in document.blocks if isinstance(block, Table))
        assert caption.startswith(f"Whether releases are shown to {shown.rubric.verdicts[0].reach}")


def test_nothing_selected_is_said_and_only_the_method_follows(package: Package) -> None:
    for form in build.FORMATS:
        nothing = answer(package, Query(to="1999"))
        assert make(nothing, EVERY, form, painter=Painter())
    text = words(make(nothing, EVERY, painter=Painter()))
    assert "No release passes the filters of this report" in text
    titles = [
        block.text for block in compose(nothing, wanted(EVERY), painter=Painter()).blocks if isinstance(block, Heading)
    ]
    assert [title for title in titles if title in {section.title for section in SECTIONS.values()}] == ["Method"]


@pytest.mark.parametrize(
    ("error", "says"),
    [(NoChromeError("none"), "no Chrome was found"), (DrawError("broken"), "The picture could not be drawn")],
)
@pytest.mark.parametrize("form", build.FORMATS)
def test_without_pictures_the_tables_remain_and_the_report_says_why(
    few: Answer, form: str, error: Exception, says: str
) -> None:
    document = compose(few, wanted(["gap"], form), painter=NoPainter(error))

    assert says in missing(document)[0]
    figure = next(block for block in document.blocks if isinstance(block, Figure))
    assert says in figure.missing
    data = build.render(document, form)
    text = words(data) if form == "html" else "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    assert says in text
    assert figure.chart.alt in text
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert tables


def test_unknown_section_and_format_are_named_with_what_exists() -> None:
    with pytest.raises(build.ReportError, match="no section 'headlin'; did you mean 'headline'"):
        wanted(["headlin"])
    with pytest.raises(build.ReportError, match="no format 'pdf'; one of: html, docx"):
        wanted([], "pdf")


def test_progress_only_rises_and_ends(few: Answer) -> None:
    told: list[float] = []
    make(few, ["gap", "time"], painter=Painter(), progress=lambda done, _what: told.append(done))

    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1
    assert len(set(told)) >= 5


@pytest.mark.parametrize("form", build.FORMATS)
def test_the_same_report_is_the_same_bytes(few: Answer, form: str) -> None:
    first, second = (make(few, EVERY, form, painter=Painter()) for _ in range(2))
    assert first == second


# ----------------------------------------------------------------------------------------------------- harmless


def test_nothing_in_a_name_note_or_address_can_do_anything_in_html(hostile: Answer) -> None:
    made = make(hostile, EVERY, url="javascript:alert(1)", painter=Painter())
    tree = lxml.html.document_fromstring(made)

    assert not list(tree.iter("script", "iframe", "object", "embed", "form", "base"))
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if name.startswith("on")]
    for picture in tree.iter("img"):
        assert picture.get("src", "").startswith("data:image/")
    for link in tree.iter("a"):
        href = link.get("href", "")
        assert href.startswith("#") or urlsplit(href).scheme in ("http", "https")
    assert HOSTILE[0] in tree.text_content()
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_nothing_in_a_name_note_or_address_can_do_anything_in_word(hostile: Answer) -> None:
    made = make(hostile, EVERY, "docx", url="javascript:alert(1)", painter=Painter())

    file = docx.Document(io.BytesIO(made))
    addresses = [rel.target_ref for rel in file.part.rels.values() if rel.is_external]
    assert addresses
    assert all(urlsplit(address).scheme in ("http", "https") for address in addresses)
    assert any(HOSTILE[0] in paragraph.text for paragraph in file.paragraphs)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not [name for name in names if "vba" in name.casefold() or "activex" in name.casefold()]


def test_html_asks_nobody_for_anything(whole: lxml.html.HtmlElement) -> None:
    assert not list(whole.iter("link", "script"))
    text = lxml.html.tostring(whole).decode()
    assert "@import" not in text
    assert not re.search(r"url\((?!data:)", text)


# --------------------------------------------------------------------------------------------------------- word


def test_word_file_has_real_headings_and_a_title(word: bytes) -> None:
    file = docx.Document(io.BytesIO(word))

    styles = [paragraph.style.name for paragraph in file.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") >= len(SECTIONS)
    assert "Heading 2" in styles
    assert "List Bullet" in styles


def test_every_picture_in_word_has_its_alternative_text_and_every_caption_counts_itself(
    word: bytes, few: Answer
) -> None:
    file = docx.Document(io.BytesIO(word))
    document = compose(few, wanted(EVERY, "docx"), painter=Painter())
    figures = [block for block in document.blocks if isinstance(block, Figure)]

    said = [element.get("descr") for element in file.element.body.iter(qn("wp:docPr"))]
    assert said == [figure.chart.alt for figure in figures]
    captions = [paragraph for paragraph in file.paragraphs if paragraph.style.name == "Caption"]
    codes = [text.text for caption in captions for text in caption._p.iter(qn("w:instrText"))]
    assert sum("SEQ Figure" in code for code in codes) == len(figures)
    assert sum("SEQ Table" in code for code in codes) == len(file.tables)


def test_every_table_in_word_repeats_its_headings_and_keeps_its_rows_whole(word: bytes) -> None:
    file = docx.Document(io.BytesIO(word))

    assert len(file.tables) > 10
    for table in file.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert others
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_wide_tables_lie_on_their_side_and_fit_their_page(word: bytes) -> None:
    file = docx.Document(io.BytesIO(word))

    assert {section.orientation for section in file.sections} == {0, 1}
    widest = max(section.page_width - section.left_margin - section.right_margin for section in file.sections)
    for table in file.tables:
        width = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst)
        assert width <= widest // 635 * 1.02


def test_word_file_knows_its_date_author_and_fingerprint(word: bytes, few: Answer) -> None:
    core = docx.Document(io.BytesIO(word)).core_properties

    assert core.author == "Openness Gap contributors"
    assert core.created is not None
    assert core.created.date().isoformat() == few.as_of
    assert few.fingerprint in core.comments
    assert core.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {int(few.as_of[:4])}


@pytest.fixture(scope="module")
def office(word: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word file as LibreOffice prints it; without LibreOffice its XML alone is checked, by the tests above."""
    path = shutil.which("soffice")
    if path is None:
        pytest.skip("LibreOffice is not installed; the file's XML is checked by the other tests")
    folder = tmp_path_factory.mktemp("office")
    (folder / "report.docx").write_bytes(word)
    command = [path, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(folder / "report.docx")], check=True, timeout=120)
    return folder / "report.pdf"


def test_office_opens_the_word_file_with_every_picture(office: Path, few: Answer) -> None:
    data = office.read_bytes()
    document = compose(few, wanted(EVERY, "docx"), painter=Painter())

    assert data.startswith(b"%PDF")
    # One and the same picture is stored once a size, so the drawings are counted, not the images.
    assert data.count(b"/Subtype/Image") > 0
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed, so the words of the PDF are not read")
    text = subprocess.run([reader, str(office), "-"], capture_output=True, check=True).stdout.decode()
    flat = " ".join(text.split())
    for block in document.blocks:
        if isinstance(block, (Figure, Table)):
            assert f"{document.numbers[block.key]}. " in flat


# ------------------------------------------------------------------------------------------------------- command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def test_command_writes_the_report_that_the_ending_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chrome, "Chrome", Painter)
    chosen = ["--sections", "headline,gap", "--query", "country=FR"]

    for ending, begins in (("html", b"<!DOCTYPE html>"), ("docx", b"PK")):
        out = tmp_path / f"report.{ending}"
        result = run("--out", str(out), *chosen)
        assert (result.exit_code, result.output) == (0, "")
        assert out.read_bytes().startswith(begins)


def test_command_adds_long_tables_only_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chrome, "Chrome", Painter)
    chosen = ["--sections", "gap", "--query", "country=FR"]
    found = {}
    for more in ((), ("--tables",)):
        result = run("--out", str(tmp_path / "report.html"), *chosen, *more)
        assert (result.exit_code, result.output) == (0, "")
        found[more] = 'id="table-gap"' in (tmp_path / "report.html").read_text("utf-8")

    assert found == {(): False, ("--tables",): True}


def test_command_without_chrome_writes_the_tables_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chrome, "Chrome", lambda: NoPainter(NoChromeError("none")))
    result = run("--out", str(tmp_path / "a.html"), "--sections", "gap", "--query", "country=FR")

    assert result.exit_code == 0
    assert "no Chrome was found" in result.output
    assert "<table" in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "a.pdf"], "ends in .html or .docx"),
        (["--out", "a.html", "--sections", "headlines"], "did you mean 'headline'"),
        (["--out", "a.html", "--query", "vendor=no-such-vendor"], "there is no vendor 'no-such-vendor'"),
        ([], "Missing option '--out'"),
    ],
)
def test_command_refuses_what_does_not_exist_and_writes_nothing(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)

    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())
