"""``python -m reading FILE [--json] [--sheet NAME]``: run where the addon's rooms can be imported."""

import argparse
import json
import pathlib
import sys

from core.workbook.rubric.old_files import read_rubric_of_any_form
from core.workbook.rubric.reader import WORKBOOK_ERRORS, WorkbookError

from .report import describe, tell


def main(arguments):
    """Print the reading of a file; returns the exit code, 1 where it cannot be read."""
    parser = argparse.ArgumentParser(prog="reading")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sheet")
    options = parser.parse_args(arguments)
    try:
        sheet = read_rubric_of_any_form(options.file.read_bytes(), sheet=options.sheet)
    except WorkbookError as error:
        problem = {
            "error": error.kind,
            "meaning": WORKBOOK_ERRORS[error.kind].meaning,
            "params": {name: str(value) for name, value in error.params.items()},
        }
        print(json.dumps(problem, ensure_ascii=False) if options.json else _say(problem))
        return 1
    if options.json:
        print(json.dumps(describe(sheet), ensure_ascii=False, indent=1))
    else:
        print("\n".join(tell(sheet)))
    return 0


def _say(problem):
    params = ", ".join(f"{name}: {value}" for name, value in problem["params"].items())
    return f"{problem['error']}: {problem['meaning']} {params}".rstrip()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}.")
