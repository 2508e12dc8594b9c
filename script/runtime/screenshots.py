"""``script/screenshots``: the documentation's pictures, taken of the demonstration in Chromium."""

import argparse
import shutil

from . import chromium, console, demonstration, files, instance, paths, postgres, process, server

PORT = 8072
LANGUAGES = ("en_US", "vi_VN")
# Links on the pictures begin as those of a province do, not with the port of whoever took them.
PUBLIC = "https://cchc.tinh-mau.example"
FOLDER = paths.REPOSITORY / "docs" / "images"
# Opened by "Hướng dẫn", it goes where the addon goes: with pictures of its own, the same as the documentation's.
GUIDE = paths.ADDONS / paths.ADDON / "static" / "guide"
GUIDE_LANGUAGE = "vi_VN"
# Before Odoo starts: it remembers who speaks what.
SPEAK = f"""
    UPDATE res_lang SET active = true WHERE code = '%(language)s';
    UPDATE res_partner SET lang = '%(language)s'
     WHERE id IN (SELECT partner_id FROM res_users WHERE login LIKE '%%{demonstration.SUFFIX}');
"""


def main(arguments):
    """Start the demonstration, take the pictures and stop it; returns the exit code."""
    options = _parse(arguments)
    server.require_free(options.port, "script/screenshots")
    runtime = instance.runtime()
    chromium.ensure()
    with (
        postgres.server(runtime.environment, "demonstration", postgres.SAFE) as variables,
        files.locked(
            paths.clone_data() / "demonstration.lock",
            refusal="This clone's demonstration is running. Stop it with Ctrl+C where it was started.",
        ),
    ):
        odoo = demonstration.instance_of(runtime, variables)
        database = demonstration.prepare(odoo, options.fresh)
        try:
            for language in options.language or LANGUAGES:
                database.ask(SPEAK % {"language": language})
                _take(odoo, database, language, options)
        finally:
            database.ask(SPEAK % {"language": "vi_VN"})
    return 0


def _take(odoo, database, language, options):
    folder = options.folder / language.partition("_")[0]
    with server.running(odoo, database, options.port, public=PUBLIC) as (address, _child):
        command = [odoo.runtime.environment.python, "-m", "pictures"]
        command += [address, folder, chromium.find(), *options.screen]
        with console.step(f"Taking the pictures in {language}") as step:
            process.run(command, step, env=odoo.environ(PYTHONPATH=paths.SCRIPT))
    if language == GUIDE_LANGUAGE and options.folder == FOLDER:
        for picture in (GUIDE / "images").glob("*.png"):
            shutil.copyfile(folder / picture.name, picture)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="script/screenshots", description="Take the documentation's pictures."
    )
    parser.add_argument("screen", nargs="*", help="names of the screens (default: all)")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="default: both")
    parser.add_argument("--folder", type=type(FOLDER), default=FOLDER, help="where to put them")
    parser.add_argument("--port", type=int, default=PORT, help=f"where to listen (default: {PORT})")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="make the demonstration again, as it is on its first day",
    )
    return parser.parse_args(arguments)
