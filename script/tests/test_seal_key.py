"""The key that signs what is sealed: made, shown and rotated by the command, and never lost."""

import stat
import subprocess

from runtime import paths


def _run(*arguments):
    command = [paths.SCRIPT / "seal_key", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_key_is_made_shown_and_rotated(tmp_path):
    """The public halves are printed, the one that signs first; the file is its owner's alone."""
    path = tmp_path / "seal.key"
    made = _run("new", path, "tinh-mau.example")
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [first] = made.stdout.split()
    assert first.startswith("tinh-mau.example+") and first not in path.read_text()
    assert "PRIVATE" not in made.stdout
    again = _run("new", path, "tinh-mau.example")
    assert again.returncode and "never overwritten" in again.stderr
    rotated = _run("rotate", path)
    second, old = rotated.stdout.split()
    assert old == first != second
    assert _run("show", path).stdout == rotated.stdout
    assert "Nothing was signed" in _run("accept", path).stdout
    signed = tmp_path / "seal.key.signed"
    signed.mkdir()
    assert _run("accept", path).returncode == 0
    assert not signed.exists() and len(list(tmp_path.glob("seal.key.signed.*"))) == 1
    assert _run("new", tmp_path / "other", "a b").returncode == 1
    assert "No such file" in _run("show", tmp_path / "none").stderr


def test_another_agency_signs_checkpoints(tmp_path):
    """Each checkpoint of a file is printed with one signature more; a file of anything else is refused."""
    ours, theirs, checkpoints = (tmp_path / name for name in ("ours", "theirs", "kept.txt"))
    _run("new", ours, "tinh-mau.example")
    _run("new", theirs, "luu-tru.example")
    text = (
        "cchc/0123\n{}\nCXltqge8TVf2/+lTyWe5PaGI8Oc6VDuukixgD4U22Dc=\ntime 2026-12-05T03:10:00Z\n"
    )
    checkpoints.write_text(text.format(3), encoding="utf-8")
    first = _run("countersign", ours, checkpoints)
    assert first.returncode == 0, first.stderr
    checkpoints.write_text(f"{first.stdout}\n{first.stdout}", encoding="utf-8")
    both = _run("countersign", theirs, checkpoints).stdout
    assert both.count("\u2014 tinh-mau.example ") == both.count("\u2014 luu-tru.example ") == 2
    assert both.count(text.format(3)) == 2
    checkpoints.write_text("x", encoding="utf-8")
    refused = _run("countersign", theirs, checkpoints)
    assert refused.returncode == 1 and "is none" in refused.stderr
