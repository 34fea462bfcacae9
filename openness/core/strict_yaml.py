"""YAML read as a form, not as a program: one meaning for every scalar, a line for every value, no traps.

YAML 1.1 reads ``NO`` as false, ``1.10`` as 1.1, ``2026-01-01`` as a date and keeps the last of two equal keys without
a word; aliases let two hundred bytes unfold into gigabytes. Here each of these is a problem with its line.
The result is made of ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool``, ``None`` and :class:`Bare`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from openness.core.errors import Problem, ProblemsError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
_MAX_SYNTAX_HINT = 200
_MAX_PROBLEMS = 100
# PyYAML's parser in C, where PyYAML was built with it: fifteen times as fast. With tabs it is less strict.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Bare:
    """A plain scalar that YAML readers understand differently (``NO``, ``2026-01-01``, ``1_000``, ``010``)."""

    text: str
    reads_as: str

    def __str__(self) -> str:
        return self.text


@dataclass
class Document:
    """A parsed file: the tree, and for each place in it the line and, for scalars, the text as written."""

    file: str
    tree: Any
    lines: dict[Place, int] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest place around it (for what is missing)."""
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return 0


_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_TRUE = re.compile(r"(?:true|True|TRUE)\Z")
_FALSE = re.compile(r"(?:false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL_FLOAT = re.compile(r"([-+]?\.(?:inf|Inf|INF))\Z|(\.(?:nan|NaN|NAN))\Z")
_BARE = (
    (re.compile(r"(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N)\Z"), "true or false"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?\Z"), "a date"),
    (re.compile(r"[-+]?(?:0[0-9_]+|0[xX][0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+)\Z"), "a number in another base"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?\Z"), "a number with underscores"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z"), "a number in base 60"),
)
# YAML starts a new line at these and editors do not, so line numbers would lie; escaped (\u2028) they are fine.
ODD_LINE_BREAK = re.compile("[\x85\u2028\u2029]")
BAD_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_scalar(text: str) -> Any:
    """Return the one value a plain (unquoted) scalar has here; :class:`Bare` where YAML readers disagree."""
    if _NULL.match(text):
        return None
    if _TRUE.match(text):
        return True
    if _FALSE.match(text):
        return False
    for pattern, reads_as in _BARE:
        if pattern.match(text):
            return Bare(text, reads_as)
    if _INT.match(text) and len(text) < 300:
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if special := _SPECIAL_FLOAT.match(text):
        return float("nan") if special[2] else float(special[1].replace(".", "").lower())
    return text


def read_bytes(path: Path, file: str) -> bytes:
    """Return a file's bytes, refusing what cannot be a rubric before it is read whole."""
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or "no such file"
        raise ProblemsError([Problem(file, 0, f"cannot be read: {reason.lower()}")]) from error
    return data


def parse(source: bytes | str, file: str) -> Document:
    """Parse YAML strictly.

    Args:
        source: The bytes of a file, or text.
        file: The name to show in problems.

    Returns:
        The document. Problems that leave a tree to go on with (a repeated key, an alias) stand in ``problems``.

    Raises:
        ProblemsError: when no tree can be had: not UTF-8, too large, too deep, not YAML.
    """
    text = decode(source, file)
    problems = [*_tabs(text, file), *_characters(text, file)]
    if problems:
        raise ProblemsError(problems)
    if "\t" not in text:
        document = Document(file, None)
        with suppress(yaml.YAMLError, ProblemsError):  # the other parser tells more plainly what is wrong
            _Builder(document).build(text, _FAST)
            return document
    document = Document(file, None)
    try:
        _Builder(document).build(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ProblemsError([*document.problems, _syntax(error, file)]) from error
    except ProblemsError as error:
        raise ProblemsError([*document.problems, *error.problems]) from error
    return document


def compose(text: str) -> yaml.Node | None:
    """The nodes of YAML that nothing strict is asked of but its shape.

    Raises:
        yaml.YAMLError: It is not YAML.
    """
    if "\t" not in text:
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=_FAST)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def decode(source: bytes | str, file: str) -> str:
    """Return a file's bytes, or a text, as the text that `parse` reads.

    Raises:
        ProblemsError: It is too large, or not UTF-8.
    """
    size = len(source) if isinstance(source, bytes) else len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        hint = f"at most {MAX_BYTES // 1024} KB; a rubric is a page or two"
        raise ProblemsError([Problem(file, 0, "is too large", "", hint)])
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ProblemsError([Problem(file, 1, "is not UTF-8 but UTF-16", "", "save it as UTF-8")])
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        got = " ".join(f"{byte:02x}" for byte in source[error.start : error.start + 4])
        raise ProblemsError([Problem(file, line, "is not UTF-8", got, "save it as UTF-8")]) from error


def _tabs(text: str, file: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line[: len(line) - len(line.lstrip())] and line.strip():
            yield Problem(file, number, "is indented with a tab", "", "use spaces")


def _characters(text: str, file: str) -> Iterator[Problem]:
    if match := BAD_CHARACTER.search(text) or ODD_LINE_BREAK.search(text):
        line = text.count("\n", 0, match.start()) + 1
        got = f"U+{ord(match[0]):04X}"
        yield Problem(file, line, "holds a character that no text has", got, "is this a text file?")


def _syntax(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 0
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    context = getattr(error, "context", None)
    hint = f"{context}" if context else ""
    return Problem(file, line, f"is not YAML: {str(problem)[:_MAX_SYNTAX_HINT]}", "", hint[:_MAX_SYNTAX_HINT])


def _joined(text: str) -> str:
    """Join the halves of a character that JSON writes as two escapes; halves that stand alone stay as they are."""
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


class _Builder:
    """Makes the tree from parser events, with a stack of its own: deep input cannot exhaust Python's."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def problem(self, event: yaml.Event, what: str, got: str = "", hint: str = "") -> None:
        self.document.problems.append(Problem(self.document.file, _line(event), what, got, hint))
        if len(self.document.problems) >= _MAX_PROBLEMS:
            more = Problem(self.document.file, _line(event), "has more problems", "", "these come first")
            raise ProblemsError([more])

    def build(self, text: str, loader: Any) -> None:
        root: list[Any] = []
        stack: list[_Open] = [_Open(root, (), None)]
        documents = 0
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problem(event, "holds a second document", "---", "one rubric a file")
                    break
            elif isinstance(event, yaml.AliasEvent):
                self.problem(event, "uses an alias", f"*{event.anchor}", "write the value out where it is needed")
                self.add(stack, event, None)
            elif isinstance(event, yaml.ScalarEvent):
                self.decorations(event)
                value = _joined(event.value)
                self.add(stack, event, value if event.style else read_scalar(value), value)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.decorations(event)
                if len(stack) > MAX_DEPTH:
                    place = Problem(self.document.file, _line(event), "is nested too deeply")
                    raise ProblemsError([place])
                container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                where = self.add(stack, event, container)
                stack.append(_Open(container, where, None))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                stack.pop()
        self.document.tree = root[0] if root else None

    def decorations(self, event: yaml.Event) -> None:
        if (anchor := getattr(event, "anchor", None)) is not None:
            self.problem(event, "sets an anchor", f"&{anchor}", "remove it; aliases are not read")
        if (tag := getattr(event, "tag", None)) is not None:
            self.problem(event, "uses a tag", str(tag), "remove it")

    def add(self, stack: list[_Open], event: yaml.Event, value: Any, text: str | None = None) -> Place:
        """Put a value where the parser stands and return its place."""
        parent = stack[-1]
        line = _line(event)
        if isinstance(parent.container, list):
            where: Place = (*parent.place, len(parent.container)) if len(stack) > 1 else ()
            parent.container.append(value)
        elif parent.key is None:
            return self.key(parent, event, value, text)
        else:
            key, parent.key = parent.key, None
            where = (*parent.place, key)
            parent.container[key] = value
            if isinstance(value, (dict, list)) or value is None:
                line = self.document.lines.get(where, line)
        self.document.lines[where] = line
        if text is not None:
            self.document.texts[where] = text
        return where

    def key(self, parent: _Open, event: yaml.Event, value: Any, text: str | None) -> Place:
        """Take a scalar as the key of the next value."""
        line = _line(event)
        if not isinstance(value, str):
            if isinstance(event, yaml.ScalarEvent) and text == "<<":
                self.problem(event, "merges mappings", "<<", "write the values out where they are needed")
            elif isinstance(event, yaml.ScalarEvent):
                self.problem(event, f"has a key that reads as {kind_of(value)}", text or "", "quote it")
            elif not isinstance(event, yaml.AliasEvent):
                self.problem(event, "has a key that is not a word", "", "a key is one word and a colon")
            value = text if text else f"(line {line})"
        elif text == "<<" and isinstance(event, yaml.ScalarEvent) and not event.style:
            self.problem(event, "merges mappings", "<<", "write the values out where they are needed")
        where = (*parent.place, value)
        if value in parent.container:
            first = self.document.lines.get(where, 0)
            self.problem(event, "repeats a key", str(value), f"it is on line {first} already")
        self.document.lines[where] = line
        parent.key = value
        return where


@dataclass
class _Open:
    """A container that is being filled; ``key`` waits for its value."""

    container: Any
    place: Place
    key: str | None


def kind_of(value: Any) -> str:
    """Name what YAML made of a scalar, in words for the person who wrote it."""
    if value is None:
        return "nothing"
    if isinstance(value, Bare):
        return value.reads_as
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, (list, tuple)) else "a group of keys"
