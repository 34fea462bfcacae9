"""Inputs that somebody might send to break the dashboard, as many as wanted: the same seed makes the same ones.

Each kind begins with what is valid and is then bent: pieces repeated, left out, put elsewhere, replaced by what parsers
stumble over. What is merely random is refused at the first byte and tries nothing; what is nearly right goes deep.
"""

from __future__ import annotations

import asyncio
import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from openpyxl import Workbook
from starlette.applications import Starlette
from starlette.types import Message, Scope

from openness.charts import CHARTS, OPTIONS
from openness.core.errors import ProblemsError
from openness.core.paths import ROOT
from openness.core.strict_yaml import decode
from openness.facts.own_evidence import bring
from openness.publish.addresses import CHART_FORMATS, DATA_FILES
from openness.publish.live import Live
from openness.publish.pictures import Pictures
from openness.query.grammar import PARAMETERS, parse
from openness.rubric.load import load_rubric
from openness.web import Files
from openness.web.site import Site
from tests.factories import package_of
from tests.pictures import FakePainter
from tests.rubric.cases import COMPONENTS, VALID

HOSTILE = Path(__file__).parent / "hostile"
TOKENS = [
    b"", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b"\x1b[31m", b"\xed\xa0\x80",
    b"\xe2\x80\xae", b"'", b'"', b"`", b"\\", b"<script>", b"</style>", b"{{7*7}}", b"${x}", b"%s", b"%00",
    b"%ff", b"..", b"/../", b"//", b"~", b"NaN", b"-inf", b"1e999", b"-0", b"0x10", b"1_000", b"9" * 400,
    b"\xd9\xa1", b"null", b"yes", b"2024-02-30", b"0000-00-00", b":", b": ", b"- ", b"? ", b"&a ", b"*a",
    b"<<: ", b"!!python/object:os.system ", b"!!binary ", b"|\n", b"---\n", b"{", b"}", b"[", b"]", b"#", b"@",
    b"=1+1", b"=cmd|' /C calc'!A0", b",", b";", b"&", b"=", b"+", b"%", b"a" * 3_000, b"\xf0\x9f\x92\xa5" * 50,
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"<![CDATA[", b"xmlns=''", b"<c r='XFD1048576'/>",
    b" OR 1=1", b"z.eJw",
]  # fmt: skip


def bent(source: bytes, chance: random.Random) -> bytes:
    """What is left of a valid input after one to four changes."""
    content = bytearray(source)
    for _ in range(chance.choice([1, 1, 1, 2, 2, 4])):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice([0, 1, 1, 2, 5, 20, 200]))
        piece = bytes(content[start:end])
        change = chance.randrange(6)
        if change == 0:
            content[start:end] = chance.choice(TOKENS)
        elif change == 1:
            content[start:end] = b""
        elif change == 2:
            content[start:end] = piece * chance.choice([2, 3, 50])
        elif change == 3:
            place = chance.randint(0, len(content))
            content[place:place] = piece or chance.choice(TOKENS)
        elif change == 4:
            letters = range(256) if chance.random() < 0.1 else range(32, 127)
            content[start:end] = bytes(chance.choices(letters, k=len(piece) or 1))
        else:
            content[start:end] = piece.swapcase()[::-1]
    return bytes(content)


# -------------------------------------------------------------------------------------------------------- addresses

_PATHS = [
    *(f"/chart/{slug}.{form}" for slug in CHARTS for form in (*CHART_FORMATS, "js")),
    *(f"/data/{name}" for name in DATA_FILES if name != "all.zip"),
    *("/badge/olmo-2.svg", "/rubric.yaml", "/oembed", "/openapi.json", "/v/0123456789/chart/gap.svg"),
]
_VALUES = {
    "rubric": ["g7-2026", "osaid-1.0", "yours"],
    "edit": ["weight.data:2", "weight.data-information:0,credit.partial:0.25", "z.q1YqSizKTFayUlBKSSxJVNJRUKoFAA"],
    "vendor": ["meta", "ai2,mistral-ai"],
    "country": ["EU", "NA", "FR"],
    "from": ["2024", "2023-02"],
    "to": ["2026", "2025-02-28"],
    "as_of": ["2025-03-31"],
    "sources": ["osai-index", "first-party,mot"],
    "release": ["olmo-2", "llama-3.1"],
    "size": ["7..80", "..1.5", "0.0001.."],
    "component": ["training_code:open"],
    "q": ["olmo 2"],
    "url": ["http://testserver/chart/gap.html?vendor=meta", "/releases?release=olmo-2"],
    "width": ["300", "2400"],
    "scale": ["2"],
    "shape": ["social", "document"],
    "theme": ["dark", "auto"],
    "fields": ["release,verdict"],
    "weight.data": ["2"],
    "maxwidth": ["400"],
}
_NAMES = [*PARAMETERS, *_VALUES, *{option.name for options in OPTIONS.values() for option in options}]


def addresses(chance: random.Random) -> Iterator[bytes]:
    """Paths with their query strings, as they stand in a request."""
    while True:
        pairs = []
        for _ in range(chance.choice([0, 1, 1, 2, 3, 6])):
            name = chance.choice(_NAMES)
            pairs.append(f"{name}={chance.choice(_VALUES.get(name, ['1', 'none', 'open', 'all']))}")
        yield bent(f"{chance.choice(_PATHS)}?{'&'.join(pairs)}".encode(), chance)


def visit(live: Live) -> Callable[[bytes], None]:
    """What asks for an address over HTTP, and reads the same query as a page does."""
    app = Files(Starlette(), Site(live, Pictures(FakePainter())))

    def asked(address: bytes) -> None:
        path, _, query = address.partition(b"?")
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: Scope = {
            "type": "http",
            "method": "GET",
            # as uvicorn reads a request
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "scheme": "http",
            "client": ("192.0.2.1", 5),
            "server": ("testserver", 80),
            "headers": [(b"host", b"testserver")],
        }
        asyncio.run(app(scope, receive, send))
        if sent[0]["status"] >= 500 and sent[0]["status"] != 501:
            raise AssertionError(f"{sent[0]['status']}: {sent[1]['body'][:300]!r}")
        pairs = [pair.partition("=") for pair in query.decode("utf-8", "replace").split("&")]
        parse(
            [(unquote(name, errors="replace"), unquote(value, errors="replace")) for name, _, value in pairs],
            live.package(),
            live.rubrics(),
        )

    return asked


# ------------------------------------------------------------------------------------------------------------ files

_PACKAGE = package_of(releases=["olmo", "llama"])
_FACTS = (
    "release,component,availability,licence,since,url,note,name,vendor,released,modality,claim\n"
    "olmo,training_code,open,MIT,2024-03-01,https://example.org/a,,,,,,\n"
    'mine,base_weights,gated,Apache-2.0 AND MIT,2025-01,https://example.org/b,"a, b",Mine,Acme,2025-01,text,open\n'
    "mine,api,closed,,,,,,,,,\n"
)


def rubrics(chance: random.Random) -> Iterator[bytes]:
    """Definitions as YAML."""
    corpus = [path.read_bytes() for path in sorted((HOSTILE / "rubrics").iterdir())]
    small = [VALID.encode()] * len(corpus) + corpus
    whole = [path.read_bytes() for path in (ROOT / "rubric.yaml", *sorted((ROOT / "rubrics").glob("*.yaml")))]
    while True:
        yield bent(chance.choice(whole if chance.random() < 0.02 else small), chance)


def read_rubric(content: bytes) -> None:
    """Read a definition as the editor does; problems are an answer."""
    try:
        load_rubric(decode(content, "r.yaml"), components=COMPONENTS, file="r.yaml")
    except ProblemsError as error:
        str(error)


def tables(chance: random.Random) -> Iterator[bytes]:
    """Facts as CSV, and with other signs between the cells, and in other encodings."""
    corpus = [path.read_bytes() for path in sorted((HOSTILE / "facts").glob("*.csv"))]
    corpus += [_FACTS.encode()] * 2 * len(corpus)
    while True:
        content = bent(chance.choice(corpus), chance)
        yield content.replace(b",", chance.choice([b",", b",", b",", b";", b"\t", b"|"]))


def workbooks(chance: random.Random) -> Iterator[bytes]:
    """Facts as workbooks: their inner files bent one at a time, or the whole."""
    book = Workbook()
    for row in csv.reader(io.StringIO(_FACTS)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    whole = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    deep = [name for name in members if "sheet1" in name or "sharedStrings" in name] * 3
    while True:
        if chance.random() < 0.15:
            yield bent(whole, chance)
            continue
        name = chance.choice([*deep, *members])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                if member != name:
                    archive.writestr(member, content)
                elif chance.random() < 0.95:
                    archive.writestr(member, _cell(content, chance) if chance.random() < 0.7 else bent(content, chance))
        yield out.getvalue()


def _cell(content: bytes, chance: random.Random) -> bytes:
    """XML in which one text or the value of one attribute is bent, and the rest still is XML."""
    places = list(re.finditer(rb'(?<=>)[^<>]+(?=<)|(?<==")[^"<>]*(?=")', content))
    if not places:
        return bent(content, chance)
    place = chance.choice(places)
    return content[: place.start()] + escape(bent(place[0], chance).decode("latin-1")).encode() + content[place.end() :]


def read_facts(file: str) -> Callable[[bytes], None]:
    """What reads facts as an upload does; problems are an answer."""

    def read(content: bytes) -> None:
        try:
            bring(_PACKAGE, content, file=file)
        except ProblemsError as error:
            str(error)

    return read


def kinds(live: Live) -> dict[str, tuple[Callable[[random.Random], Iterator[bytes]], Callable[[bytes], None]]]:
    """Each kind of input: what makes it, and what reads it."""
    return {
        "addresses": (addresses, visit(live)),
        "YAML": (rubrics, read_rubric),
        "CSV": (tables, read_facts("f.csv")),
        "workbooks": (workbooks, read_facts("f.xlsx")),
    }
