"""What an earlier edition answers to the query of today, under the definition as it had it or as it is now."""

from __future__ import annotations

from openness.editions.compare import Diff, compare
from openness.editions.opened import State, open_state
from openness.editions.records import with_components
from openness.editions.register import Edition, archive_of, edition_of, editions
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, answer


def names(now: Answer) -> dict[str, str]:
    """What can be compared, the oldest first and the data as they are last: what each is called, and its day.

    An edition whose archive is not here is left out, and so is one that had none of the sources asked for.
    """
    same = edition_of(now.package)
    return {
        **{_name(edition): edition.date for edition in _kept(now)},
        _name(same) if same else "Now": now.package.date,
    }


def as_it_was(now: Answer, name: str) -> Answer:
    """The answer of an edition (one of `names`) to the same query, under the definition that is in force now."""
    edition = _find(now, name)
    return now if edition is None else _ask(now, _state(now, edition), now.base_rubric)


def by_its_own_words(now: Answer, name: str) -> tuple[Answer, str]:
    """The answer of an edition under its own text of that definition, and why that text is not used, if so."""
    edition = _find(now, name)
    if edition is None:
        return now, ""
    state = _state(now, edition)
    base = state.rubrics.get(now.base_rubric.id)
    if base is None:
        return _ask(now, state, now.base_rubric), "is not among those it had"
    members = {member for criterion in base.criteria.values() for member in criterion.members}
    if members <= set(now.evidence.components):
        found = _ask(now, state, base)
        if not found.notices:
            return found, ""
    return _ask(now, state, now.base_rubric), "cannot be put to both, as it was then"


def difference(now: Answer, old: str, new: str) -> Diff:
    """What differs between two of `names` for the selected releases, under the definition in force now."""
    key = ("difference", now.fingerprint, now.query.to_string(), old, new)
    found: Diff = now.cache.get(key, lambda: compare(as_it_was(now, old), as_it_was(now, new)))
    return found


def _name(edition: Edition) -> str:
    return f"Edition {edition.number}"


def _kept(now: Answer) -> list[Edition]:
    root = now.package.path.parent
    listed = (one for one in editions(now.package) if one.digest != now.package.digest)
    there = [one for one in listed if archive_of(one.number, root).is_file()]
    if not now.query.sources:
        return there
    return [one for one in there if _known(_state(now, one), now)]


def _known(state: State, now: Answer) -> tuple[str, ...]:
    """Those of the sources asked for that an edition had."""
    known = set(state.package.sources["source"])
    return tuple(source for source in now.query.sources if source in known)


def _find(now: Answer, name: str) -> Edition | None:
    return next((one for one in _kept(now) if _name(one) == name), None)


def _state(now: Answer, edition: Edition) -> State:
    """An edition, read once as long as the data are kept."""
    key = ("edition", edition.number, edition.digest)
    found: State = now.package.cache.get(key, lambda: open_state(str(edition.number), now.package.path.parent))
    return found


def _ask(now: Answer, state: State, base: Rubric) -> Answer:
    package = with_components(state.package, now.package)
    return answer(package, now.query.with_(sources=_known(state, now)), base=base, cache=now.cache)
