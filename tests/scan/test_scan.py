"""Scores of evidence in Parquet files: those of memory, to the last bit, here and on a cluster; and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openness.core.errors import OpennessError, ProblemsError
from openness.core.tables import SCORE_DECIMALS, to_csv
from openness.facts.package import Package
from openness.rubric.load import load_rubric, to_yaml
from openness.rubric.model import Rubric
from openness.scan import cluster, form, parts
from openness.scan.cluster import on_dask
from openness.scan.form import licence_column, to_table, write_evidence
from openness.scan.parts import asks_of, find_parts, read_part
from openness.scan.run import scan
from openness.scoring.answer import Answer, answer, load_base
from openness.scoring.scores import COLUMNS, score, to_frame
from tests.factories import fact, package_of
from tests.scoring.test_answer import RUBRIC

FACTS = [
    fact("both", "training_code", "open", "MIT"),
    fact("both", "base_weights", "open", "Apache-2.0 OR Llama-3-Community"),
    fact("gate", "enduser_weights", "gated", "Llama-3-Community"),
    fact("gate", "training_code", "closed"),
    fact("open-question", "training_code", "unsettled"),
    fact("open-question", "enduser_weights", "open", "Never-Heard-Of-1.0"),
    fact("none", "base_weights", "not-applicable"),
]
RELEASES = ("both", "gate", "open-question", "none", "silent")


@pytest.fixture(scope="module")
def package() -> Package:
    return package_of(releases=RELEASES, facts=FACTS)


@pytest.fixture(scope="module")
def rubric(tmp_path_factory: pytest.TempPathFactory, package: Package) -> Rubric:
    path = tmp_path_factory.mktemp("rubric") / "small.yaml"
    asks = "      weights: {availability: open, terms: open, licence: {user_threshold: false}}"
    path.write_text(
        RUBRIC.format(id="small", title="Small").replace("      weights: {availability: open, terms: open}", asks)
    )
    return load_rubric(path, components=tuple(package.components["component"]))


@pytest.fixture
def known(package: Package, rubric: Rubric) -> Answer:
    return answer(package, base=rubric)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "ROWS", 2)
    monkeypatch.setattr(parts, "ROWS", 2)
    monkeypatch.setattr(parts, "PART_ROWS", 3)


def scores_in(folder: Path) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))], ignore_index=True)


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)


# -------------------------------------------------------------------------------------------------- the same scores


def test_what_is_written_is_read_as_it_was(known: Answer, tmp_path: Path) -> None:
    write_evidence(tmp_path / "e.parquet", to_table(known.evidence))
    asks = asks_of(known.rubric, known.package)
    [part], as_of = find_parts(tmp_path / "e.parquet", asks)
    [read] = read_part(part, asks)

    columns = [known.evidence.components.index(component) for component in read.components]
    assert set(read.components) == {"training_code", "base_weights", "enduser_weights"}
    assert as_of == known.as_of
    assert read.releases == known.evidence.releases
    assert np.array_equal(read.availability, known.evidence.availability[:, columns])
    assert np.array_equal(read.terms, known.evidence.terms[:, columns])
    words = pq.read_table(tmp_path / "e.parquet").to_pandas().set_index("release")
    assert words.at["open-question", "training_code"] == "unsettled", "that somebody looked is not lost"
    assert words.at["both", licence_column("base_weights")] == "Apache-2.0 OR Llama-3-Community"


@pytest.mark.usefixtures("small_pieces")
def test_scores_are_those_of_memory_however_the_files_are_cut(known: Answer, tmp_path: Path) -> None:
    whole = to_table(known.evidence)
    folder = tmp_path / "evidence"
    (folder / "deep").mkdir(parents=True)
    pq.write_table(whole.slice(0, 4), folder / "a.parquet", row_group_size=2)
    plain = pa.table({name: whole[name].cast(pa.large_string()) for name in whole.column_names})
    pq.write_table(plain.slice(4).replace_schema_metadata(whole.schema.metadata), folder / "deep" / "b.parquet")
    told: list[tuple[int, int]] = []
    made = scan(
        folder,
        known.rubric,
        known.package,
        tmp_path / "out",
        progress=lambda done, total: told.append((done, total)),
    )

    same(scores_in(tmp_path / "out"), to_frame(known.scores, known.evidence))
    assert (made.releases, made.files, told) == (5, 2, [(4, 5), (5, 5)])
    about = json.loads((tmp_path / "out" / "about.json").read_text("utf-8"))
    assert (about["as_of"], about["fingerprint"]) == (known.as_of, known.fingerprint)
    assert (tmp_path / "out" / "definition.yaml").read_text("utf-8") == to_yaml(known.rubric)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evidence", "out"], "nothing is left beside it"


def test_every_published_definition_scores_the_real_data_alike(everything: Answer, tmp_path: Path) -> None:
    write_evidence(tmp_path / "e.parquet", to_table(everything.evidence, everything.rows))
    for name in ("", "eu-ai-act-53-2", "mof-1.0"):
        rubric = load_base(everything.package, name)
        scan(tmp_path / "e.parquet", rubric, everything.package, tmp_path / f"out{name}")
        expected = score(rubric, everything.evidence, rows=everything.rows)
        same(scores_in(tmp_path / f"out{name}"), to_frame(expected, everything.evidence))


def test_csv_is_what_the_command_prints(known: Answer, tmp_path: Path) -> None:
    write_evidence(tmp_path / "e.parquet", to_table(known.evidence))
    scan(
        tmp_path / "e.parquet",
        known.rubric,
        known.package,
        tmp_path / "out",
        form="csv",
        columns=("verdict", "release", "score"),
    )
    expected = to_csv(to_frame(known.scores, known.evidence)[["verdict", "release", "score"]], SCORE_DECIMALS)
    assert (tmp_path / "out" / "part-00000.csv").read_text("utf-8") == expected


def test_columns_that_say_nothing_are_unknown_and_never_closed(known: Answer, tmp_path: Path) -> None:
    table = to_table(known.evidence).slice(4)
    for number, name in enumerate(table.column_names):
        if name.startswith("training_code"):
            table = table.set_column(number, name, pa.nulls(1))
        elif name.startswith("base_weights"):
            table = table.set_column(number, name, pa.array([""]))
    pq.write_table(table, tmp_path / "e.parquet")
    scan(tmp_path / "e.parquet", known.rubric, known.package, tmp_path / "out")

    same(scores_in(tmp_path / "out"), to_frame(known.scores.subset([4]), known.evidence))


# ---------------------------------------------------------------------------------------------------------- on Dask


@pytest.fixture(scope="module")
def scheduler() -> Iterator[None]:
    """A cluster with a real scheduler, whose workers are threads of this process: it is there at once."""
    import dask
    from dask.distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as there,
        dask.config.set({"scheduler-address": there.scheduler_address}),
    ):
        yield


@pytest.mark.usefixtures("small_pieces", "scheduler")
def test_a_cluster_gives_the_same_files(known: Answer, tmp_path: Path) -> None:
    pq.write_table(to_table(known.evidence), tmp_path / "e.parquet", row_group_size=1)
    told: list[int] = []
    scan(tmp_path / "e.parquet", known.rubric, known.package, tmp_path / "here")
    scan(
        tmp_path / "e.parquet",
        known.rubric,
        known.package,
        tmp_path / "there",
        run=on_dask,
        progress=lambda done, _: told.append(done),
    )

    files = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert files == ["about.json", "definition.yaml", "part-00000.parquet", "part-00001.parquet"]
    assert {name: (tmp_path / "here" / name).read_bytes() for name in files} == {
        name: (tmp_path / "there" / name).read_bytes() for name in files
    }
    assert sorted(told) == told
    assert told[-1] == 5


@pytest.mark.usefixtures("small_pieces", "scheduler")
def test_a_cluster_says_what_is_wrong_as_one_process_does(known: Answer, tmp_path: Path) -> None:
    broken = with_word(to_table(known.evidence), "training_code", 4, "openish")
    pq.write_table(broken, tmp_path / "e.parquet", row_group_size=1)
    said = []
    for run in ({}, {"run": on_dask}):
        with pytest.raises(ProblemsError) as wrong:
            scan(tmp_path / "e.parquet", known.rubric, known.package, tmp_path / "out", **run)
        said.append(str(wrong.value))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["e.parquet"]

    assert said[0] == said[1]
    assert said[0].endswith(
        "e.parquet: column 'training_code', row 5: is not an availability; got 'openish'; did you mean 'open'?"
    )


@pytest.mark.usefixtures("scheduler")
def test_workers_that_die_over_a_piece_are_told_in_a_sentence() -> None:
    from dask.distributed import KilledWorker

    def die(piece: int) -> None:
        raise KilledWorker(str(piece), SimpleNamespace(address="tcp://192.0.2.1:1"), 3)

    with pytest.raises(OpennessError, match="a worker was ended three times over one piece; give each more memory"):
        list(on_dask(die, [1]))


def test_without_dask_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "dask", None)
    with pytest.raises(OpennessError, match=r"^--engine dask needs Dask: .* -r requirements-dask\.txt$"):
        list(on_dask(str, [1]))


def test_a_cluster_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import dask

    with (
        dask.config.set({"scheduler-address": "tcp://127.0.0.1:9", "distributed.comm.timeouts.connect": "100ms"}),
        pytest.raises(OpennessError, match=r"no Dask cluster answers at tcp://127\.0\.0\.1:9"),
    ):
        list(on_dask(str, [1]))


# -------------------------------------------------------------------------------------------------------- bad input


def with_word(table: pa.Table, column: str, row: int, word: str) -> pa.Table:
    words = table[column].to_pylist()
    words[row] = word
    return table.set_column(table.column_names.index(column), column, pa.array(words, pa.string()))


def renamed(table: pa.Table, old: str, new: str) -> pa.Table:
    return table.rename_columns([new if name == old else name for name in table.column_names])


def numbers(table: pa.Table) -> pa.Table:
    return table.set_column(table.column_names.index("training_code"), "training_code", pa.array(range(len(table))))


BROKEN: dict[str, tuple[Callable[[pa.Table], pa.Table], str]] = {
    "a missing column": (
        lambda table: table.drop_columns(["training_code", "vendor"]),
        "e.parquet: has no column 'training_code'; docs/SCAN.md says what each is\n"
        "e.parquet: has no column 'vendor'; docs/SCAN.md says what each is",
    ),
    "a column twice": (
        lambda table: renamed(table, "api", "training_code"),
        "e.parquet: has 2 columns 'training_code'",
    ),
    "codes": (numbers, "e.parquet: column 'training_code' is not text; got 'int64'"),
    "no id": (lambda table: with_word(table, "release", 3, ""), "e.parquet: column 'release', row 4 is empty"),
    "a licence that is none": (
        lambda table: with_word(table, "base_weights_licence", 2, "MIT OR (Apache"),
        "e.parquet: column 'base_weights_licence', row 3: not a licence expression: ",
    ),
    "a word from elsewhere": (
        lambda table: with_word(with_word(table, "base_weights", 1, "Open"), "training_code", 0, "none"),
        "e.parquet: column 'base_weights', row 2: is not an availability; got 'Open'; did you mean 'open'?\n"
        "e.parquet: column 'training_code', row 1: is not an availability; got 'none'; one of: closed, ",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_with_a_fault_is_refused_with_file_column_and_row(name: str, known: Answer, tmp_path: Path) -> None:
    broken, says = BROKEN[name]
    pq.write_table(broken(to_table(known.evidence)), tmp_path / "e.parquet")
    with pytest.raises(ProblemsError) as wrong:
        scan(tmp_path / "e.parquet", known.rubric, known.package, tmp_path / "out")

    assert str(wrong.value).replace(f"{tmp_path}/", "").startswith(says)
    assert [path.name for path in tmp_path.iterdir()] == ["e.parquet"]


def test_files_that_are_broken_are_named_all_at_once(known: Answer, tmp_path: Path) -> None:
    table = to_table(known.evidence)
    folder = tmp_path / "evidence"
    folder.mkdir()
    write_evidence(folder / "a.parquet", table)
    whole = (folder / "a.parquet").read_bytes()
    (folder / "b.parquet").write_bytes(whole[: len(whole) // 2])
    (folder / "c.parquet").write_text("release,name\n")
    pq.write_table(table.replace_schema_metadata({form.AS_OF: b"2020-01-01"}), folder / "d.parquet")
    with pytest.raises(ProblemsError) as wrong:
        scan(folder, known.rubric, known.package, tmp_path / "out")

    said = [str(problem) for problem in wrong.value.problems]
    assert ["/b.parquet: is not a Parquet file, or is cut off" in said[0], "/c.parquet: is not" in said[1]] == [
        True
    ] * 2
    assert "/d.parquet: holds for another day than " in said[2]
    assert "got '2020-01-01'" in said[2]
    assert len(said) == 3


def test_a_page_that_is_broken_is_found_where_it_is_read(known: Answer, tmp_path: Path) -> None:
    write_evidence(tmp_path / "e.parquet", to_table(known.evidence))
    whole = bytearray((tmp_path / "e.parquet").read_bytes())
    whole[4:400] = bytes(396)  # the first columns; what the file says of itself stands at its end
    (tmp_path / "e.parquet").write_bytes(bytes(whole))
    with pytest.raises(ProblemsError, match=r"e\.parquet: cannot be read from row 1 on; got '"):
        scan(tmp_path / "e.parquet", known.rubric, known.package, tmp_path / "out")


def test_many_faults_do_not_bury_the_reader(known: Answer, tmp_path: Path) -> None:
    table = to_table(known.evidence)
    many = pa.concat_tables([table] * 100)
    words = pa.array([f"word {number}" for number in range(len(many))])
    pq.write_table(many.set_column(many.column_names.index("api"), "api", words), tmp_path / "ignored.parquet")
    place = many.column_names.index("training_code")
    pq.write_table(many.set_column(place, "training_code", words), tmp_path / "e.parquet")
    with pytest.raises(ProblemsError) as wrong:
        scan(tmp_path / "e.parquet", known.rubric, known.package, tmp_path / "out")
    assert len(wrong.value.problems) == 10

    made = scan(tmp_path / "ignored.parquet", known.rubric, known.package, tmp_path / "out")
    assert made.releases == 500, "a column that the definition does not ask for is not read"


def test_no_evidence_and_a_folder_that_exists_are_refused(known: Answer, tmp_path: Path) -> None:
    for path, says in ((tmp_path, "is a folder without a .parquet file"), (tmp_path / "no", "no such file or folder")):
        with pytest.raises(ProblemsError, match=says):
            scan(path, known.rubric, known.package, tmp_path / "out")
    with pytest.raises(OpennessError, match="exists already"):
        scan(tmp_path, known.rubric, known.package, tmp_path)


def test_the_sentence_for_a_missing_dask_names_a_file_that_exists(root: Path) -> None:
    assert (root / cluster.MISSING.rpartition(" ")[2]).is_file()
    assert COLUMNS[0] == "release"
