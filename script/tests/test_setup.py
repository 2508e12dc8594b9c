"""What the set-up says where something of the machine is missing."""

import pytest

from runtime import archive, console, plainfiles, postgres


def test_without_useradd(monkeypatch, tmp_path):
    """On a machine that has neither useradd nor apt-get, one sentence holds every way out."""
    console.open_log("commands")
    monkeypatch.setattr(postgres, "SYSTEM_USER", "cchc-nobody-yet")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "PROGRAMS", "")
    with pytest.raises(console.Failure) as refusal:
        postgres._system_user()
    sentence = str(refusal.value)
    for way in ("apt-get install passwd", "useradd --system", "cchc-nobody-yet", "PGHOST"):
        assert way in sentence


def test_mirrors_by_lists_of_our_own(tmp_path):
    """Where apt has read no lists yet, none of its archives is told; with lists of our own they are."""
    console.open_log("commands")
    empty = tmp_path / "lists" / "partial"
    empty.mkdir(parents=True)
    assert archive._mirrors([f"-oDir::State::Lists={empty.parent}"]) == []
    assert archive._mirrors()


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"a\r\n", "Windows"),
        (b"a \nb\n", "white space"),
        (b"a", "one line feed"),
        (b"a\n\n", "one line feed"),
        (b"<<<<<<< HEAD\n", "undecided"),
    ],
)
def test_what_is_said_of_files(content, finding):
    assert any(finding in said for said in plainfiles._read(content))
    assert not [*plainfiles._read(b"a\nb\n0000000000 65535 f \n")]
