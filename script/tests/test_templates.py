"""The Word documents' standard templates that the addon ships are those that are built."""

import subprocess
import zipfile

from runtime import paths

SHIPPED = {
    path.name: path
    for folder in (f"{paths.ADDON}/core/word", "cchc_assessment_plan")
    for path in (paths.ADDONS / folder).glob("*.docx")
}


def test_the_shipped_templates_are_those_that_are_built(tmp_path):
    """Each part of each shipped file is what the command makes."""
    command = [paths.SCRIPT / "make_templates", "--folder", tmp_path]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    names = sorted(SHIPPED)
    assert names == sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 11
    for name in names:
        with zipfile.ZipFile(tmp_path / name) as built, zipfile.ZipFile(SHIPPED[name]) as shipped:
            assert built.namelist() == shipped.namelist()
            assert {part: built.read(part) for part in built.namelist()} == {
                part: shipped.read(part) for part in shipped.namelist()
            }
