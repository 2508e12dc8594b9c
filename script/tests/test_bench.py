"""The bench measures all that it has; its rush plays people, and finds what they were told and is not there.

Both take copies of the one database that the bench has, which a single worker may do at a time.
"""

import contextlib
import re
import subprocess

import pytest

from measure.rush_audit import DOUBLED, HALF, LOST, OVERWRITTEN, Found, find_faults
from runtime import bench, console, instance, paths, postgres

LINE, FORM = 7, 3
SMALL = ["--units", "2", "--leaves", "8", "--evidence", "2"]


def _ledger(**parts):
    return {"saves": [], "uploads": [], "sends": [], "approvals": [], **parts}


def _save(text, told=True, option=1):
    return {"line": LINE, "option": option, "text": text, "told": told}


def _saved(*changes, row):
    return Found(logged={LINE: list(changes)}, rows={LINE: row})


TWO = [_save("a"), _save("b", option=2)]
UPLOAD = {"line": LINE, "sha256": "0f", "told": True}
SENT = {"assessment": FORM, "told": True}
REFUSED = {"assessment": FORM, "told": False}
UNKNOWN = {"assessment": FORM, "told": None}


@pytest.mark.parametrize(
    ("ledger", "found", "kinds"),
    [
        pytest.param(
            _ledger(saves=TWO), _saved(("", "a"), ("a", "b"), row=("b", 2)), set(), id="all there"
        ),
        pytest.param(
            _ledger(saves=TWO), _saved(("", "b"), row=("b", 2)), {LOST}, id="not in the log"
        ),
        pytest.param(
            _ledger(saves=TWO), _saved(("", "a"), ("a", "b"), row=("a", 1)), {LOST}, id="old value"
        ),
        pytest.param(
            _ledger(saves=TWO),
            _saved(("", "a"), ("a", "b"), row=("b", 1)),
            {LOST},
            id="another option",
        ),
        pytest.param(_ledger(saves=TWO), Found(), {LOST}, id="nothing there"),
        pytest.param(
            _ledger(saves=TWO),
            _saved(("", "a"), ("", "b"), row=("b", 2)),
            {OVERWRITTEN},
            id="two upon the same value",
        ),
        pytest.param(
            _ledger(saves=[_save("a")]),
            _saved(("", "a"), ("a", "a"), row=("a", 1)),
            {DOUBLED},
            id="logged twice",
        ),
        pytest.param(
            _ledger(saves=[_save("a", told=False)]),
            _saved(("", "a"), row=("a", 1)),
            {HALF},
            id="refused and kept",
        ),
        pytest.param(_ledger(saves=[_save("a", told=False)]), Found(), set(), id="refused"),
        pytest.param(_ledger(saves=[_save("a", told=None)]), Found(), set(), id="no answer"),
        pytest.param(
            _ledger(saves=[_save("a", told=None)]),
            _saved(("", "a"), row=("a", 1)),
            set(),
            id="no answer, and kept",
        ),
        pytest.param(
            _ledger(saves=[_save("a", told=None)]),
            _saved(("", "a"), ("a", "a"), row=("a", 1)),
            {DOUBLED},
            id="no answer, and kept twice",
        ),
        pytest.param(
            _ledger(uploads=[UPLOAD]), Found(documents={(LINE, "0f"): 1}), set(), id="filed"
        ),
        pytest.param(_ledger(uploads=[UPLOAD]), Found(), {LOST}, id="not filed"),
        pytest.param(
            _ledger(uploads=[UPLOAD]),
            Found(documents={(LINE, "0f"): 2}),
            {DOUBLED},
            id="filed twice",
        ),
        pytest.param(
            _ledger(sends=[SENT], approvals=[SENT]),
            Found(moves={FORM: 2}, seals={FORM: 1}),
            set(),
            id="sent and approved",
        ),
        pytest.param(
            _ledger(sends=[SENT], approvals=[SENT]),
            Found(moves={FORM: 1}),
            {LOST},
            id="approved, but not sealed",
        ),
        pytest.param(
            _ledger(sends=[SENT], approvals=[SENT]),
            Found(moves={FORM: 2}, seals={FORM: 2}),
            {DOUBLED},
            id="sealed twice",
        ),
        pytest.param(
            _ledger(sends=[REFUSED]), Found(moves={FORM: 1}), {HALF}, id="refused and sent"
        ),
        pytest.param(_ledger(sends=[REFUSED]), Found(), set(), id="not sent"),
        pytest.param(
            _ledger(sends=[UNKNOWN]), Found(moves={FORM: 1}), set(), id="no answer, and sent"
        ),
        pytest.param(
            _ledger(sends=[UNKNOWN]), Found(moves={FORM: 2}), {DOUBLED}, id="no answer, sent twice"
        ),
    ],
)
def test_what_is_found(ledger, found, kinds):
    """Each way in which what was told and what is there can differ."""
    assert {kind for kind, _about in find_faults(ledger, found)} == kinds


def test_a_rush_of_three_finds_nothing_lost_and_what_is_lost_on_purpose():
    """A real Odoo, three people, some seconds; what is taken away afterwards is missed, and nothing else."""
    command = ["rush"]
    for name, value in (("clients", 3), ("seconds", 5), ("leaves", 8), ("workers", 2), ("lose", 1)):
        command += [f"--{name}", str(value)]
    code, said, table = _bench(*command)
    assert "Traceback" not in said, said
    assert code == 1, said
    assert "lost: 1; doubled: 0; overwritten unawares: 0; kept though refused: 0" in said, said
    assert "logs and sums that are wrong: 0" in said, said
    [told] = re.findall("told as done: (.+)", said)
    assert all(int(number) for number in re.findall(r"\d+", told)), said
    refused = re.findall("refused .+", said)
    # somebody else's row may be refused, and shown
    assert [line for line in refused if "ConflictError" not in line and "times" in line] == [], said
    for kind in ("board", "list: save", "memory of each worker"):
        assert kind in table, said


def test_it_brings_up_a_database_where_there_is_none(monkeypatch):
    """The tests bring it a copy of theirs; whoever calls it first in a new clone gets one installed."""
    installed = []

    def install(_odoo, database, **_options):
        installed.append(database.name)
        raise console.Failure("enough is seen")

    monkeypatch.setattr(instance.Instance, "install", install)
    monkeypatch.setattr(instance.Database, "complete", False)
    monkeypatch.setattr(postgres, "server", lambda *_about: contextlib.nullcontext({}))
    with pytest.raises(console.Failure, match="enough is seen"):
        bench.main([])
    assert installed == [f"cchc_bench_{paths.clone_key()}"]


def test_bench_measures_everything():
    """All of the bench's works, one after the other, in one database."""
    code, said, table = _bench(*SMALL)
    assert code == 0, said
    assert "Traceback" not in said
    for work in ("open a period", "import a rubric", "consolidated workbook"):
        assert work in table


def test_what_chooses_nothing_is_said():
    """An empty table would be taken for an answer."""
    code, said, table = _bench(*SMALL, "--only", "nonsense")
    assert code == 1
    assert "No work has “nonsense” in its name." in said
    assert "queries" not in table


def test_a_country_is_as_many_provinces():
    """Every province has all that the first one has, and what is measured there finds as much as before."""
    sizes = {
        "provinces": 3,
        "departments": 3,
        "communes": 6,
        "years": 2,
        "leaves": 8,
        "evidence": 1,
    }
    options = [text for name, size in sizes.items() for text in (f"--{name}", str(size))]
    code, said, table = _bench("--country", *options)
    assert code == 0, said
    assert "Traceback" not in said
    units = 3 * (3 + 6)
    for name, count in (
        ("cchc_unit", units),
        ("cchc_assessment", 2 * units),
        ("cchc_assessment_line", 2 * units * 8),
        ("cchc_evidence", 2 * units),
    ):
        assert re.search(rf"^{name} +{count:,}$", table, re.MULTILINE), table
    for work in ("open the sheet", "ranking", "the secretary looks for documents: many"):
        assert re.search(rf"^{work} +[0-9.]+", table, re.MULTILINE), table
    # as many questions in a country as in a province alone
    assert "queries alone" not in table, table


def _bench(*arguments):
    """Return its code, all that it said, and what of that is the table."""
    answer = subprocess.run(
        [paths.SCRIPT / "bench", *arguments], capture_output=True, text=True, check=False
    )
    return answer.returncode, answer.stdout + answer.stderr, answer.stdout
