"""What the works that people wait for cost the processor, beside a form of Odoo's own in the same run."""

import statistics
import sys
import time
from collections import Counter

from lxml import etree

from .bare_workbook import make_bare_appendix
from .stopwatch import Result

_ROUNDS = 9
_FEW, _MANY = 20, 40
# The revision that whoever saves has seen: all changes of the row.
_SEEN = 2**31 - 1


class _Taken:
    """What a work took, in some rounds: seconds of this process's processor, functions begun, queries."""

    def __init__(self, env, work):
        self._env, self._work = env, work
        self._seconds = []
        self.begun = self.queries = 0
        # warms what stays warm
        work()

    def go_round(self):
        self._begin()
        started = time.process_time()
        self._work()
        self._env.flush_all()
        self._seconds.append(time.process_time() - started)

    def count(self):
        """Count the functions of Python that are begun, which do not depend on what else the machine does."""
        begun = Counter()

        def note(_frame, event, _argument):
            begun[event] += 1

        self._begin()
        asked = self._env.cr.sql_log_count
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            self._work()
            self._env.flush_all()
        finally:
            sys.setprofile(before)
        self.begun, self.queries = begun["call"], self._env.cr.sql_log_count - asked

    def _begin(self):
        self._env.flush_all()
        self._env.invalidate_all()

    @property
    def seconds(self):
        return statistics.median(self._seconds)


def _take(env, works):
    taken = {name: _Taken(env, work) for name, work in works.items()}
    for _round in range(_ROUNDS):
        # in turns, so that what else the machine does weighs on all of them alike
        for one in taken.values():
            one.go_round()
    for one in taken.values():
        one.count()
    return taken


def _compare(label, taken, base, limit):
    note = f"processor alone; {taken.begun} functions, {taken.begun / base.begun:.2f} times"
    return Result(label, taken.seconds, base.seconds, limit, taken.queries, note)


def measure_processor(province, stopwatch):
    """Saving, opening, pasting and printing, beside the saving of a contact and a workbook written bare."""
    env = province.env
    assessment = province.filled
    works = make_works(province, assessment)
    taken = _take(env, works)
    contact = taken["contact"]
    yield Result(
        "web_save of a contact",
        contact.seconds,
        queries=contact.queries,
        note=f"processor alone; {contact.begun} functions",
    )
    yield _compare("save_row", taken["save"], contact, "ratio 1.8")
    yield _compare("get_sheet", taken["open"], contact, "ratio 3")
    few, many = taken["paste few"], taken["paste many"]
    yield _compare(f"save_rows, {_FEW} rows", few, contact, "")
    yield _compare(f"save_rows, {_MANY} rows", many, contact, "")
    each = (many.seconds - few.seconds) / (_MANY - _FEW)
    note = f"{(many.begun - few.begun) / (_MANY - _FEW):.0f} functions"
    yield Result("each row of those more", each, None, "0.003 s", note=note)
    yield Result("each row of all", many.seconds / _MANY, None, "0.003 s")
    bare = taken["bare appendix"]
    yield _compare("appendix, beside a bare one", taken["appendix"], bare, "ratio 1.3")


def make_works(province, assessment):
    """Return ``{name: work}``; each is done again and again."""
    env = province.env
    contact = env["res.partner"].create({"name": "Công dân đo tốc độ"})
    names = [f"Công dân {number}" for number in range(2)]
    specification = _specify_form(contact)
    line = assessment.line_ids[0]
    lines = assessment.line_ids.ids
    options = {one.id: one.criterion_id.option_ids.ids for one in assessment.line_ids}
    option = options[line.id]

    def save_contact():
        names.append(names.pop(0))
        contact.web_save({"name": names[0]}, specification)

    def save():
        option.append(option.pop(0))
        line.save_row({"option_id": option[0]}, _SEEN)

    def paste(count):
        rows = []
        for one in lines[:count]:
            options[one].append(options[one].pop(0))
            rows.append([one, {"option_id": options[one][0]}, _SEEN])
        assessment.save_rows("unit", rows)

    report = assessment.env["ir.actions.report"]
    write_bare, _calls = make_bare_appendix(assessment)
    return {
        "contact": save_contact,
        "save": save,
        "open": lambda: assessment.get_sheet(packed=True),
        "paste few": lambda: paste(_FEW),
        "paste many": lambda: paste(_MANY),
        "bare appendix": write_bare,
        "appendix": lambda: report._render("cchc_assessment.appendix_report", assessment.ids),
    }


def _specify_form(record):
    """Return what the web client asks for when the form of this record is saved: each field that stands in it."""
    views = record.get_views([(False, "form")])
    fields = views["models"][record._name]["fields"]
    arch = etree.fromstring(views["views"]["form"]["arch"])
    specification = {"display_name": {}}
    for node in arch.iter("field"):
        if any(above.tag == "field" for above in node.iterancestors()):
            continue
        kind = fields[node.get("name")]["type"]
        named = {"many2one": {"display_name": {}}, "one2many": {}, "many2many": {}}
        specification[node.get("name")] = {"fields": named[kind]} if kind in named else {}
    return specification


WORKS = (measure_processor,)
