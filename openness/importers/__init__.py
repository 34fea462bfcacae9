"""Importers: an upstream folder in, a whole data package out, the same bytes each time.

Each importer reads one publisher's files as they stand, writes a package that `load_package` accepts, and hands back
a `Report` of what it did not understand. `carry_over` takes the facts of such a package to our own releases.
"""

from __future__ import annotations

from openness.importers.carry import carry_over
from openness.importers.fmti import import_fmti
from openness.importers.mot import import_mot
from openness.importers.osai_index import import_osai_index
from openness.importers.writer import Report, write_package

__all__ = ["Report", "carry_over", "import_fmti", "import_mot", "import_osai_index", "write_package"]
