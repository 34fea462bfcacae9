"""How wide text is, for pictures that are laid out without a browser."""

from __future__ import annotations

# Widths of Helvetica, and of Arial and Liberation Sans, which share them: thousandths of the font size, from U+0020 on.
_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD = 1.07  # a bold line is this much wider, on average


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in pixels, set in Arial or a font of its measures.

    >>> round(width("Open", 10)), round(width("開放", 10))
    (24, 20)
    """
    thousandths = sum(
        _WIDTHS[ord(char) - 32] if 32 <= ord(char) < 127 else 600 if ord(char) < 0x2E80 else 1000 for char in text
    )
    return thousandths * size / 1000 * (_BOLD if bold else 1)


def wrap(text: str, size: float, room: float, *, bold: bool = False, most: int = 12) -> list[str]:
    """A text in lines that fit, broken at spaces; a word that is too long is broken anywhere.

    Args:
        text: the text; spaces run together.
        size: font size in pixels.
        room: width in pixels.
        bold: whether it is set in bold.
        most: how many lines there may be; what is left out shows as an ellipsis.

    >>> wrap("open weights, closed training", 10, 70)
    ['open weights,', 'closed training']
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        while width(word, size, bold=bold) > room and len(word) > 1:
            keep = max(1, int(len(word) * room / width(word, size, bold=bold)) - 1)
            lines += [line] if line else []
            lines.append(word[:keep])
            line, word = "", word[keep:]
        longer = f"{line} {word}".strip()
        if line and width(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    if len(lines) > most:
        last = lines[most - 1].rstrip(" .,;")
        while width(f"{last}…", size, bold=bold) > room and " " in last:
            last = last.rpartition(" ")[0].rstrip(" .,;")
        lines = [*lines[: most - 1], f"{last}…"]
    return lines
