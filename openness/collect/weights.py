"""Which files of a repository are weights, and whether all parts of them are there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

COMPLETE, INCOMPLETE, ADAPTER, NONE = "complete", "incomplete", "adapter", "none"

_WEIGHTS = re.compile(
    r".+\.(bin|ckpt|distcp|gguf|h5|msgpack|nemo|npz|onnx|pdparams|pt|pth|safetensors|tflite)", re.IGNORECASE
)
# Files beside the weights that end like them.
_OTHERS = re.compile(
    r"optimi[sz]er|scheduler|rng_state|training_args|scaler|tokenizer|vocab|random_states", re.IGNORECASE
)
_PART = re.compile(r"(?P<stem>.+)-(?P<part>\d{5})-of-(?P<all>\d{5})(?P<suffix>\.[a-z]+)", re.IGNORECASE)
_INDEX = re.compile(r"\.(safetensors|bin)\.index(\.[\w-]+)?\.json$")


def indexes_to_read(files: Iterable[str]) -> list[str]:
    """The lists of parts that say more than the names of the files: those with no numbered part beside them."""
    names = list(files)
    counted = {PurePosixPath(name).parent for name in names if _PART.fullmatch(PurePosixPath(name).name)}
    return [name for name in names if _INDEX.search(name) and PurePosixPath(name).parent not in counted]


def state_of(sizes: Mapping[str, int | None], listed: Iterable[str] = ()) -> str:
    """How much of the weights is there.

    Weights at the top of a repository are what it is about, and what lies in folders are other forms of them; where
    there are none at the top, every folder has to be complete, as the parts of a pipeline are.

    Args:
        sizes: The files, each with its size in bytes where that is known.
        listed: Files that a list of parts (`indexes_to_read`) names.

    Returns:
        `COMPLETE`; `INCOMPLETE`, where a part is missing or empty; `ADAPTER`, where there is only the difference to
        another model; `NONE`.
    """
    parts: dict[str, list[PurePosixPath]] = defaultdict(list)
    for name in {*sizes, *listed}:
        path = PurePosixPath(name)
        if _WEIGHTS.fullmatch(path.name) and not _OTHERS.search(path.name):
            parts[str(path.parent)].append(path)
    if not parts:
        return NONE
    folders = [parts["."]] if "." in parts else list(parts.values())
    if all(path.name.startswith("adapter_model") for folder in folders for path in folder):
        return ADAPTER
    there = {name for name, size in sizes.items() if size != 0}
    return COMPLETE if all(_is_whole(folder, there) for folder in folders) else INCOMPLETE


def _is_whole(folder: Iterable[PurePosixPath], there: set[str]) -> bool:
    """Whether one form of the weights in a folder has all of its parts."""
    forms: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    alone: dict[str, list[bool]] = defaultdict(list)
    for path in folder:
        found = _PART.fullmatch(path.name)
        if found:
            numbers = forms[found["stem"], int(found["all"]), found["suffix"]]
            if str(path) in there:
                numbers.add(int(found["part"]))
        else:
            alone[path.suffix].append(str(path) in there)
    return any(numbers >= set(range(1, number + 1)) for (_, number, _), numbers in forms.items()) or any(
        map(all, alone.values())
    )
