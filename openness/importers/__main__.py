"""`python -m openness.importers PACKAGE [DATA]`: carry an imported package over to the project's own releases."""

from __future__ import annotations

import sys
from pathlib import Path

from openness.core.errors import ProblemsError
from openness.importers.carry import carry_over
from openness.importers.fmti import carry_fmti
from openness.importers.mot import carry_mot
from openness.importers.writer import DATA, read_table

CARRIERS = {"mot": carry_mot, "fmti": carry_fmti}
"""Sources whose facts need more than an alias to be carried over."""


def main(arguments: list[str]) -> int:
    """Carry over, print how many facts were written or what is wrong, and return the exit code."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python -m openness.importers PACKAGE [DATA]", file=sys.stderr)
        return 2
    package, data = Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else DATA
    sources = {row["source"] for row in read_table(package / "aliases.csv")}
    try:
        number = CARRIERS.get("".join(sources), carry_over)(package, data)
    except ProblemsError as error:
        print(error)
        return 1
    print(f"{number} facts carried over")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
