"""The one grammar of addresses: the same query string means the same on a page, a picture, a file and a command.

Begin with `grammar`; `edits` packs changes of a definition into `edit=`, `name_search` finds releases
by what people type.
"""
