"""Each command that the documentation names does what it says, at a small size."""

import ast
import re
import shlex
import subprocess

import polib
import pytest

from runtime import bench, paths

PLACES = ("README.md", "README.vi.md", "docs/development.md", "docs/performance.md")
PIP = re.compile(r"pip install ([^`\n]+)")
# Calls stand in code, or on a line of their own; what may be left out in brackets.
BENCH = re.compile(r"`(script/bench\b[^`]*)`|^ {4}(script/bench\b.*)$", re.MULTILINE)
# Where what `--only` chooses of these has its title; of the others it is the name of a function, or a file's.
TITLES = {"browser": "browser", "writers": "pairs", "kills": "kills"}
COMMAND = re.compile(r"script/(\w+)(?![\w/.-])")
FRAGMENTS = {
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "HISTORY": "Changes",
    "CONTRIBUTORS": "Contributors",
}
# Menus of Odoo's own that lead to something of ours, as Odoo names them.
ODOO_MENUS = {
    *("Apps", "Attachments", "Emails", "FS Storage", "Scheduled Actions", "Technical", "Uninstall"),
    *("Companies", "Users", "Users & Companies", "Công ty", "Người dùng", "Người dùng & Công ty"),
    *("Discuss", "Incoming Mail Servers"),
    *("My Preferences", "Security", "Add API Key"),
}
# Buttons of Odoo's own that the guide speaks of.
ODOO_BUTTONS = {"Mới", "Tác vụ"}
KEYS = re.compile(r"(Ctrl|Shift|Delete|Escape)\b.*")
GUIDE = "static/guide/index.html"


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


def _find_bench_calls():
    """Return ``{call: place}`` of each call of the bench that people are told of."""
    places = [*paths.REPOSITORY.glob("*.md"), *paths.REPOSITORY.glob("docs/**/*.md")]
    places += (paths.SCRIPT / "measure").glob("*.py")
    return {
        " ".join("".join(call).split()): place.name
        for place in places
        for call in BENCH.findall(place.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("call", sorted(_find_bench_calls()))
def test_each_call_of_the_bench_is_one(call):
    """It takes the options with which the documentation calls it, and has what these choose."""
    words = shlex.split(re.sub(r"[\[\]…]", "", call).replace("|", " "))[1:]
    what, options = bench.parse(["1" if word in ("N", "SECONDS") else word for word in words])
    only = options.get("only", "TEXT")
    if only == "TEXT" or what == "hostile":
        return
    names = {
        node.value if what in TITLES else node.name
        for source in (paths.SCRIPT / "measure").glob(f"{TITLES.get(what, '*')}.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant if what in TITLES else ast.FunctionDef)
    }
    for part in only.split(","):
        assert [name for name in names if part.strip() in str(name)], part


def test_calls_of_the_bench_are_found():
    """Among them one of each kind."""
    kinds = {bench.parse([])[0]} | {call.split()[1] for call in _find_bench_calls() if " " in call}
    assert {"works", "writers", "kills", "rush", "hostile", "--country", "--units"} <= kinds


@pytest.mark.parametrize(
    "command",
    [
        "server",
        "test",
        "bench",
        "lint",
        "mutate",
        "screenshots",
        "make_templates",
        "seal_key",
        "rubric",
    ],
)
def test_each_command_says_what_it_takes(command):
    """``--help`` answers at once and changes nothing."""
    answer = _run(command, "--help")
    assert answer.returncode == 0
    assert f"script/{command}" in answer.stdout


def test_odoo_takes_its_arguments():
    """``script/odoo`` hands on what it is given, and the answer."""
    answer = _run("odoo", "--version")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.startswith("Odoo Server 19.0")
    assert _run("odoo", "no_such_command").returncode != 0


@pytest.mark.parametrize(
    "addon",
    [paths.ADDON, *(f"{paths.ADDON}_{name}" for name in ("ocr", "signature", "timestamp"))],
)
@pytest.mark.parametrize("place", ["README.md", "README.vi.md", "addons/{addon}/README.md"])
def test_what_is_installed_is_what_the_manifest_asks_for(place, addon):
    """Whoever types the commands of the documentation has all that Odoo asks for."""
    text = (paths.REPOSITORY / place.format(addon=addon)).read_text(encoding="utf-8")
    typed = {word for command in PIP.findall(text) for word in shlex.split(command)}
    assert set(_needs(addon)) <= typed


def test_menus_are_called_as_on_screen():
    """Where the documentation says how to get somewhere, each step is a word that people see."""
    known = ODOO_MENUS | {text for entry in _words() for text in (entry.msgid, entry.msgstr)}
    places = [*paths.REPOSITORY.glob("*.md"), *paths.REPOSITORY.glob("docs/**/*.md")]
    places += paths.ADDONS.glob("*/README.md")
    ways = {
        way
        for place in places
        for way in re.findall(r"\*([^*]+ › [^*]+)\*", place.read_text(encoding="utf-8"))
    }
    steps = {(step, way) for way in ways for step in " ".join(way.split()).split(" › ")}
    assert len(ways) > 10
    assert sorted((step, way) for step, way in steps if step not in known) == []


def test_buttons_are_called_as_on_screen():
    """What stands out in the guide, on paper and in the browser, is a word that people see, or a key."""
    known = {_plain(text) for text in (*ODOO_BUTTONS, *(entry.msgstr for entry in _words()))}
    known |= {manifest["name"] for manifest in map(_manifest, paths.addons())}
    places = [*paths.REPOSITORY.glob("docs/huong-dan/*.md"), paths.ADDONS / paths.ADDON / GUIDE]
    said = {
        (word, place.name)
        for place in places
        for words in re.findall(r"\*\*(.+?)\*\*|<b>(.+?)</b>", place.read_text(encoding="utf-8"))
        for word in "".join(words).split(" › ")
        if not KEYS.fullmatch(word)
    }
    assert len(said) > 100
    assert sorted(one for one in said if _plain(one[0]) not in known and one[0] not in known) == []


def test_the_guide_shows_the_pictures_of_the_documentation():
    """Who takes a picture anew takes it for both."""
    pictures = [*(paths.ADDONS / paths.ADDON / GUIDE).parent.glob("images/*.png")]
    assert len(pictures) > 3
    documented = paths.REPOSITORY / "docs" / "images" / "vi"
    for picture in pictures:
        assert picture.read_bytes() == (documented / picture.name).read_bytes(), picture.name


@pytest.mark.parametrize("addon", [*paths.addons(demonstration=True), *paths.bridges(guests=True)])
def test_what_reads_bounds_is_asked_for_first(addon):
    """Odoo's own requirements are without packaging, and without it a bound ends the installation in a traceback."""
    needs = _needs(addon)
    bounded = [need for need in needs if not re.fullmatch(r"[\w-]+", need)]
    assert not bounded or needs[0] == "packaging"


@pytest.mark.parametrize(
    "addon",
    [
        paths.ADDON,
        *(f"{paths.ADDON}_{name}" for name in ("hr", "ocr", "signature", "timestamp")),
    ],
)
def test_the_page_of_an_addon_is_made_of_its_fragments(addon):
    """OCA's fragments in ``readme/`` and the page that stands beside them say the same, each under its heading."""
    folder = paths.ADDONS / addon
    page = (folder / "README.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"(?ms)^## (.+?)\n\n(.+?)\n(?=\n## |\Z)", page))
    fragments = {path.stem: path for path in (folder / "readme").iterdir()}
    assert parts.keys() == {FRAGMENTS[name] for name in fragments if name in FRAGMENTS}
    for name, path in fragments.items():
        text = path.read_text(encoding="utf-8").strip().replace("## ", "### ")
        assert text == parts[FRAGMENTS[name]] if name in FRAGMENTS else text in page


def _manifest(addon):
    return ast.literal_eval((paths.ADDONS / addon / "__manifest__.py").read_text(encoding="utf-8"))


def _needs(addon):
    return _manifest(addon).get("external_dependencies", {}).get("python", [])


def _words():
    """All that our addons say, with its Vietnamese."""
    return [
        entry
        for catalogue in paths.ADDONS.glob("*/i18n/vi.po")
        for entry in polib.pofile(catalogue)
    ]


def _plain(word):
    """A word as it stands in the middle of a sentence."""
    return word.rstrip(".:…").casefold()


def _run(command, *arguments):
    return subprocess.run(
        [paths.SCRIPT / command, *arguments], capture_output=True, text=True, check=False
    )
