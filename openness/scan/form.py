"""What evidence for a scan looks like: a Parquet file with one row a release, in the words of the data.

Columns, all of text (plain or dictionary-encoded):

- `release`, `name`, `vendor`, `released`, and each field of the release that the definition asks for, as in
  `releases.csv`;
- for each component its availability under the component's id: empty or null is `unknown`;
- for each component its licence under `<id>_licence`: an expression as in the data, empty or null where none is named.

What a licence allows does not stand there: `data/licences.csv` knows. The day for which it holds is in the file's
metadata (`openness.as_of`). Words, not codes: any program that reads Parquet shows what is meant, and dictionaries make
them as small and as quick as codes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from openness.core.arrays import Codes, Indices
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, UNKNOWN, UNSETTLED, Rows

ROWS = 65_536
"""Rows of a row group, and rows that are scored in one go."""

ABOUT = ("release", "name", "vendor", "released")
"""What the scores repeat of a release."""

AS_OF = b"openness.as_of"


def licence_column(component: str) -> str:
    """The column with the licence of a component."""
    return f"{component}_licence"


def to_table(evidence: Evidence, rows: Indices | None = None) -> pa.Table:
    """Evidence as such a table.

    Args:
        evidence: Facts in force at a date.
        rows: Rows to write; all that were announced by then when left out.
    """
    chosen = np.flatnonzero(evidence.announced) if rows is None else rows
    releases: pd.DataFrame = evidence.package.releases.iloc[chosen]
    columns = {str(name): pa.array(releases[name].tolist(), pa.string()) for name in releases}
    unsettled = (evidence.availability == UNKNOWN) & (evidence.fact >= 0)
    words = np.where(unsettled, UNSETTLED, evidence.availability)[chosen]
    named = evidence.licence[chosen]
    expressions = [licence.expression for licence in evidence.licences]
    for number, component in enumerate(evidence.components):
        columns[component] = _coded(words[:, number], list(AVAILABILITIES))
        columns[licence_column(component)] = _coded(named[:, number], expressions)
    return pa.table(columns).replace_schema_metadata({AS_OF: evidence.as_of.encode()})


def write_evidence(path: Path, table: pa.Table) -> None:
    """Write such a table as one file, whole or not at all."""
    beside = path.with_name(f".{path.name}.part")
    try:
        pq.write_table(table, beside, row_group_size=ROWS, compression="zstd")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _coded(codes: Codes | Rows, words: list[str]) -> pa.DictionaryArray:
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))
