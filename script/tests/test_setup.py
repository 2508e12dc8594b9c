"""What the set-up says where something of the machine is missing."""

import subprocess
import sys

import pytest

from runtime import archive, console, debian, paths, plainfiles, postgres, virtualenv


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


def test_without_python(tmp_path):
    """A new machine has neither Python nor a list of packages: the sentence begins with reading that."""
    answer = subprocess.run(
        [paths.SCRIPT / "server"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(tmp_path / "python3")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "apt-get update && apt-get install python3 python3-venv" in answer.stderr


def test_without_ensurepip(monkeypatch, tmp_path):
    """Debian's Python lacks it until its package is installed; another Python is not mended by Debian."""
    console.open_log("commands")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(virtualenv.importlib.util, "find_spec", lambda name: None)
    for prefix, way in (("/usr", debian.by_hand("python3.")), ("/opt/python", "PYTHON=")):
        monkeypatch.setattr(sys, "base_prefix", prefix)
        with pytest.raises(console.Failure, match=way):
            virtualenv._require_ensurepip()


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
