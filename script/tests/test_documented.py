"""Each command that the documentation names does what it says, at a small size."""

import re
import subprocess

import pytest

from runtime import paths

PLACES = ("README.md", "README.vi.md", "docs/development.md", "docs/performance.md")
COMMAND = re.compile(r"script/(\w+)(?![\w/.-])")
BENCH = ["--units", "2", "--leaves", "8", "--evidence", "2"]


def test_each_command_that_is_named_is_there():
    """What the documentation tells people to type exists."""
    named = {
        name
        for place in PLACES
        for name in COMMAND.findall((paths.REPOSITORY / place).read_text(encoding="utf-8"))
        if not (paths.SCRIPT / name).is_dir()
    }
    assert {"server", "test", "bench"} <= named
    assert [name for name in named if not (paths.SCRIPT / name).is_file()] == []


@pytest.mark.parametrize(
    "command", ["server", "test", "bench", "lint", "mutate", "screenshots", "make_templates"]
)
def test_each_command_says_what_it_takes(command):
    """``--help`` answers at once and changes nothing."""
    answer = _run(command, "--help")
    assert answer.returncode == 0
    assert f"script/{command}" in answer.stdout


def test_bench_measures_everything():
    """All of the bench's works, one after the other, in one database."""
    answer = _run("bench", *BENCH)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr
    for work in ("open a period", "import a rubric", "consolidated workbook"):
        assert work in answer.stdout


def _run(command, *arguments):
    return subprocess.run(
        [paths.SCRIPT / command, *arguments], capture_output=True, text=True, check=False
    )
