"""A pytest plugin: try changes of the source on the tests that run them.

Collected once, the tests run once as they are, to see which function is called by which test. Then each mutant has
a process of its own, forked from this one: there the function's code takes the place of the one that was loaded, and
its tests run, the quickest first, until one fails. No file is changed, so nothing has to be put back after a crash.

What is run when a module is imported (constants, defaults, class bodies) cannot be exchanged afterwards. Without
Odoo, such a mutant is imported anew in its process, with the tests; inside Odoo it is left out, and said to be.

``CCHC_MUTATION`` names a file: {"mutants": […], "jobs": 1, "results": path, "failed": path, "budget": seconds}.
"""

import ast
import builtins
import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import threading
import time
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

GIGABYTES = 4
# More than this share of tests that fail as they are: then nothing is to be learned from the others.
_MOST_FAILED = 0.1
_SIGNAL_AT_PARENTS_DEATH = 1
_SEEN = "__cchc_seen__"
SURVIVED, KILLED, TIMEOUT, UNTESTED = "survived", "killed", "timeout", "untested"
LEFT_OUT, FAILED = "left out", "failed to run"


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    order = json.loads(Path(os.environ["CCHC_MUTATION"]).read_text(encoding="utf-8"))
    run = Run(session, order)
    run.load()
    run.watch()
    run.try_all()
    return True


class Run:
    """All mutants of one process's share."""

    def __init__(self, session, order):
        self.session = session
        self.order = order
        self.items = list(session.items)
        self.files = {os.path.realpath(one["file"]) for one in order["mutants"]}
        self.callers = {}
        self.seconds = {}
        self.in_odoo = "odoo.modules.registry" in sys.modules

    def load(self):
        """Load what every test needs, so that no process has to do it again."""
        if self.in_odoo:
            import odoo

            threading.current_thread().testing = True
            odoo.modules.registry.Registry(odoo.tests.common.get_db_name())

    def watch(self):
        """Run the tests as they are, and see who calls what."""
        answer = self._fork(self._watched, limit=None)()
        failed = answer and answer["failed"]
        if not answer or len(failed) > _MOST_FAILED * len(self.items):
            pytest.exit(f"The tests fail without any change: {failed}", returncode=3)
        # on a busy machine one that waits for a browser may: it kills no change
        Path(self.order["failed"]).write_text(json.dumps(failed), encoding="utf-8")
        for test in failed:
            del answer["calls"][test], answer["seconds"][test]
        self.seconds = answer["seconds"]
        for test, functions in answer["calls"].items():
            for function in functions:
                self.callers.setdefault(tuple(function), []).append(test)

    def _watched(self):
        calls, seconds, failed = {}, {}, []
        seen = vars(builtins)[_SEEN] = {}
        for path in self.files:
            _mark_functions(path)
        for place, item in enumerate(self.items):
            seen.clear()
            started = time.process_time()
            good = self._run_test(item, self.items[place + 1 : place + 2])
            seconds[item.nodeid] = time.process_time() - started
            calls[item.nodeid] = list(seen)
            if not good:
                failed.append(item.nodeid)
        return {"calls": calls, "seconds": seconds, "failed": failed}

    def _run_test(self, item, following):
        before = self.session.testsfailed
        reports = runtestprotocol(item, nextitem=next(iter(following), None), log=False)
        return self.session.testsfailed == before and not any(one.failed for one in reports)

    def try_all(self):
        waiting = list(self.order["mutants"])
        running = {}
        done = 0
        with Path(self.order["results"]).open("a", encoding="utf-8") as results:
            while waiting or running:
                while waiting and len(running) < self.order["jobs"]:
                    mutant = waiting.pop(0)
                    outcome = self._start(mutant)
                    running[id(mutant)] = (mutant, outcome)
                for key, (mutant, outcome) in list(running.items()):
                    verdict = outcome if isinstance(outcome, dict) else outcome(wait=False)
                    if verdict is None:
                        continue
                    del running[key]
                    done += 1
                    results.write(json.dumps({**mutant, **verdict}, ensure_ascii=False) + "\n")
                    results.flush()
                time.sleep(0.005)

    def _start(self, mutant):
        """Return the verdict where it is known at once, else a function that asks for it."""
        path = os.path.realpath(mutant["file"])
        before = Path(path).read_text(encoding="utf-8")
        after = before[: mutant["start"]] + mutant["text"] + before[mutant["end"] :]
        changed = _changed(compile(before, path, "exec"), compile(after, path, "exec"))
        if changed is None:
            return {"outcome": LEFT_OUT, "by": "the compiler makes the same of it"}
        function, code = changed
        # a comprehension of the module itself runs when that is imported
        if function and not function.endswith(("comp>", "genexpr>")):
            tests = self.callers.get((path, function), [])
            work = self._swapped(path, function, code)
        elif self.in_odoo:
            return {"outcome": LEFT_OUT, "by": "runs when the module is imported"}
        else:
            found = {
                test for (file, _), tests in self.callers.items() if file == path for test in tests
            }
            # of a module that has only constants nobody calls anything, whoever uses them
            tests = sorted(found or self.seconds)
            work = self._imported(path, after)
        if not tests:
            return {"outcome": UNTESTED}
        tests, kept = self._choose(tests)
        # of processor time: a busy machine makes no loop without end
        limit = round(10 + 3 * sum(self.seconds[test] for test in tests))
        return self._fork(
            lambda: work(tests), limit, {"tests": len(tests), "tests_kept_back": kept}
        )

    def _choose(self, tests):
        """Return the tests in the order that is quickest, up to the budget, and how many are left."""
        place = {item.nodeid: number for number, item in enumerate(self.items)}
        groups = {}
        for test in tests:
            # tests of a class share its set-up
            groups.setdefault(test.rpartition("::")[0] if self.in_odoo else test, []).append(test)
        ordered, spent = [], 0.0
        for group in sorted(groups.values(), key=lambda group: sum(map(self.seconds.get, group))):
            spent += sum(map(self.seconds.get, group))
            if ordered and spent > self.order["budget"]:
                break
            ordered += sorted(group, key=place.get)
        return ordered, len(tests) - len(ordered)

    def _swapped(self, path, function, code):
        def work(tests):
            found = [
                one
                for one in gc.get_objects()
                if isinstance(one, FunctionType)
                and one.__code__.co_filename == path
                and one.__code__.co_qualname == function
            ]
            if not found:
                return {"outcome": LEFT_OUT, "by": "the function is not loaded"}
            for one in found:
                one.__code__ = code
            return self._first_failure(tests)

        return work

    def _imported(self, path, after):
        def work(tests):
            """Forget the addon's pure modules and their tests, and import both again with the change."""
            root = str(self.session.config.rootpath)
            for name, module in list(sys.modules.items()):
                file = getattr(module, "__file__", None) or ""
                if file.startswith(root) and "/core/" in file:
                    del sys.modules[name]
            loader = importlib.machinery.SourceFileLoader
            get_data, get_code = loader.get_data, loader.get_code
            loader.get_data = lambda self, one: (
                after.encode() if one == path else get_data(self, one)
            )
            loader.get_code = lambda self, name: (
                compile(after, path, "exec")
                if self.get_filename(name) == path
                else get_code(self, name)
            )
            code = pytest.main(
                [
                    *("-p", "no:odoo", "-p", "no:cacheprovider", "-x", "-q"),
                    f"--confcutdir={self.session.config.getoption('confcutdir')}",
                    *("--import-mode=importlib", "-p", "no:cchc_mutants"),
                    *tests,
                ]
            )
            return {"outcome": KILLED if code else SURVIVED, "by": "import" if code else None}

        return work

    def _first_failure(self, tests):
        items = {item.nodeid: item for item in self.items}
        chosen = [items[test] for test in tests]
        for place, item in enumerate(chosen):
            if not self._run_test(item, chosen[place + 1 : place + 2]):
                return {"outcome": KILLED, "by": item.nodeid}
        return {"outcome": SURVIVED}

    def _fork(self, work, limit, notes=None):
        """Do ``work`` in a child; return a function that gives its answer, None while there is none yet.

        :param limit: how many seconds of processor time it gets; where it only waits, four times as long
        """
        if self.in_odoo:
            # a connection belongs to one process
            sys.modules["odoo.sql_db"].close_all()
        reading, writing = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if not child:
            os.close(reading)
            self._be_child(work, writing, limit)
        os.close(writing)
        patience = None if limit is None else 4 * limit
        received = bytearray()

        def ask(wait=True):
            while True:
                left = None if limit is None else max(0, started + patience - time.monotonic())
                ready, *_rest = select.select([reading], [], [], left if wait else 0)
                if ready:
                    chunk = os.read(reading, 1 << 16)
                    received.extend(chunk)
                    if chunk:
                        continue
                elif limit is None or time.monotonic() - started < patience:
                    return None
                else:
                    os.killpg(child, signal.SIGKILL)
                os.close(reading)
                _child, status = os.waitpid(child, 0)
                if not received:
                    # neither finished nor able to say why: a loop without end, or a crash
                    is_endless = not ready or os.WTERMSIG(status) == signal.SIGXCPU
                    verdict = {"outcome": TIMEOUT if is_endless else KILLED, "by": "no answer"}
                else:
                    verdict = json.loads(received)
                return {**verdict, **(notes or {}), "took": round(time.monotonic() - started, 2)}

        return ask

    def _be_child(self, work, writing, limit):
        os.setpgid(0, 0)
        # in a group of its own it would outlive a run that is broken off
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        answer = {"outcome": FAILED, "by": "the process ended before its tests"}
        try:
            answer = work()
        finally:
            with os.fdopen(writing, "w", encoding="utf-8") as pipe:
                json.dump(answer, pipe)
            # never back into what the parent goes on with, and without what Python does at its end: threads of a
            # server may be there
            os._exit(0)


def _mark_functions(path):
    """Let each function of a module that is loaded note that it is called: a tracer would slow everything down."""
    tree = _Marker(path).visit(ast.parse(Path(path).read_text(encoding="utf-8")))
    code = compile(ast.fix_missing_locations(tree), path, "exec")
    marked = {(name, one.co_firstlineno): one for name, one in _functions(code)}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == path:
            before = one.__code__
            one.__code__ = marked.get((before.co_qualname, before.co_firstlineno), before)


class _Marker(ast.NodeTransformer):
    """Adds to each function that is not within another one a line that notes its name."""

    def __init__(self, path):
        self._path = path
        self._inside = []

    def visit_ClassDef(self, node):
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()
        return node

    def visit_FunctionDef(self, node):
        has_docstring = ast.get_docstring(node, clean=False) is not None
        # no call, of which some tests count each
        mark = ast.parse(f"{_SEEN}[{self._key(node.name)}] = None").body[0]
        node.body.insert(has_docstring, ast.copy_location(mark, node.body[0]))
        return node

    def visit_Lambda(self, node):
        mark = ast.parse(f"{_SEEN}.setdefault({self._key('<lambda>')})", mode="eval").body
        node.body = ast.copy_location(ast.BoolOp(ast.Or(), [mark, node.body]), node.body)
        return node

    def _key(self, name):
        return repr((self._path, ".".join([*self._inside, name])))


def _functions(code, inside=""):
    """Yield qualified name and code of each function that is not within another one."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if one.co_flags & 0x02:  # optimised: a function, and not a class's body
                yield one.co_qualname, one
            else:
                yield from _functions(one)


def _shell(code):
    """What of a module's code runs when it is imported, functions left out."""
    consts = tuple(
        (_shell(one) if not one.co_flags & 0x02 else one.co_qualname)
        if isinstance(one, CodeType)
        else repr(one)
        for one in code.co_consts
    )
    return code.co_code, code.co_names, consts


def _changed(before, after):
    """Return (name, code) of the one function that differs; ("", None) of what runs at import; None of nothing."""
    if _shell(before) != _shell(after):
        return "", None
    old, new = list(_functions(before)), list(_functions(after))
    for (name, one), (_name, other) in zip(old, new, strict=True):
        if _bare(one) != _bare(other):
            return name, other
    return None


def _bare(code):
    """What a function does, lines aside."""
    consts = tuple(
        _bare(one) if isinstance(one, CodeType) else (type(one), repr(one))
        for one in code.co_consts
    )
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, consts
