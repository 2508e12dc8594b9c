"""Which room imports which, and what the models name that stands above them: read from source texts alone."""

import ast
import functools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

MODULE = "cchc_assessment"
ADDON = Path(__file__).resolve().parents[2]
PACKAGE = ("odoo", "addons", MODULE)
#: What an import names whose target is computed at run time.
UNKNOWN = ("unknown",)
#: The addon itself, from which every room can be reached.
WHOLE = ("whole",)
ABOVE = ("report", "wizard", "controllers")

#: What Odoo documents, or asks every addon to use, though it begins with an underscore.
DOCUMENTED = frozenset(
    {
        "_commit_progress",
        "_context",
        "_description",
        "_filtered_access",
        "_ids",
        "_inherits",
        "_name",
    }
    | {"_origin", "_read_group", "_search", "_table", "_trigger", "_"}
)
#: Where Odoo's addons import from, each with what is meant for them; None: whatever lies there.
_OPEN_MODULES = {
    "odoo": None,
    "odoo.api": None,
    "odoo.exceptions": None,
    "odoo.fields": None,
    "odoo.http": {"Controller", "Response", "SessionExpiredException", "content_disposition"}
    | {"request", "route"},
    "odoo.models": None,
    "odoo.modules": {"Manifest"},
    "odoo.tools": None,
    "odoo.tools.convert": {"convert_file"},
    "odoo.tools.mail": None,
}
_IMPORTERS = ("import_module", "__import__", "find_spec", "resolve_name", "run_module")
_DOTTED = re.compile(r"odoo\.addons(\.\w+)+")


@functools.cache
def read_nodes(source: str) -> tuple[ast.AST, ...]:
    """Return every node of a module's tree: walking the trees is most of what these tests cost."""
    return tuple(ast.walk(ast.parse(source)))


def find_imports(source: str, package: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what a module imports, as dotted paths in parts, relative ones resolved.

    Told as well, since they import in all but name: functions that import by a text (``UNKNOWN``
    where it is none that stands there), texts and chains of attributes that begin with "odoo.addons.".

    :param package: the dotted path of the package that the module lies in, in parts
    """
    for node in read_nodes(source):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                _resolve("." * node.level + (node.module or ""), package)
                if node.level
                else tuple(node.module.split("."))
            )
            yield from ((*base, alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and _name_of(node.func) in _IMPORTERS:
            yield _called(node, package)
        elif isinstance(node, ast.Attribute) and _DOTTED.fullmatch(chain := _chain(node)):
            yield tuple(chain.split("."))
        elif isinstance(node, ast.Constant) and _DOTTED.fullmatch(str(node.value)):
            yield tuple(node.value.split("."))


def _resolve(name: str, package: Sequence[str]) -> tuple[str, ...]:
    """Return the dotted path that ``name`` with leading dots means inside ``package``."""
    rest = name.lstrip(".")
    above = len(name) - len(rest) - 1
    return (*package[: len(package) - above], *filter(None, rest.split(".")))


def _called(node: ast.Call, package: Sequence[str]) -> tuple[str, ...]:
    values = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "name")]
    if not (values and isinstance(values[0], ast.Constant) and isinstance(values[0].value, str)):
        return UNKNOWN
    name = values[0].value
    return _resolve(name, package) if name.startswith(".") else tuple(name.split("."))


def _name_of(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _chain(node: ast.expr) -> str:
    """Return "a.b.c" of a chain of attributes, "" of anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def room_of(target: Sequence[str]) -> tuple[str, ...]:
    """Return the room of a dotted path: a folder of the addon, two of them below ``core``."""
    target = tuple(target)
    if target == UNKNOWN:
        return UNKNOWN
    if target in {PACKAGE[:2], PACKAGE}:
        return WHOLE
    if target[:3] != PACKAGE:
        return ("odoo",) if target[0] == "odoo" else ("library",)
    place = target[3:]
    if place[0] == "core":
        return place[:2] if (ADDON / Path(*place[:2])).is_dir() else ("core",)
    return place[:1]


def find_arrows() -> set[tuple[str, str]]:
    """Return who imports whom within the addon: rooms, and below ``models`` its folders, as "models/log".

    What lies beside the rooms (``fields.py``, ``hooks.py``) is left out: it belongs to all of them.
    """
    arrows = {
        (_spot(place[:-1]), _spot(target[len(PACKAGE) :]))
        for place, source in read_sources()
        for target in find_imports(source, (*PACKAGE, *place[:-1]))
        if target[: len(PACKAGE)] == PACKAGE
    }
    return {(one, other) for one, other in arrows if one and other and one != other}


def _spot(place: Sequence[str]) -> str:
    """Return the folder that the picture shows for a path in parts; "" where it shows none."""
    depth = 2 if place and place[0] in ("core", "models") else 1
    spot = Path(*place[:depth])
    return spot.as_posix() if len(place) >= depth and (ADDON / spot).is_dir() else ""


@functools.cache
def read_sources(all_addons: bool = False) -> list[tuple[tuple[str, ...], str]]:
    """Return path in parts, from the addon's folder, and text of each module that is installed.

    :param all_addons: those of the addons beside it as well, after the addon's name
    """
    places = {path: path.relative_to(ADDON).parts for path in sorted(ADDON.rglob("*.py"))}
    if all_addons:
        for path in sorted(ADDON.parent.glob(f"{MODULE}_*/**/*.py")):
            places[path] = path.relative_to(ADDON.parent).parts
    return [
        (place, path.read_text(encoding="utf-8"))
        for path, place in places.items()
        if not {"tests", "migrations"} & {*place[:2]}
    ]


def find_names(source: str, names: frozenset[str]) -> list[str]:
    """Return the texts of a module that are one of ``names``, or name a report of the registry."""
    return [
        node.value
        for node in read_nodes(source)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value in names or re.match(r"report\.\w*", node.value))
    ]


@functools.cache
def names_above() -> frozenset[str]:
    """Return the models that reports and dialogs define, and the reports' ids and technical names."""
    names = set()
    for (room, *_rest), source in read_sources():
        if room in ABOVE:
            names |= _defined_models(source)
    for path in ADDON.rglob("*.xml"):
        if "static" in path.relative_to(ADDON).parts:
            continue
        for record in ElementTree.parse(path).iterfind(".//record[@model='ir.actions.report']"):
            names |= {record.get("id"), f"{MODULE}.{record.get('id')}"}
            names |= {field.text for field in record.iterfind("field[@name='report_name']")}
    return frozenset(names)


def _defined_models(source: str) -> set[str]:
    """Return the models that a module makes; one that inherits a model of its own name makes none."""
    found = set()
    for node in read_nodes(source):
        if isinstance(node, ast.ClassDef):
            found |= _texts_of(node, "_name") - _texts_of(node, "_inherit")
    return found


def _texts_of(node: ast.ClassDef, attribute: str) -> set[str]:
    return {
        text.value
        for line in node.body
        if isinstance(line, ast.Assign) and _name_of(line.targets[0]) == attribute
        for text in ast.walk(line.value)
        if isinstance(text, ast.Constant)
    }


def find_private(source: str, own: frozenset[str]) -> list[str]:
    """Return the private parts that a module uses of somebody else: none of ``own``, nor a named tuple's.

    A method that calls the one which it overrides is not found. Modules of Odoo are, where no addon is meant to import
    from them.
    """
    nodes = read_nodes(source)
    known = own | {"_asdict", "_fields", "_make", "_replace"}
    extended = {id(node) for node in nodes for node in _extending(node)}
    used, modules = [], []
    for node in nodes:
        if isinstance(node, ast.Attribute):
            used += [node.attr] * (id(node) not in extended)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [alias.name for alias in node.names]
            used += [part for name in names for part in (node.module + "." + name).split(".")]
            modules += [node.module] * (not _is_open(node.module, names))
        elif isinstance(node, ast.Import):
            used += [part for alias in node.names for part in alias.name.split(".")]
    return [name for name in used if re.match(r"_(?!_)", name) and name not in known] + modules


def _extending(method: ast.AST, bases=("super", "self")) -> Iterator[ast.Attribute]:
    """Yield where a method calls what it overrides, or itself."""
    if not isinstance(method, ast.FunctionDef):
        return
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and node.attr == method.name:
            base = node.value.func if isinstance(node.value, ast.Call) else node.value
            if _name_of(base) in bases:
                yield node


def _is_open(module: str, names: Sequence[str]) -> bool:
    """Whether addons are meant to import these names from there."""
    if module.split(".")[0] != "odoo" or module.startswith(".".join(PACKAGE)):
        return True
    return module in _OPEN_MODULES and (
        _OPEN_MODULES[module] is None or _OPEN_MODULES[module] >= set(names)
    )


def own_names(sources: Iterator[str], overrides: bool = True) -> frozenset[str]:
    """Return every name that these modules define: functions, classes, arguments, variables, attributes.

    :param overrides: methods too that call the one which they override; without them, those are somebody else's
    """
    names = set()
    for source in sources:
        for node in read_nodes(source):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                if overrides or not any(_extending(node, ("super",))):
                    names.add(node.name)
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(_name_of(node))
    return frozenset(names)
