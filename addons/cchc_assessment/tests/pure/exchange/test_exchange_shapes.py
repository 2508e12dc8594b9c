"""Data of other programs: taken as its shape says, or refused at the place that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import (
    ERRORS,
    Day,
    ExchangeError,
    Moment,
    Number,
    OneOf,
    Record,
    Rows,
    Text,
    Truth,
    Whole,
    describe,
    take,
)
from core.exchange.shape import KINDS
from core.exchange.taking import DEEPEST, MOST_ROWS

NODE = Record(
    name="node",
    values={
        "id": Whole(is_taken=False),
        "name": Text(is_required=True),
        "score": Number(),
        "is_new": Truth(),
        "day": Day(),
        "told": Moment(is_taken=False),
        "kind": OneOf(values=("a", "b")),
        "words": Rows(of=Text()),
    },
)
NODE.values["below"] = Rows(of=NODE)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*NODE.values, "x"]), inner),
    max_leaves=20,
)


def test_what_is_told_only_is_passed_over():
    """What was read may be sent back as it is; what is not named stays unnamed, ``null`` stays ``null``."""
    data = {"id": "anything", "name": "x", "score": None, "below": [{"name": "y", "told": 1}]}
    assert take(NODE, data) == {"name": "x", "score": None, "below": [{"name": "y"}]}


@pytest.mark.parametrize(
    ("data", "kind", "place"),
    [
        (None, "missing", ""),
        ([], "wrong_type", ""),
        ({}, "missing", "name"),
        ({"name": None}, "missing", "name"),
        ({"name": 1}, "wrong_type", "name"),
        ({"name": "x", "score": "1"}, "wrong_type", "score"),
        ({"name": "x", "score": True}, "wrong_type", "score"),
        ({"name": "x", "score": float("nan")}, "wrong_type", "score"),
        ({"name": "x", "score": float("inf")}, "wrong_type", "score"),
        ({"name": "x", "score": 10**400}, "wrong_type", "score"),
        ({"name": "x", "is_new": 1}, "wrong_type", "is_new"),
        ({"name": "x", "day": "31/12/2026"}, "wrong_type", "day"),
        ({"name": "x", "day": "20261231"}, "wrong_type", "day"),
        ({"name": "x", "day": 20261231}, "wrong_type", "day"),
        ({"name": "x", "kind": "c"}, "not_one_of", "kind"),
        ({"name": "x", "words": ["a", 1]}, "wrong_type", "words[1]"),
        ({"name": "x", "words": "ab"}, "wrong_type", "words"),
        ({"name": "x", "words": ["a", None]}, "missing", "words[1]"),
        ({"name": "x", "below": [None]}, "missing", "below[0]"),
        ({"name": "x", "nam": 1}, "unknown", "nam"),
        (
            {"name": "x", "below": [{"name": "y", "below": [{}]}]},
            "missing",
            "below[0].below[0].name",
        ),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(data, kind, place):
    """The first wrong value is named by its place."""
    with pytest.raises(ExchangeError) as caught:
        take(NODE, data)
    assert (caught.value.kind, caught.value.place) == (kind, place)
    assert set(caught.value.params) == set(ERRORS[kind])


def test_depth_and_rows_have_bounds():
    """One level or one row more than may be is refused, and that before all of it is walked."""
    data = {"name": "x"}
    for _level in range(DEEPEST - 1):
        data = {"name": "x", "below": [data]}
    assert take(NODE, data) == data
    with pytest.raises(ExchangeError, match="too_deep"):
        take(NODE, {"name": "x", "below": [data]})
    words = ["a"] * (MOST_ROWS - 1)
    most = {"name": "x", "below": [{"name": "y", "words": words}]}
    assert len(take(NODE, most)["below"][0]["words"]) == len(words)
    with pytest.raises(ExchangeError, match="too_many"):
        take(NODE, {"name": "x", "below": [{"name": "y", "words": [*words, "b"]}]})


@given(JSON)
def test_anything_is_taken_or_refused(data):
    """Whatever JSON says, the answer is data of the shape or an error of the table."""
    try:
        taken = take(NODE, data)
    except ExchangeError as error:
        assert error.kind in ERRORS
    else:
        assert take(NODE, taken) == taken
        assert None not in [*(taken.get("words") or ()), *(taken.get("below") or ())]


def test_the_schema_says_what_is_taken():
    """Each value with its kind, whether it may be empty and whether it is told only; a tree refers to itself."""
    node = describe(NODE)["$defs"]["node"]
    assert node["properties"]["name"] == {"type": "string"}
    assert node["properties"]["id"] == {"type": ["integer", "null"], "readOnly": True}
    assert node["properties"]["kind"] == {"type": ["string", "null"], "enum": ["a", "b", None]}
    assert node["properties"]["below"]["items"] == {"$ref": "#/$defs/node"}
    assert node["required"] == ["name"] and node["additionalProperties"] is False
    kinds = {shape.kind for shape in NODE.values.values()} | {"record"}
    assert kinds | {"moment"} == set(KINDS)
