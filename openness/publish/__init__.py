"""The forms in which a result leaves: files, pictures, embeds, badges, citations, addresses, frozen archives.

Begin with `files` (CSV and JSON) and `live` (data and definitions as their files have them now).
"""
