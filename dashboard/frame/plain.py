"""Text and links from the data, made safe for Markdown: what a name says is shown, never obeyed."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#!|$~:&])")
# The same where it is no mere text: a mark that pairs with a later one, or that begins a line, a name or a bracket.
_OBEYED = re.compile(r"[\\\[]|([`*$~])(?=.*\1)|(?<![^\W_])_|_(?![^\W_])|<(?=\S)|&(?=#?\w)|^[#>*]|:(?=\S)(?:[\w+-]*:)*")
# A line that begins like this would become a list, or be a line that is drawn.
_LIST = re.compile(r"^(\d{0,9})([-+.)])(?= |$|--)")


def plain(text: str) -> str:
    r"""Text as Markdown shows it unchanged, on one line.

    >>> plain("[x](javascript:alert(1)) $y$")
    '\\[x\\]\\(javascript\\:alert\\(1\\)\\) \\$y\\$'
    """
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(str(text).split())))


def label(text: str) -> str:
    r"""Text as the label of a control: as `plain`, but marked only where Markdown would make something of it.

    Streamlit gives a label to screen readers as it was written, and they read each backslash.

    >>> print(label("Open: data_sets & code (optional)"), label("[x](javascript:alert(1)) $y$"))
    Open: data_sets & code (optional) \[x](javascript\:alert(1)) \$y$
    """
    marked = _OBEYED.sub(lambda found: _SPECIAL.sub(r"\\\1", found[0]), " ".join(str(text).split()))
    return _LIST.sub(r"\1\\\2", marked)


def sentence(note: str) -> str:
    """A note from the data as a sentence of its own, made safe: with a capital, unless the first word is spelled so.

    >>> sentence("closed; base model only"), sentence("xAI says so."), sentence("Only a README")
    ('Closed; base model only.', 'xAI says so.', 'Only a README.')
    """
    text = note.strip()
    spelled = any(letter.isupper() for letter in text.partition(" ")[0])
    text = text if spelled else text[:1].upper() + text[1:]
    return plain(text if text.endswith((".", "!", "?")) else f"{text}.")


def link(text: str, url: str) -> str:
    """A link to an http(s) address; the text alone for any other.

    >>> link("page", "https://example.org/a b"), link("page", "javascript:alert(1)")
    ('[page](https://example.org/a%20b)', 'page')
    """
    parts = urlsplit(url.strip()) if url else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        return plain(text)
    safe = quote(url.strip(), safe="/:?#@!$&'*+,;=%~._-")
    return f"[{plain(text)}]({safe.replace('$', '%24')})"


def site(url: str) -> str:
    """The name of the site an address leads to: what a link is called where nothing better is known.

    >>> site("https://www.example.org/a/b")
    'example.org'
    """
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
