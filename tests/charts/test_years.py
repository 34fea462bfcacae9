"""What charts share: `years`."""

from __future__ import annotations

from openness.charts.kit.years import year_axis
from openness.findings.timeline import FEW


def test_years_with_few_releases_are_shaded_and_none_is_left_out() -> None:
    axis, shapes, few = year_axis(["2020-01-01", *["2022-05-01"] * FEW], "light", "2023-03-01")

    assert axis["ticktext"] == ["2020<br>1", "2021<br>0", f"2022<br>{FEW}", "2023<br>0"]
    assert few == ["2020", "2021", "2023"]
    assert [shape["x0"][:4] for shape in shapes if shape["type"] == "rect"] == few
