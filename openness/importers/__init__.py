"""Importers: an upstream folder in, a whole data package out, the same bytes each time.

Each importer reads one publisher's files as they stand, writes a package that `load_package` accepts, and hands back
a `Report` of what it did not understand. `carry_over` takes the facts of such a package to our own releases.
"""
