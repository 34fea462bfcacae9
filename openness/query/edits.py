"""Changes of a rubric as one text that an address can carry: the value of `edit=`."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from openness.core.errors import OpennessError, shorten

MAX_PLAIN = 1_500
"""Beyond this length, in characters, the packed form is written."""

MAX_BYTES = 200_000
"""Most that the edits may hold, in bytes of their JSON: a packed text that inflates to more is refused."""

_PACKED = "z."


class QueryError(OpennessError):
    """An address asks for something that does not exist.

    Attributes:
        parameter: the parameter at fault (`vendor`), or empty when it is the query as a whole.
        got: what was given.
        valid: what would have been understood: all values where they can be listed, else how to write one.
        others: what else is wrong with the same address; `str` of the error names them too.
        conflict: whether each part is right by itself, and they do not go together.
    """

    def __init__(
        self,
        message: str,
        *,
        parameter: str = "",
        got: str = "",
        valid: Sequence[str] = (),
        others: Sequence[QueryError] = (),
        conflict: bool = False,
    ) -> None:
        super().__init__("\n".join([message, *(other.message for other in others)]))
        self.message: str = message
        self.parameter = parameter
        self.got = got
        self.valid = tuple(valid)
        self.others = tuple(others)
        self.conflict = conflict


def pack_edits(edits: Mapping[str, str]) -> str:
    """Write changes of a rubric as one text, the value of `edit=`.

    Args:
        edits: path in the rubric to new value, as in `{"weight.data": "2"}`.

    Returns:
        `path:value` pairs joined by commas, sorted by path, with everything that would be mistaken for grammar
        percent-encoded; or, when that is longer than 1,500 characters, `z.` and the base64url of their deflated JSON.
        Empty when there is no edit.

    Raises:
        QueryError: a path is empty, the text cannot be written in UTF-8, or there is too much of it.
    """
    if not edits:
        return ""
    document = check_edits(edits)
    plain = ",".join(f"{_escape(path, ':')}:{_escape(value)}" for path, value in sorted(edits.items()))
    if plain.startswith(_PACKED):
        plain = "%7A" + plain[1:]  # a path that happens to begin like the packed form
    if len(plain) <= MAX_PLAIN:
        return plain
    return _PACKED + base64.urlsafe_b64encode(zlib.compress(document, 9)).rstrip(b"=").decode("ascii")


def unpack_edits(text: str) -> dict[str, str]:
    """Read the value of `edit=`, in either form. The inverse of `pack_edits`.

    Spaces around a pair and around its colon are overlooked, so that it can be typed by hand.

    Raises:
        QueryError: the text is neither form, names a path twice, or holds more than 200,000 bytes.
    """
    text = text.strip()
    if not text:
        return {}
    return _unpack_deflated(text) if text.startswith(_PACKED) else _unpack_plain(text)


def check_edits(edits: Mapping[str, str]) -> bytes:
    """The edits as JSON, once they are known to fit into an address.

    Raises:
        QueryError: they do not.
    """
    if "" in edits:
        raise QueryError("a change to the rubric names no path", parameter="edit", valid=("path:value",))
    try:
        text = json.dumps(dict(edits), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        document = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QueryError("a change to the rubric cannot be written in UTF-8", parameter="edit") from error
    if len(document) > MAX_BYTES:
        raise QueryError(
            f"these changes to the rubric are too long for an address ({len(document):,} bytes, at most "
            f"{MAX_BYTES:,}); keep the rubric as a YAML file instead",
            parameter="edit",
        )
    return document


def _escape(text: str, also: str = "") -> str:
    """Percent-encode what the grammar, or a one-line text field, would not give back as it was."""
    lead = len(text) - len(text.lstrip())
    tail = len(text.rstrip())
    return "".join(
        quote(char, safe="")
        if char in "%," or char in also or not char.isprintable() or not lead <= at < tail
        else char
        for at, char in enumerate(text)
    )


def _unpack_plain(text: str) -> dict[str, str]:
    edits: dict[str, str] = {}
    for pair in text.split(","):
        if not pair.strip():
            continue  # a comma too many
        raw_path, colon, raw_value = pair.partition(":")
        path = unquote(raw_path.strip())
        if not colon or not path:
            raise QueryError(
                f"edit= holds '{shorten(pair)}', which is not a pair of path and value",
                parameter="edit",
                got=pair,
                valid=("path:value,path:value, as in weight.data:2,credit.partial:0.25",),
            )
        if path in edits:
            raise QueryError(
                f"edit= changes '{shorten(path)}' twice; say it once", parameter="edit", got=path, conflict=True
            )
        edits[path] = unquote(raw_value.strip())
    check_edits(edits)
    return edits


def _unpack_deflated(text: str) -> dict[str, str]:
    code = text[len(_PACKED) :].rstrip("=")
    inflater = zlib.decompressobj()
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        document = inflater.decompress(packed, MAX_BYTES + 1)
        if len(document) > MAX_BYTES:
            raise QueryError(
                f"edit= inflates to more than {MAX_BYTES:,} bytes, which no rubric needs", parameter="edit", got=text
            )
        if not inflater.eof or inflater.unused_data:
            raise ValueError("cut off, or followed by something else")
        edits = json.loads(document.decode("utf-8"), object_pairs_hook=_no_repeats)
        if not (isinstance(edits, dict) and all(isinstance(value, str) for value in edits.values())):
            raise ValueError("not an object of texts")
    except QueryError:
        raise
    except (ValueError, binascii.Error, zlib.error, RecursionError) as error:
        raise QueryError(
            "edit= begins with z. but cannot be unpacked; it was probably cut when it was copied",
            parameter="edit",
            got=text,
            valid=("path:value,path:value", "z. and the base64url of the deflated JSON, whole"),
        ) from error
    check_edits(edits)
    return edits


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("path given twice")
    return found
