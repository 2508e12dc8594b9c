"""The Word documents' standard templates that the addon ships are those that are built."""

import subprocess
import zipfile

from runtime import paths

SHIPPED = paths.ADDONS / paths.ADDON / "core" / "word"


def test_the_shipped_templates_are_those_that_are_built(tmp_path):
    """Each part of each shipped file is what the command makes."""
    command = [paths.SCRIPT / "make_templates", "--folder", tmp_path]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    names = sorted(path.name for path in SHIPPED.glob("*.docx"))
    assert names == sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 10
    for name in names:
        with zipfile.ZipFile(tmp_path / name) as built, zipfile.ZipFile(SHIPPED / name) as shipped:
            assert built.namelist() == shipped.namelist()
            assert {part: built.read(part) for part in built.namelist()} == {
                part: shipped.read(part) for part in shipped.namelist()
            }
