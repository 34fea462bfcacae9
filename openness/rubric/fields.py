"""Which fields stand where in the tree of a rubric, read off the annotations of `openness.rubric.model`.

Messages, edits and differences ask here, so that a new field is written down in one place: its model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from openness.core.strict_yaml import Place
from openness.rubric.model import WHOLE, Condition, Requires, Rubric

Kind = Literal["text", "optional", "value", "part"]
"""What an edit makes of a value: text as it stands, text that empty text takes away, a scalar of YAML, a piece of YAML
(of which a text is one where the field may be several things)."""


@dataclass(frozen=True)
class Node:
    """What may stand at one place.

    Attributes:
        type: A model, `dict[key, value]`, `tuple[item, ...]`, a union of these, or a plain type.
        may_go: Whether it may be left out.
        entry: Whether it is an entry under a key of the author's own choice.
        whole: Whether a difference inside it is written as a change of all of it.
    """

    type: Any
    may_go: bool = False
    entry: bool = False
    whole: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields, or those of all models that may stand here; none where some are the author's."""
        models = [node.type for node in (self, *self.options.values()) if _is_model(node.type)]
        return tuple(name for model in models if model is not Requires for name in model.model_fields)

    @property
    def options(self) -> Mapping[str, Node]:
        """What may stand here by the tag that pydantic puts into the place of a problem; empty unless it is a union."""
        return _options(self.type)

    @property
    def is_group(self) -> bool:
        """Whether its parts have names of their own: a model or a mapping."""
        return _is_model(self.type) or get_origin(self.type) is dict

    @property
    def is_loose(self) -> bool:
        """Whether it is a group of plain values that may all be left out, so that none is the same as an empty one."""
        if _is_model(self.type):
            parts = [inside(self, name) for name in self.type.model_fields]
        else:
            parts = [inside(self, "")] if get_origin(self.type) is dict else []
        return bool(parts) and all(node is not None and node.may_go and node.kind != "part" for node in parts)

    @property
    def kind(self) -> Kind:
        """How an edit reads a value for this place."""
        if self.type is str:
            return "value" if self.entry else "optional" if self.may_go else "text"
        types = [node.type for node in self.options.values()] or [self.type]
        plain = all(one in (str, float, bool) or get_origin(one) is Literal for one in types)
        return "value" if plain else "part"


ROOT = Node(Rubric)


def at(place: Place) -> Node | None:
    """Return what may stand at a place of the tree, where verdicts stand by number or by id; None where nothing may."""
    node: Node | None = ROOT
    for step in place:
        node = inside(node, step) if node else None
    return node


def inside(node: Node, step: str | int) -> Node | None:
    """Return what may stand one step inside, at a key or a number; None where nothing may."""
    origin = get_origin(node.type)
    if origin is dict:
        return replace(_node(get_args(node.type)[1]), may_go=True, entry=True)
    if origin is tuple:
        return _node(get_args(node.type)[0])
    if _is_model(node.type) and step in node.type.model_fields:
        return _field(node.type, str(step))
    return Node(Condition, may_go=True, entry=True) if node.type is Requires else None


def texts_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model that hold a text, in its order."""
    nodes = {name: _field(model, name) for name in model.model_fields}
    return tuple(name for name, node in nodes.items() if node.type is str)


@cache
def _field(model: type[BaseModel], name: str) -> Node:
    field: FieldInfo = model.model_fields[name]
    node = _node(field.annotation)
    return replace(node, may_go=not field.is_required(), whole=node.whole or WHOLE in field.metadata)


def _node(annotation: Any) -> Node:
    """What an annotation allows, without the wrappings that say more about it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return replace(_node(inner), whole=WHOLE in more)
    if get_origin(annotation) in (Union, UnionType):
        rest = [one for one in get_args(annotation) if one is not NoneType]
        if len(rest) == 1:
            return _node(rest[0])
    return Node(annotation)


@cache
def _options(annotation: Any) -> dict[str, Node]:
    if get_origin(annotation) not in (Union, UnionType):
        return {}
    tagged = ((get_args(one)[1:], _node(one)) for one in get_args(annotation))
    return {tag.tag: node for more, node in tagged for tag in more if isinstance(tag, Tag)}


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
