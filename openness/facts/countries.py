"""Countries by their ISO 3166-1 codes: the everyday name, and the flag that two letters spell."""

from __future__ import annotations

from functools import lru_cache

import pycountry

_A = 0x1F1E6  # the regional indicator for A; two of them are a flag, or the two letters where no font draws flags


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """The everyday name of a country by its two-letter code; the code itself where there is none.

    >>> country_name("KR"), country_name("NA"), country_name("XX")
    ('South Korea', 'Namibia', 'XX')
    """
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code


def flag(code: str) -> str:
    """The flag of a country as text; empty for anything but the code of a country.

    >>> [f"{ord(letter):X}" for letter in flag("FR")], flag("XX"), flag("")
    (['1F1EB', '1F1F7'], '', '')
    """
    if pycountry.countries.get(alpha_2=code) is None:
        return ""
    return "".join(chr(_A + ord(letter) - ord("A")) for letter in code)
