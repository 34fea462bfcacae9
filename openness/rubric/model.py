"""The shape of a rubric: which fields there are, of which type, and how they print.

What the fields must mean together (weights that are not all zero, verdicts that can be reached, components that
exist) is checked in :mod:`openness.rubric.checks`.
"""

from __future__ import annotations

import json
import operator
from typing import Annotated, Any, Literal
from weakref import finalize

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PrivateAttr, StringConstraints, Tag

#: Levels of availability and of terms a rubric may name, best first.
CREDIT_LEVELS = ("open", "gated", "partial", "closed")
TERMS_LEVELS = ("open", "restricted", "none")
SIDES = ("weights", "training", "none")
#: Fields of a release that have an order, so that a condition can say "below" or "at least".
RELEASE_FIELDS: dict[str, Literal["number", "date"]] = {
    "training_flop": "number",
    "parameters_b": "number",
    "released": "date",
}
MAX_WEIGHT = 1_000_000.0
MIN_WEIGHT = 0.000_001  # smaller ones vanish in the products of dimension and criterion weights
#: Marks a field of which a difference is written as a change of all of it (`openness.rubric.edits.edits_between`).
WHOLE = "whole"
MAX_SHORT = 30  # two lines of a column's heading

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_SHORT)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
RubricId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]*$", max_length=60)]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=MAX_WEIGHT, allow_inf_nan=False)]
Texts = Annotated[tuple[Text, ...], Field(strict=False, exclude_if=operator.not_)]
IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Credit(_Model):
    """How much of its points a component gets for each degree of availability, from 0 to 1."""

    open: Fraction
    """all of it is public"""
    gated: Fraction
    """all of it, after a sign-up or click-through that anyone is granted"""
    partial: Fraction
    """only some of it, or at the vendor's discretion"""
    closed: Fraction
    """stated or judged not released"""


class TermsFactors(_Model):
    """What these points are multiplied by, depending on the licence, from 0 to 1."""

    open: Fraction
    """a licence approved by OSI or FSF, an open data licence or OpenMDW"""
    restricted: Fraction
    """any condition beyond that"""
    none: Fraction
    """published without a licence"""


class AnyOf(_Model):
    """The best of several components counts."""

    any: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    """ids of components"""


class AllOf(_Model):
    """The worst of several components counts."""

    all: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    """ids of components"""


def _evidence_tag(value: Any) -> str:
    if isinstance(value, AnyOf) or (isinstance(value, dict) and "all" not in value):
        return "any-of"
    if isinstance(value, (AllOf, dict)):
        return "all-of"
    return "one"


Evidence = Annotated[
    Annotated[Text, Tag("one")] | Annotated[AnyOf, Tag("any-of")] | Annotated[AllOf, Tag("all-of")],
    Discriminator(_evidence_tag),
]


class Levels(_Model):
    """What each availability means for a criterion, in a reader's words."""

    open: Text | None = None
    gated: Text | None = None
    partial: Text | None = None
    closed: Text | None = None


class Criterion(_Model):
    """One question of the rubric."""

    title: Text
    """the criterion in a layperson's words"""
    question: Text | None = None
    """the same as a question, for help texts"""
    evidence: Evidence
    """the component that answers it, or the best (`any`) or worst (`all`) of several"""
    weight: Weight = 1.0
    """relative to the other criteria of the dimension; 0 switches the criterion off in scores"""
    side: Literal["weights", "training", "none"]
    """whether it is about the artefact one downloads or about how it was made"""
    terms: Literal["ignore"] | None = None
    """`ignore`: the licence of this criterion's components does not count in scores"""
    levels: Levels | None = None
    """what open, gated, partial and closed mean here"""
    reference: Text | None = None
    """the clause of the definition it comes from"""

    @property
    def members(self) -> tuple[str, ...]:
        """The components that bear on the criterion."""
        if isinstance(self.evidence, AnyOf):
            return self.evidence.any
        if isinstance(self.evidence, AllOf):
            return self.evidence.all
        return (self.evidence,)

    @property
    def combine(self) -> Literal["any", "all"]:
        """How several components become one: the best of them or the worst of them."""
        return "all" if isinstance(self.evidence, AllOf) else "any"


class Dimension(_Model):
    """A group of criteria that is weighted as one."""

    title: Text
    """the group in a layperson's words"""
    weight: Weight = 1.0
    """relative to the other dimensions"""
    criteria: Annotated[dict[Id, Criterion], Field(min_length=1)]
    """by id"""


class Condition(_Model):
    """What a verdict asks of one criterion; everything given must hold for one and the same component."""

    availability: Literal["open", "gated", "partial"] | None = None
    """at least this"""
    terms: Literal["open", "restricted"] | None = None
    """at least this"""
    licence: dict[str, bool] | None = None
    """flags of the licence, for example `user_threshold: false`"""


def _bound_tag(value: Any) -> str:
    return "date" if isinstance(value, str) else "number"


Bound = Annotated[
    Annotated[float, Field(allow_inf_nan=False), Tag("number")] | Annotated[IsoDate, Tag("date")],
    Discriminator(_bound_tag),
]


class FieldCondition(_Model):
    """What a verdict asks of a field of the release: one of the two bounds, or both."""

    below: Bound | None = None
    """strictly less, or earlier"""
    at_least: Bound | None = None
    """the same or more, or later"""


class ScoreCondition(_Model):
    """What a verdict asks of the score: holds when its lower end reaches this, fails when its upper end does not."""

    at_least: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
    """points of 100"""


class Requires(BaseModel):
    """The conditions of a verdict, all of which must hold: by criterion id, and under `release` and `score`."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, use_attribute_docstrings=True)
    __pydantic_extra__: dict[str, Condition] = Field(init=False)

    release: Annotated[dict[str, FieldCondition], Field(min_length=1)] | None = None
    """fields of the release, for example `training_flop: {below: 1.0e25}`"""
    score: Annotated[ScoreCondition, WHOLE] | None = None
    """the score itself"""

    @property
    def criteria(self) -> dict[str, Condition]:
        """The conditions on criteria, by criterion id, in the order of the file."""
        return dict(self.__pydantic_extra__ or {})


class Verdict(_Model):
    """A named level that a release can reach."""

    id: Id
    """unique in the rubric"""
    title: Text
    """as shown"""
    phrase: Text | None = None
    """the level as a verb in its base form, for sentences: a release "could still <phrase>" or not"""
    about: Text | None = None
    """what the level means, in a sentence"""
    requires: Requires
    """all of these must hold"""
    undetermined: Texts = ()
    """conditions of the definition for which this project holds no facts, each a sentence: the verdict is never
    proven while one stands here, and says why"""
    assumed: Texts = ()
    """conditions of the definition for which this project holds no facts and which are taken to hold, each a sentence:
    the title must say so ("Meets every condition that can be checked"), and whoever shows the verdict lists them"""

    @property
    def reach(self) -> str:
        """To reach it, as a verb in its base form: its own phrase, else ``reach “title”``."""
        return self.phrase or f"reach “{self.title}”"


class Otherwise(_Model):
    """The verdict of a release that reaches none of the others."""

    id: Id
    """unique in the rubric"""
    title: Text
    """as shown"""
    about: Text | None = None
    """what the level means, in a sentence"""


class Rubric(_Model):
    """A definition of openness: questions, weights and named levels. Equal when all its content is."""

    id: RubricId
    """how addresses and the command line name the rubric"""
    title: Text
    """as shown"""
    short: ShortText | None = None
    """a shorter title for narrow places, such as the heads of columns; the title stands there where this is left out"""
    publisher: Text
    """who published the definition"""
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2_000)]
    """the definition itself"""
    version: Text
    """of the definition, quoted"""
    about: Text
    """one paragraph for a reader who is no engineer"""
    credit: Credit
    terms: TermsFactors | None = None
    """leave out to ignore licences in scores"""
    ranked_from: Fraction
    """coverage from which a release is ranked"""
    dimensions: Annotated[dict[Id, Dimension], Field(min_length=1)]
    """by id"""
    verdicts: Annotated[tuple[Verdict, ...], Field(min_length=1, max_length=30, strict=False)]
    """best first: a release gets the first whose conditions all hold"""
    otherwise: Otherwise
    notes: Texts = ()
    """where the text of the definition leaves room, and how it is read here"""
    claims: Annotated[dict[Id, Id], WHOLE] = Field(default_factory=dict, exclude_if=operator.not_)
    """for what a vendor calls its release (`open-source`, `open-weights`, ...) the verdict whose conditions the word
    needs; the definition has nothing to say about a word that is left out"""
    said: Annotated[dict[Id, Annotated[tuple[Id, ...], Field(min_length=1, strict=False)]], WHOLE] = Field(
        default_factory=dict, exclude_if=operator.not_
    )
    """how the publisher's own words, best first, read as verdicts here: `complies: [meets]`; a word left out reads as
    the verdict of that id"""

    _components: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def components(self) -> frozenset[str]:
        """The component ids the rubric was validated against."""
        return self._components

    @property
    def criteria(self) -> dict[str, Criterion]:
        """All criteria by id, in the order of the file."""
        return {
            key: criterion for dimension in self.dimensions.values() for key, criterion in dimension.criteria.items()
        }

    @property
    def dimension_of(self) -> dict[str, str]:
        """The dimension of each criterion."""
        return {key: name for name, dimension in self.dimensions.items() for key in dimension.criteria}

    @property
    def verdict_ids(self) -> tuple[str, ...]:
        """Ids of all verdicts, best first, ``otherwise`` last."""
        return (*(v.id for v in self.verdicts), self.otherwise.id)

    @property
    def verdict_titles(self) -> tuple[str, ...]:
        """Titles of all verdicts, best first, ``otherwise`` last."""
        return (*(v.title for v in self.verdicts), self.otherwise.title)

    @property
    def goal(self) -> int:
        """Index of the verdict that releases are held to: the best one that can be proven at all.

        A verdict with a condition about which no facts are held is proven for nobody, so a count of it would be 0 by
        construction. Where every verdict has one, it is the best.
        """
        return next((at for at, verdict in enumerate(self.verdicts) if not verdict.undetermined), 0)

    def unchecked(self, verdict: int) -> tuple[str, ...]:
        """The conditions that nobody checks where a release is held to this verdict: no facts are held about them.

        They are those that it assumes and those that keep the better verdicts from being proven.

        Args:
            verdict: Index of the verdict; that of `otherwise` has none.
        """
        if verdict == len(self.verdicts):
            return ()
        blocking = (text for one in self.verdicts[: verdict + 1] for text in one.undetermined)
        return tuple(dict.fromkeys([*self.verdicts[verdict].assumed, *blocking]))

    @property
    def provable(self) -> bool:
        """Whether any verdict but `otherwise` can be proven at all."""
        return not self.verdicts[self.goal].undetermined

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rubric) and canonical(self) == canonical(other)

    def __hash__(self) -> int:
        return hash(canonical(self))


def to_tree(rubric: BaseModel) -> dict[str, Any]:
    """Return a rubric, or a part of one, as dictionaries, lists, text, numbers and booleans, without absent fields."""
    return rubric.model_dump(mode="json", exclude_none=True)


def canonical_tree(rubric: Rubric) -> dict[str, Any]:
    """Return the rubric as a plain tree that is the same for two rubrics with the same content.

    Numbers are floats, ``any`` and ``all`` lists are sorted, absent fields are absent; the order of keys is the
    file's, which no comparison of dictionaries looks at.
    """
    tree: dict[str, Any] = _plain(to_tree(rubric))
    for dimension in tree["dimensions"].values():
        for criterion in dimension["criteria"].values():
            if isinstance(criterion["evidence"], dict):
                criterion["evidence"] = {how: sorted(set(ids)) for how, ids in criterion["evidence"].items()}
    return tree


_canonical_of: dict[int, str] = {}  # by identity, as long as the rubric lives: content is too slow to compare


def canonical(rubric: Rubric) -> str:
    """Return everything the rubric holds as one line of JSON that depends on content only.

    The order of keys does not matter, nor does that of an ``any`` or ``all`` list, nor whether a number is written
    1 or 1.0; the order of verdicts does.
    """
    found = _canonical_of.get(id(rubric))
    if found is None:
        found = _canonical_of[id(rubric)] = _canonical(rubric)
        finalize(rubric, _canonical_of.pop, id(rubric), None)
    return found


def _canonical(rubric: Rubric) -> str:
    return json.dumps(canonical_tree(rubric), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) + 0.0  # -0.0 becomes 0.0
    return value
