"""The grammar of addresses: one question, one address; nothing that is typed is misread or fatal."""

from __future__ import annotations

import base64
import json
import re
import zlib
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openness.core.cache import Cache
from openness.core.dates import first_day
from openness.query.edits import MAX_BYTES, MAX_PLAIN, QueryError, pack_edits, unpack_edits
from openness.query.grammar import MAX_QUERY, PARAMETERS, Query, is_ours, parse, parse_strict, to_string

RUBRICS = ["osaid-1.0", "g7-2026", "mof-1.0"]


def make_package(**changes: Any) -> Any:
    """Just what the grammar looks at."""
    columns = {
        "vendors": pd.DataFrame(
            {
                "vendor": ["mistral-ai", "tii", "unam"],
                "name": ["Mistral AI", "TII", "UNAM"],
                "also_known_as": ["Mistral|MistralAI|The Lab", "", "The Lab|TII"],
                "country": ["FR", "AE", "NA"],
                "kind": ["company", "government", "university"],
            }
        ),
        "releases": pd.DataFrame(
            {
                "release": ["mistral-7b", "falcon-40b", "Llama 3, Instruct", "san"],
                "name": ["Mistral 7B", "Falcon 40B", "Llama 3 Instruct", "San"],
                "modality": ["text", "text", "multimodal", ""],
                "released": ["2023-09-27", "2023-05", "2024-04-18", ""],
                "family": ["mistral", "falcon", "llama", ""],
                "claim": ["open-source", "open", "none-found", ""],
            }
        ),
        "components": pd.DataFrame({"component": ["training_code", "base_weights"]}),
        "licences": pd.DataFrame({"licence": ["Apache-2.0", "MIT"]}),
        "sources": pd.DataFrame({"source": ["first-party", "osai-index", "mot"]}),
        "date": "2026-11-22",
        "cache": Cache(8),
    }
    return SimpleNamespace(**(columns | changes))


PACKAGE = make_package()


def strict(text: Any, **options: Any) -> Query:
    return parse_strict(text, PACKAGE, RUBRICS, **options)


def lenient(text: Any, **options: Any) -> tuple[Query, list[str]]:
    return parse(text, PACKAGE, RUBRICS, **options)


# ---------------------------------------------------------------------------------------------------- one address


def test_a_parameter_is_ours_by_its_name_or_as_shorthand_for_a_change_to_the_definition() -> None:
    asked = ("vendor", "weight.data", "credit.open", "terms.none", "tab", "width.data", "weight", "")
    assert [name for name in asked if is_ours(name)] == ["vendor", "weight.data", "credit.open", "terms.none"]


def test_the_default_leaves_no_trace() -> None:
    assert Query().to_string() == ""
    assert Query().is_default
    for spelled_out in ("rubric=osaid-1.0", "as_of=2026-11-22", "vendor=&from=&edit=", "?", "weight.data="):
        assert strict(spelled_out) == Query(), spelled_out


def test_an_address_is_written_in_one_order_whatever_the_order_it_was_read_in() -> None:
    query = strict("release=san&to=2025&weight.data=2&vendor=tii&vendor=mistral-ai&rubric=g7-2026&from=2024-02")
    assert (
        query.to_string()
        == "rubric=g7-2026&edit=weight.data:2&vendor=mistral-ai&vendor=tii&from=2024-02&to=2025&release=san"
    )


def test_lists_take_repeated_names_and_commas_alike() -> None:
    assert strict("vendor=tii,mistral-ai") == strict("vendor=tii&vendor=mistral-ai") == strict("vendor=mistral-ai, tii")
    assert strict({"sources": ["mot", "osai-index"]}) == strict([("sources", "mot,osai-index")])


def test_an_id_that_holds_a_comma_is_one_id() -> None:
    query = strict([("release", "Llama 3, Instruct")])
    assert query.release == ("Llama 3, Instruct",)
    assert strict(query.to_string()) == query


def test_releases_keep_the_order_in_which_they_were_chosen_and_other_lists_do_not() -> None:
    assert strict("release=san,falcon-40b,san").release == ("san", "falcon-40b")
    assert strict("kind=university,company").kind == ("company", "university")


def test_the_country_code_na_is_a_country() -> None:
    assert strict("country=NA").country == ("NA",)


def test_capitals_do_not_matter() -> None:
    assert strict("country=fr&rubric=G7-2026&vendor=TII") == strict("country=FR&rubric=g7-2026&vendor=tii")


def test_a_vendor_may_be_called_by_its_names_unless_two_share_one() -> None:
    assert strict("vendor=Mistral AI").vendor == strict("vendor=mistral").vendor == ("mistral-ai",)
    assert strict("vendor=TII").vendor == ("tii",), "an id outranks another vendor's name"
    with pytest.raises(QueryError, match="no vendor 'the lab'"):
        strict("vendor=the lab")


def test_a_page_may_change_one_field() -> None:
    query = strict("vendor=tii").with_(release=("falcon-40b",), as_of="2024")
    assert query.to_string() == "vendor=tii&as_of=2024-01-01&release=falcon-40b"


class Anything:
    """Names that belong to the page: whichever are asked for."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Any:
        raise AssertionError("only asked whether a name is in it")

    __len__ = __iter__


ANYTHING: Any = Anything()

TEXT = st.text(max_size=40)
EDITS = st.dictionaries(st.text(min_size=1, max_size=40), TEXT, max_size=6)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    def some(values: list[str]) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(values), unique=True, max_size=3)))

    dates = ["", "2023-05", "2024", "2024-02-29", "2025-12-31"]
    start, end = sorted([draw(st.sampled_from(dates)), draw(st.sampled_from(dates))])
    return Query(
        rubric=draw(st.sampled_from(["", "g7-2026", "mof-1.0"])),
        edit=tuple(draw(EDITS).items()),
        vendor=some(["mistral-ai", "tii", "unam"]),
        country=some(["FR", "AE", "NA"]),
        kind=some(["company", "government"]),
        modality=some(["text", "multimodal"]),
        from_=start,
        to=end,
        as_of=draw(st.sampled_from(["", "2023-06", "2024-02-29", "2026"])),
        sources=some(["first-party", "mot"]),
        release=some(["mistral-7b", "falcon-40b", "Llama 3, Instruct"]),
        verdict=draw(st.sampled_from(["", "open-weights"])),
        claim=some(["open", "open-source"]),
        licence=some(["MIT", "Apache-2.0"]),
        use=draw(st.sampled_from(["", "commercial"])),
        component=some(["training_code:open", "base_weights:partial"]),
        size=draw(st.sampled_from(["", "7..80", "0.5..", "..1000"])),
        q=draw(st.sampled_from(["", "llama 3", "Ünïcode & co, 50%"])),
        mark=some(["san", "falcon-40b"]),
        family=some(["llama", "falcon"]),
    )


@given(queries())
def test_every_query_survives_its_address(query: Query) -> None:
    assert strict(query.to_string()) == query
    assert lenient(query.to_pairs()) == (query, [])
    assert strict("?" + query.to_string()).to_string() == query.to_string()


@pytest.mark.parametrize("name", ["rubric", "from", "to", "as_of"])
def test_a_parameter_without_a_value_is_one_that_is_not_there(name: str) -> None:
    for blank in ("", " ", "%20%20"):
        assert lenient(f"{name}={blank}") == (Query(), [])
    for address, field in (("from=&from=2024-03", "from_"), ("as_of=2024-03-01&as_of=%20", "as_of")):
        query, notices = lenient(address)
        assert (getattr(query, field)[:7], notices) == ("2024-03", [])


@given(st.text(max_size=200), st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=60)), max_size=8))
def test_nothing_that_is_typed_is_fatal_and_a_page_always_has_a_query(text: str, pairs: list[tuple[str, str]]) -> None:
    for source in (text, pairs, to_string(pairs)):
        query, notices = lenient(source)
        assert lenient(query.to_string()) == (query, []), "what a page falls back to is itself a good address"
        assert all("\n" not in notice for notice in notices)
        assert all(notice.endswith((".", "?")) and not notice.endswith("..") for notice in notices)
        if notices:
            with pytest.raises(QueryError):
                strict(source)
        else:
            assert strict(source, also=ANYTHING) == query


# ---------------------------------------------------------------------------------------------------------- edits


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=8))
def test_edits_round_trip_whatever_the_text(edits: dict[str, str]) -> None:
    packed = pack_edits(edits)
    assert unpack_edits(packed) == edits
    assert unpack_edits(f"  {packed} ") == edits, "a text field may add spaces"
    assert packed.isprintable(), "a one-line text field must be able to hold it"


def test_edits_read_as_a_person_would_write_them() -> None:
    assert pack_edits({"weight.data": "2", "credit.partial": "0.25"}) == "credit.partial:0.25,weight.data:2"
    assert unpack_edits("weight.data: 2,\n credit.partial :0.25,") == {"weight.data": "2", "credit.partial": "0.25"}
    assert pack_edits({}) == ""
    assert unpack_edits(" ") == {}


def test_grammar_inside_a_text_is_encoded_and_a_path_may_look_like_the_packed_form() -> None:
    assert pack_edits({"a:b": "x,y: 100 %"}) == "a%3Ab:x%2Cy: 100 %25"
    assert unpack_edits(pack_edits({"z.path": "1"})) == {"z.path": "1"}


def test_long_edits_are_packed_and_short_ones_are_not() -> None:
    short, long = {"title": "x" * (MAX_PLAIN - 6)}, {"title": "x" * (MAX_PLAIN - 5)}
    assert pack_edits(short).startswith("title:")
    assert len(pack_edits(short)) == MAX_PLAIN
    assert pack_edits(long).startswith("z.")
    assert len(pack_edits(long)) < 100
    assert unpack_edits(pack_edits(long)) == long
    assert strict(Query(edit=tuple(long.items())).to_string()).edits == long


def packed(document: bytes) -> str:
    return "z." + base64.urlsafe_b64encode(zlib.compress(document, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("weight.data", "not a pair of path and value"),
        (":2", "not a pair"),
        ("weight.data:1,weight.data:2", "changes 'weight.data' twice"),
        ("z.", "cannot be unpacked"),
        ("z.####", "cannot be unpacked"),
        ("z.AAAA", "cannot be unpacked"),
        (packed(b'{"weight.data":"2"}')[:-4], "cannot be unpacked"),
        (packed(b'["weight.data"]'), "cannot be unpacked"),
        (packed(b'{"weight.data":2}'), "cannot be unpacked"),
        (packed(b'{"a":"1","a":"2"}'), "cannot be unpacked"),
        (packed(b'{"a":"\\ud800"}'), "cannot be written in UTF-8"),
        (packed(b'{"":"1"}'), "names no path"),
        (packed(b"\xff"), "cannot be unpacked"),
        (packed(b"[" * 100_000), "cannot be unpacked"),
        (packed(b" " * 10_000_000), "inflates to more than 200,000 bytes"),
    ],
    ids=range(15),
)
def test_a_malformed_edit_is_a_problem_and_never_more(text: str, says: str) -> None:
    with pytest.raises(QueryError, match=says) as raised:
        unpack_edits(text)
    assert raised.value.parameter == "edit"
    query, notices = lenient([("edit", text), ("vendor", "tii")])
    assert query == Query(vendor=("tii",))
    assert len(notices) == 1
    assert says in notices[0]


def test_more_edits_than_an_address_holds_are_refused_when_written_too() -> None:
    with pytest.raises(QueryError, match="keep the rubric as a YAML file"):
        pack_edits({"about": "x" * MAX_BYTES})
    with pytest.raises(QueryError, match="names no path"):
        Query(edit=(("", "1"),))
    full = json.dumps({"about": "x" * (MAX_BYTES - 20)})
    with pytest.raises(QueryError, match="keep the rubric as a YAML file"):
        strict([("edit", packed(full.encode())), ("weight.data", "1" * 100)])


def test_shorthand_becomes_an_edit_and_outranks_one() -> None:
    assert strict("weight.data=2&credit.partial=0.25&terms.none=0").edits == {
        "weight.data": "2",
        "credit.partial": "0.25",
        "terms.none": "0",
    }
    assert strict("edit=weight.data:3,weight.code:1&weight.data=2").edits == {"weight.data": "2", "weight.code": "1"}
    with pytest.raises(QueryError, match=r"'weight\.data' is given twice"):
        strict("weight.data=2&weight.data=3")


@pytest.mark.parametrize("name", ["weight", "weight.", "width.data", ".data"])
def test_only_a_whole_path_to_a_weight_a_credit_or_terms_is_shorthand(name: str) -> None:
    with pytest.raises(QueryError, match=f"no parameter '{re.escape(name)}'"):
        strict(f"{name}=2")
    assert lenient(f"{name}=2")[0] == Query()


# ---------------------------------------------------------------------------------------------------------- dates


def test_dates_are_years_months_or_days() -> None:
    assert [first_day(date) for date in ("", "2025", "2025-03", "2025-03-09")] == [
        "",
        "2025-01-01",
        "2025-03-01",
        "2025-03-09",
    ]
    query = strict("from=2024&to=2025-06&as_of=2025-07")
    assert (query.from_, query.to, query.as_of) == ("2024", "2025-06", "2025-07-01")
    assert strict("to=2023").to == "2023", "the year of the first release is not before it"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("as_of=2027", "as_of=2027 is later than the data, which ends on 2026-11-22; choose a date between 2023-05-01"),
        ("as_of=2023-04-30", "before the first release, announced on 2023-05-01"),
        ("as_of=2023", "before the first release"),
        ("to=2022", "before the first release"),
        ("from=2026-12", "later than the data"),
        ("from=2023-02-30", "cannot read '2023-02-30' as a date; write 2025, 2025-03 or 2025-03-31"),
        ("as_of=yesterday", "cannot read 'yesterday' as a date"),
        ("as_of=0000", "cannot read"),
        ("as_of=٢٠٢٤", "cannot read"),
        ("from=2025-03&to=2024", "from=2025-03 is later than to=2024"),
        ("as_of=2024&as_of=2025", "as_of= is given 2 times"),
    ],
)
def test_a_date_the_data_cannot_speak_to_gets_a_sentence_that_says_what_to_do(text: str, says: str) -> None:
    with pytest.raises(QueryError, match=says) as raised:
        strict(text)
    assert raised.value.parameter == text.partition("=")[0]
    query, notices = lenient(text)
    assert len(notices) == 1
    assert says[1:] in notices[0]
    assert notices[0].startswith(("In the address, ", "Cannot "))
    assert query in (Query(), Query(as_of="2024")), "the page stays usable"


def test_a_period_within_one_year_or_month_is_not_a_contradiction() -> None:
    assert strict("from=2024-06&to=2024").to == "2024"
    assert strict("from=2024-06-15&to=2024-06").from_ == "2024-06-15"


def test_a_package_without_dates_has_no_first_release() -> None:
    package = make_package(
        releases=pd.DataFrame(
            {"release": ["a"], "name": ["A"], "modality": [""], "released": [""], "family": [""], "claim": [""]}
        )
    )
    assert parse_strict("as_of=1999", package, RUBRICS).as_of == "1999-01-01"


# ------------------------------------------------------------------------------------------------- unknown values


def test_an_unknown_value_is_set_aside_on_a_page_and_named_with_the_nearest() -> None:
    query, notices = lenient("vendor=mistral-a&vendor=tii&rubric=g8-2026&country=XX")
    assert query == Query(vendor=("tii",))
    assert len(notices) == 3
    assert "There is no vendor 'mistral-a' here" in notices[0]
    assert "mistral-ai" in notices[0]
    assert any("no definition 'g8-2026'" in notice and "g7-2026" in notice for notice in notices)


def test_an_unknown_value_is_an_error_elsewhere_with_every_valid_one() -> None:
    with pytest.raises(QueryError, match="no kind of vendor 'bank' here") as raised:
        strict("kind=bank&release=falcon-40&as_of=soon")
    error = raised.value
    assert (error.parameter, error.got) == ("kind", "bank")
    assert error.valid == ("company", "government", "university")
    assert [other.parameter for other in error.others] == ["release", "as_of"]
    assert "falcon-40b" in str(error)
    assert "soon" in str(error)


def test_names_of_others_are_left_alone_on_a_page_and_refused_on_an_address() -> None:
    assert lenient("sort=gap&embed=true&utm_source=x") == (Query(), [])
    query, notices = lenient("vendors=tii")
    assert query == Query()
    assert "There is no parameter 'vendors'" in notices[0]
    assert "vendor" in notices[0]
    assert strict("width=1200&vendor=tii", also={"width"}).vendor == ("tii",)
    with pytest.raises(QueryError, match="no parameter 'width'") as raised:
        strict("width=1200")
    assert "vendor" in raised.value.valid


def test_a_range_of_sizes_has_one_spelling() -> None:
    for text, size in (
        ("7..80", "7..80"),
        (" 7.0 .. 080 ", "7..80"),
        ("..0.50", "..0.5"),
        ("7..", "7.."),
        ("7", "7..7"),
    ):
        assert strict([("size", text)]).size == size, text
    for text in ("a", "..", "7-80", "-1..", "7...80", "1e3..", "٧..", "document"):
        with pytest.raises(QueryError, match=r"write 7\.\.80, 7\.\. or \.\.80") as raised:
            strict([("size", text)])
        assert not raised.value.conflict
        assert lenient([("size", text)])[0] == Query()
    with pytest.raises(QueryError, match="begins above its end") as raised:
        strict("size=80..7")
    assert raised.value.conflict


def test_words_keep_their_case_and_one_space() -> None:
    assert strict([("q", "  Llama\n 3\x00")]).q == "Llama 3"
    with pytest.raises(QueryError, match="at most 200 characters"):
        strict("q=" + "x" * 201)
    with pytest.raises(QueryError, match="at most 200 characters"):
        strict([("q", "x" + "\u3000" * 200)])


def test_a_group_of_countries_stays_a_group_and_countries_go_by_their_names() -> None:
    assert strict("country=eu,France,European Economic Area").country == ("EEA", "EU", "FR")
    assert strict("country=Namibia").to_string() == "country=NA"
    assert {"EU", "EEA", "Europe", "FR"} <= set(error_of("country=Atlantis").valid)


def test_components_take_three_states_and_all_have_to_hold() -> None:
    assert strict("component=training_code:open,base_weights:partial").component == (
        "base_weights:partial",
        "training_code:open",
    )
    for text in ("training_code", "training_code:closed", "training_code:opened", "none:open"):
        assert error_of(f"component={text}").valid[:3] == (
            "training_code:open",
            "training_code:gated",
            "training_code:partial",
        )


def test_what_is_highlighted_selects_nothing_and_is_checked_all_the_same() -> None:
    assert strict("mark=Falcon 40B&mark=san").mark == ("falcon-40b", "san")
    assert strict("mark=san").filters == ()
    assert strict("mark=san&q=x&from=2024").filters == ("q", "from")
    assert strict("q=x&from=2024").without("from") == strict("q=x")
    assert error_of("mark=nobody").parameter == "mark"


def test_a_notice_is_one_sentence_that_ends_once() -> None:
    _, notices = lenient("vendors=tii&from=yesterday&vendor=nobody&country=Atlantis&q=" + "x" * 201)
    assert len(notices) == 5
    assert "did you mean 'vendor'?" in notices[0]
    for notice in notices:
        assert notice.endswith((".", "?"))
        assert not notice.endswith(("..", "?."))
        assert notice[0].isupper()


def test_a_value_given_beside_an_empty_one_is_the_value() -> None:
    assert strict("from=&from=2024&to=%20").to_string() == strict("from=2024").to_string()


def error_of(text: str) -> QueryError:
    with pytest.raises(QueryError) as raised:
        strict(text)
    return raised.value


def test_what_a_reader_typed_is_shown_short_and_harmless() -> None:
    _, [notice] = lenient([("vendor", "x\n\x1b[31m" + "y" * 500)])
    assert len(notice) < 250
    assert "\n" not in notice
    assert "\x1b" not in notice


def test_a_query_of_a_megabyte_is_refused_before_it_is_taken_apart() -> None:
    # of many short pairs the signs between name and value count too
    for source in ("vendor=" + "a" * 1_000_000, [("vendor", "tii")] * MAX_QUERY, [("q", "a")] * (MAX_QUERY // 3)):
        query, [notice] = lenient(source)
        assert query == Query()
        assert "too long" in notice
        with pytest.raises(QueryError, match=f"at most {MAX_QUERY:,}"):
            strict(source)


def test_an_address_of_just_the_allowed_length_is_read() -> None:
    text = "vendor=" + "a" * (MAX_QUERY - len("vendor="))
    assert "too long" not in lenient(text)[1][0]
    assert "too long" in lenient(text + "a")[1][0]


def test_a_change_of_the_data_changes_the_valid_values() -> None:
    grown = make_package(sources=pd.DataFrame({"source": ["fmti"]}))
    assert parse_strict("sources=fmti", grown, RUBRICS).sources == ("fmti",)
    with pytest.raises(QueryError, match="no source 'fmti'"):
        strict("sources=fmti")


def test_of_thousands_of_unknown_values_the_first_few_are_guessed_at() -> None:
    query, notices = lenient("vendor=" + ",".join(f"nobody{n}" for n in range(500)))
    assert query == Query()
    assert len(notices) == 500
    assert "one of" in notices[0]
    assert 0 < sum("one of" in notice or "did you mean" in notice for notice in notices) < 50
