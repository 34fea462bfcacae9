"""What other sites do to an address on its way: parameters they add to follow readers, and `&` escaped once too often.

Facebook, newsletters, advertisements and analytics add parameters of their own to every link. They ask us for nothing,
so they are passed over wherever an address is read. What is not on this list is taken for a mistake of the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMES = frozenset(
    {
        *("fbclid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "mibextid", "sfnsn"),  # Facebook
        *("igsh", "igshid", "twclid", "ttclid", "epik", "rdt_cid", "sccid", "li_fat_id", "trk"),  # other networks
        *("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad", "gad_source", "gad_campaignid", "srsltid"),  # Google
        *("_ga", "_gl", "_gac", "msclkid", "yclid", "ysclid", "_openstat", "wickedid"),  # Analytics, Bing, Yandex
        *("mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking"),  # mailings
        *(
            "vero_id",
            "vero_conv",
            "_kx",
            "_ke",
            "oly_anon_id",
            "oly_enc_id",
            "s_cid",
            "cmpid",
            "xtor",
            "ck_subscriber_id",
        ),
        *("ref", "ref_src", "ref_url", "referrer", "dnt", "_"),  # who sent the reader; do not track; against caches
    }
)
_FAMILIES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "at_", "_gac_")
# `&amp;from=2025` is read as a parameter named `amp;from`; what escapes twice may do so again.
_ESCAPED = re.compile(r"(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)


def plain_name(name: str) -> str:
    """The name of a parameter without what is left of an escaped `&` before it.

    >>> plain_name("amp;from"), plain_name("amp;amp;from"), plain_name("from")
    ('from', 'from', 'from')
    """
    found = _ESCAPED.match(name)
    return name[found.end() :] if found else name


def is_added(name: str) -> bool:
    """Whether a parameter is one that others add to our addresses.

    >>> is_added("utm_source"), is_added("amp;fbclid"), is_added("vendr")
    (True, True, False)
    """
    name = plain_name(name).casefold()
    return name in _NAMES or name.startswith(_FAMILIES)


def is_changed(name: str) -> bool:
    """Whether others have added this parameter to our address, or changed its name."""
    return is_added(name) or plain_name(name) != name


def cleaned(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters of an address as they were before others had it.

    >>> cleaned([("vendor", "meta"), ("amp;from", "2025"), ("utm_source", "newsletter")])
    [('vendor', 'meta'), ('from', '2025')]
    """
    return [(plain_name(name), value) for name, value in pairs if not is_added(name)]


def unescaped(address: str) -> str:
    """A whole address with each `&` as it was, however often it has been escaped.

    >>> unescaped("/chart/gap.html?vendor=meta&amp;amp;from=2025&#038;to=2026")
    '/chart/gap.html?vendor=meta&from=2025&to=2026'
    """
    return _AMPERSAND.sub("&", address)
