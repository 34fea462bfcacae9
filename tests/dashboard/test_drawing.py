"""The module of Streamlit that draws charts, without the Plotly that it brings."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard.frame import drawing
from dashboard.frame.drawing import FILES, LIBRARY, PART, slim
from dashboard.frame.head import head
from openness.publish.embed import assets


def test_the_module_goes_out_without_plotly_and_finds_ours() -> None:
    found = slim()
    assert found, "this Streamlit is built in another way: look at what begins and ends Plotly in its module"
    name, text = next(iter(found.items()))
    whole = (FILES / name).read_text("utf-8")
    assert len(text) < len(whole) / 50
    assert Path(LIBRARY).name in assets()
    assert text.startswith(f'import"{LIBRARY}";')
    # what is left stands as it stood, imports and exports included
    first, last = text.removeprefix(f'import"{LIBRARY}";').split("module.exports=window.Plotly})")
    assert whole.startswith(first[: first.rindex("var ")])
    assert whole.endswith(last)
    assert re.search(r"export\{.*default\};\s*$", last)


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed; the browser tests read the module too")
def test_the_module_can_be_read(tmp_path: Path) -> None:
    found = slim()
    assert found
    module = tmp_path / "part.mjs"
    module.write_text(*found.values(), "utf-8")
    subprocess.run([shutil.which("node") or "", "--check", str(module)], check=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "var W=n(((e,t,n)=>{(function(e,n){typeof t==`object`&&0})()}))",
        "return window.Plotly=e,e})})),",
        "return window.Plotly=e,e})})),var W=n(((e,t,n)=>{(function(e,n){typeof t==`object`})()}))",
    ],
)
def test_a_module_that_is_built_in_another_way_is_left_alone(text: str, tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / f"{PART}.x.js").write_text(text, "utf-8")
    assert slim(tmp_path) == {}


def test_a_streamlit_without_the_module_is_left_alone(tmp_path: Path) -> None:
    assert slim(tmp_path) == {}


def test_in_a_folder_streamlits_own_goes_out_for_ours_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing.st, "get_option", lambda name: "folder" if name == "server.baseUrlPath" else None)
    assert slim.__wrapped__() == {}


def test_pages_with_charts_name_the_library_and_others_do_not() -> None:
    assert Path(LIBRARY).name in head(charts=True)
    assert Path(LIBRARY).name not in head(charts=False)
