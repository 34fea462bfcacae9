"""What was read, in a file that only grows: a stopped run goes on from it, and a second look remembers the first.

A line is one reading as JSON. The last line may be torn, where a machine went down in the middle of it: it is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType

from openness.collect.reading import GONE, Reading, from_record
from openness.core.errors import Problem, ProblemsError

_BEGINS = b'{"address":"'
"""How every line begins: what else ends without a line end is no torn line, but a file of somebody's."""

GOOD_FOR = 1
"""Days for which a reading is not made again: as long as a run may take, or wait to be taken up again."""


class State:
    """The readings of earlier runs and of this one.

    Args:
        path: The file; None: nothing is kept beyond this run.
        day: Today, ISO text.

    Raises:
        ProblemsError: The file holds something else; every such line is named.
        OSError: It cannot be read or written.
    """

    def __init__(self, path: Path | None, day: str) -> None:
        self._day = day
        self._oldest = (date.fromisoformat(day) - timedelta(days=GOOD_FOR)).isoformat()
        self._fresh: dict[str, Reading] = {}
        self._gone: dict[str, list[str]] = {}
        self._file = None
        if path is None:
            return
        # kept open for the run, so that a line is one write at the end of the file whoever else writes there
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            self._load(path)
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> State:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)

    def fresh(self) -> Mapping[str, Reading]:
        """The readings that need not be made again, by key of the repository."""
        return self._fresh

    def gone_since(self) -> dict[str, str]:
        """Since when a repository is gone, for those found gone on two days and never there in between."""
        return {key: days[0] for key, days in self._gone.items() if days[0] < days[-1]}

    def keep(self, reading: Reading) -> None:
        """Write a reading down, at once. What could not be read is not kept: the next run asks again."""
        if self._file is not None:
            line = json.dumps(reading.to_record(), ensure_ascii=False, separators=(",", ":")) + "\n"
            os.write(self._file, line.encode("utf-8"))
        self._take(reading)

    def _take(self, reading: Reading) -> None:
        key = reading.repo.key
        if reading.outcome == GONE:
            self._gone.setdefault(key, []).append(reading.day)
        else:
            self._gone.pop(key, None)
        self._fresh.pop(key, None)
        # a second look on another day is what tells a withdrawal, and what could not be seen may be seen now
        since = self._day if reading.outcome == GONE else self._oldest
        if reading.day >= since and not reading.unread:
            self._fresh[key] = reading

    def _load(self, path: Path) -> None:
        problems = []
        ends = number = 0
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n") and line[: len(_BEGINS)] == _BEGINS[: len(line)]:
                    break
                ends += len(line)
                try:
                    self._take(from_record(json.loads(line)))
                except ValueError:
                    hint = "give another --state file, or take the line out"
                    problems.append(Problem(str(path), number, "is not a line of a state file", hint=hint))
        if problems and len(problems) == number:
            hint = "give another --state file; this one is left as it is"
            problems = [Problem(str(path), 0, "is not a state file: no line of it is a reading", hint=hint)]
        if problems:
            raise ProblemsError(problems)
        if self._file is not None and os.fstat(self._file).st_size > ends:
            os.ftruncate(self._file, ends)
