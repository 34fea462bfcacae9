"""What an address asks for: read whole and strictly, or refused with what would have been understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from openness.charts import CHARTS, OPTIONS
from openness.charts.kit.options import chosen
from openness.charts.kit.palette import THEMES, Theme, as_theme
from openness.core.errors import OpennessError, nearest, shorten
from openness.core.served import FEED
from openness.publish.addresses import CHART_FORMATS, DATA_FILES, pairs_of
from openness.publish.files import SCORES, columns_asked
from openness.publish.live import Live
from openness.publish.picture_layout import DEFAULT_SCALE, DEFAULT_WIDTH, SCALES, SHAPES, WIDTHS, Look
from openness.query.edits import QueryError
from openness.query.grammar import MAX_QUERY, Query, parse_strict, to_string
from openness.query.tracking import cleaned

MAX_PATH = 400
MAX_FIELDS = 1_000
_FINGERPRINT = re.compile(r"[0-9a-f]{10}", re.ASCII)
_LOOKS = {
    "svg": ("theme", "width", "shape"),
    "png": ("theme", "width", "scale", "shape"),
    "html": ("theme",),
    "js": ("theme",),
    "json": ("theme",),
    "csv": (),
}
AUTO = ("theme", "auto")
"""Asks a page, and only a page, for the colours that its reader's browser prefers."""

FIELDS = "fields"
"""Asks for some columns of the scores only."""

_OLD_SHAPES = {("size", shape) for shape in SHAPES}
"""How pictures were asked for before `size=` became the size of models; other people's pages hold such addresses."""

_DIRECT = {"rubric.yaml": ("rubric", "rubric", "yaml")}
_UNFROZEN = {FEED: ("feed", "changes", "atom")}
"""What follows the data by its nature, so that there is no frozen one of it."""


class NotFoundError(OpennessError):
    """There is nothing at this address.

    Attributes:
        more: what else the answer says, for machines.
    """

    def __init__(self, message: str, **more: Any) -> None:
        super().__init__(message)
        self.more = more


@dataclass(frozen=True)
class Wanted:
    """What an address asks for.

    Attributes:
        kind: `chart`, `data`, `badge`, `feed` or `rubric`.
        name: the chart's slug, the file, or the release.
        form: the ending.
        query: what it shows.
        options: the chart's own options.
        look: how a picture, or a page, is to look.
        auto: whether a page takes the colours that its reader prefers.
        fields: columns of the scores, where not all are asked for.
        fingerprint: of a frozen address, else empty.
    """

    kind: str
    name: str
    form: str
    query: Query
    options: Mapping[str, str] = field(default_factory=dict)
    look: Look = field(default_factory=Look)
    auto: bool = False
    fields: tuple[str, ...] = ()
    fingerprint: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether a browser has to draw it."""
        return self.kind == "chart" and self.form in ("svg", "png")

    @property
    def key(self) -> str:
        """The one spelling of the address: same key, same bytes."""
        pairs = pairs_of(self.name, self.query, self.options) if self.kind == "chart" else self.query.to_pairs()
        look = ("auto" if self.auto else self.look.theme, self.look.width, self.look.scale, self.look.shape)
        fields = ",".join(self.fields)
        return f"{self.fingerprint}/{self.kind}/{self.name}.{self.form}?{to_string(pairs)}#{look}{fields}"


def read(path: str, query_string: bytes, live: Live) -> Wanted:
    """Read an address.

    Args:
        path: the path, decoded.
        query_string: as it was sent.
        live: knows the valid values.

    Raises:
        NotFoundError: there is nothing at this path.
        QueryError: a parameter is not understood.
    """
    parts = path.removeprefix("/").split("/")
    fingerprint = ""
    if parts[0] == "v":
        if len(parts) < 3 or not _FINGERPRINT.fullmatch(parts[1]):
            raise NotFoundError(
                "A frozen address is /v/<fingerprint>/chart/… or /v/<fingerprint>/data/….",
                valid=sorted(live.fingerprints()),
            )
        fingerprint, parts = parts[1], parts[2:]
    kind, name, form = _target(parts, live, frozen=bool(fingerprint))
    pairs = pairs_asked(query_string.decode("utf-8", "replace"))
    if kind == "chart" and form in ("svg", "png"):
        pairs = [("shape", value) if (key, value) in _OLD_SHAPES else (key, value) for key, value in pairs]
    options = OPTIONS[name] if kind == "chart" else ()
    looks = _LOOKS.get(form, ()) if kind == "chart" else ()
    auto = form == "html" and AUTO in pairs
    columns = (FIELDS,) if kind == "data" and name in SCORES else ()
    also = (*(option.name for option in options), *looks, *columns)
    for parameter, value in pairs:
        if value and not value.strip() and parameter != "q":
            raise QueryError(f"{parameter}= holds nothing but spaces", parameter=parameter, got=value)
    query = parse_strict(pairs, live.package(), live.rubrics(), also=also)
    if kind == "badge" and query.release:
        raise QueryError("a badge is of one release, the one in its path", parameter="release", got=query.release[0])
    return Wanted(
        kind=kind,
        name=name,
        form=form,
        query=query,
        options=chosen(options, pairs),
        look=_look(form, [pair for pair in pairs if pair[0] in looks and not (auto and pair == AUTO)]),
        auto=auto,
        fields=columns_asked(value for key, value in pairs if key in columns),
        fingerprint=fingerprint,
    )


def pairs_asked(query_string: str) -> list[tuple[str, str]]:
    """The parameters of a query string, without those that other sites have added.

    Raises:
        QueryError: there are too many.
    """
    try:
        return cleaned(parse_qsl(query_string, keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise QueryError(f"there are more than {MAX_FIELDS:,} parameters") from error


def too_long(path: str, query_string: bytes) -> str:
    """Why an address is refused unread; empty where it is not."""
    if len(query_string) > MAX_QUERY:
        return f"The query is longer than {MAX_QUERY:,} characters."
    return f"The path is longer than {MAX_PATH} characters." if len(path) > MAX_PATH else ""


def _target(parts: list[str], live: Live, *, frozen: bool) -> tuple[str, str, str]:
    first, rest = parts[0], parts[1:]
    if first == "data" and len(rest) == 1:
        if rest[0] not in DATA_FILES:
            raise NotFoundError(
                f"There is no file '{shorten(rest[0])}' under /data/; {nearest(rest[0], DATA_FILES)}",
                valid=list(DATA_FILES),
            )
        return "data", rest[0], rest[0].rpartition(".")[2]
    direct = _DIRECT if frozen else _DIRECT | _UNFROZEN
    if len(parts) == 1 and first in direct:
        return direct[first]
    name, dot, form = rest[0].rpartition(".") if len(rest) == 1 else ("", "", "")
    if first == "chart":
        if name not in CHARTS:
            raise NotFoundError(
                f"There is no chart '{shorten(name or '/'.join(rest))}'; {nearest(name, CHARTS)}",
                valid=list(CHARTS),
                formats=list(CHART_FORMATS),
            )
        if form not in _LOOKS:
            raise NotFoundError(
                f"A chart has no format '{shorten(form)}'; {nearest(form, CHART_FORMATS)}", valid=list(CHART_FORMATS)
            )
        return "chart", name, form
    if first == "badge" and not frozen:
        known = live.package().releases["release"].tolist()
        if len(rest) != 1 or not dot:
            raise NotFoundError("A badge is at /badge/<release>.svg.", valid=known)
        if form != "svg":
            raise NotFoundError(f"A badge has no format '{shorten(form)}'.", valid=["svg"])
        if name not in known:
            raise NotFoundError(f"There is no release '{shorten(name)}'; {nearest(name, known)}", valid=known)
        return "badge", name, form
    raise NotFoundError(
        "Files have these addresses.",
        valid=[
            *("/chart/<slug>.<format>", "/data/<file>", "/rubric.yaml"),
            *([] if frozen else ["/badge/<release>.svg", f"/{FEED}"]),
        ],
    )


def _look(form: str, pairs: Iterable[tuple[str, str]]) -> Look:
    given = {name: value for name, value in pairs if value}
    theme = given.get("theme", "light")
    if theme not in THEMES:
        raise _wrong("theme", theme, (*THEMES, "auto") if form == "html" else THEMES)
    shape = given.get("shape", "")
    if shape and shape not in SHAPES:
        raise _wrong("shape", shape, SHAPES)
    if shape and ("width" in given or "scale" in given):
        raise QueryError(
            "shape= decides width and scale; give one or the other", parameter="shape", got=shape, conflict=True
        )
    width = _number("width", given.get("width", str(DEFAULT_WIDTH)), range(WIDTHS[0], WIDTHS[1] + 1))
    scale = _number("scale", given.get("scale", str(DEFAULT_SCALE)), range(SCALES[0], SCALES[-1] + 1))
    shown: Theme = as_theme(theme)
    if form not in ("svg", "png"):
        return Look(theme=shown)
    return Look(shown, width, scale if form == "png" else DEFAULT_SCALE, shape)


def whole(text: str) -> int | None:
    """A whole number above nought, of at most five digits; nothing where it is none.

    JSON Schema takes 2.0 for one, and programs that count in fractions write it so.

    >>> whole("2"), whole("2.0"), whole("2.5"), whole("-2")
    (2, 2, None, None)
    """
    found = re.fullmatch(r"([1-9]\d{0,4})(?:\.0{1,9})?", text, re.ASCII)
    return int(found[1]) if found else None


def _number(name: str, text: str, valid: range) -> int:
    number = whole(text)
    if number is None or number not in valid:
        raise _wrong(name, text, (f"a whole number from {valid[0]} to {valid[-1]}",))
    return number


def _wrong(name: str, got: str, valid: tuple[str, ...]) -> QueryError:
    said = " or ".join(valid)
    return QueryError(f"{name}= cannot be '{shorten(got)}'; it is {said}", parameter=name, got=got, valid=valid)
