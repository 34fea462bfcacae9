"""Each preset applies to the definition it names, says why, and changes something."""

from __future__ import annotations

from pathlib import Path

import pytest

from openness.core.errors import ProblemsError
from openness.facts.package import Package
from openness.rubric.edits import apply_edits, edits_between
from openness.rubric.load import list_rubrics
from openness.rubric.presets import FILE, equal_start, load_presets
from openness.scoring.answer import load_base
from tests.conftest import ROOT

PRESETS = load_presets(ROOT)


def test_there_is_one_for_each_reader() -> None:
    assert [preset.id for preset in PRESETS] == ["procurement", "reproduce", "rights-holder", "fine-tuning", "security"]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_a_preset_applies_and_every_one_of_its_changes_changes_something(preset, package: Package) -> None:  # type: ignore[no-untyped-def]
    base = load_base(package, preset.base)
    edited = apply_edits(base, preset.edits)

    assert edits_between(base, edited) == dict(preset.edits)
    assert len(preset.reasoning.split()) > 30
    assert preset.reader.startswith("You ")


@pytest.mark.parametrize("name", list_rubrics(ROOT))
def test_an_equal_start_weighs_every_dimension_alike(name: str, package: Package) -> None:
    base = load_base(package, name)
    equal = apply_edits(base, equal_start(base))

    assert {dimension.weight for dimension in equal.dimensions.values()} == {1.0}
    assert {criterion.weight for criterion in equal.criteria.values()} <= {0.0, 1.0}
    assert [key for key, c in equal.criteria.items() if not c.weight] == [
        key for key, c in base.criteria.items() if not c.weight
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "holds no preset"),
        ("- {id: a}", "readers.yaml:1: has no title"),
        ("- {id: a, title: A, reader: R, base: b, reasoning: Why, edits: {weight.data: 2}}", "that is not quoted"),
        ("- {id: a, title: A, reader: R, base: b, reasoning: Why}", "changes nothing"),
        ("- {id: a, titel: A}", "is not a field of a preset; got 'titel'"),
        ("- &a {id: a}\n- *a", "uses an alias"),
    ],
)
def test_a_broken_file_is_said_to_be(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_presets(tmp_path)
    assert says in str(caught.value)
