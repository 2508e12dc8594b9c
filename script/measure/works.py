"""What is measured, one function for each piece of work; later works are added to ``WORKS``."""

import base64
import gc
import statistics
import tempfile
import time
import tracemalloc
from functools import partial

import psutil
from zipstream import ZipStream

from odoo.models import BaseModel

from odoo.addons.cchc_assessment.core.package.stream import Package
from odoo.addons.cchc_assessment.models.period.cchc_work import UNITS_AT_ONCE

from .bare_workbook import make_bare_appendix
from .plain_rows import PlainRows
from .stopwatch import Result

_PACKAGE_FILES = 300
_MEGABYTE = 1_000_000
_FEW_FILES = 5
# What Odoo fills in itself.
_OWN = ("id", "create_uid", "create_date", "write_uid", "write_date")
# A province: more units make these works longer, and show nothing else.
_MANY_UNITS = 60


def _side_by_side(stopwatch, *works, rounds=7):
    """Measure works in turns, so that what else the machine does weighs on all of them alike.

    :return: for each the median of its seconds, and its queries.
    """
    taken = [
        [stopwatch.measure(work, rounds=1, warm=not number) for work in works]
        for number in range(rounds)
    ]
    return [
        (statistics.median(seconds for seconds, _queries in each), each[-1][1])
        for each in zip(*taken, strict=True)
    ]


def measure_rubric_import(province, stopwatch):
    """Importing a rubric from its workbook."""
    content, _type = province.env["ir.actions.report"]._render(
        "cchc_assessment.rubric_export_report", province.rubric.ids
    )

    def work():
        province.env["cchc.rubric.import"].create(
            {"file": base64.b64encode(content), "file_name": "bo tieu chi.xlsx"}
        ).action_import()

    seconds, queries = stopwatch.measure(work, rounds=3)
    yield Result("import a rubric", seconds, None, "0.5 s", queries)


def measure_opening(province, stopwatch):
    """Opening a period, beside creating as many plain rows in one batch."""
    rows = province.options.units * (province.options.leaves + 1)
    base = PlainRows(province.env).seconds(rows)
    periods = iter([province.make_period() for _round in range(3)])
    seconds, queries = stopwatch.measure(lambda: next(periods).action_open(), 2)
    yield Result(f"open a period ({rows} rows)", seconds, base, "ratio 3", queries)


def measure_pieces(province, stopwatch):
    """The forms of a period's units as they are made behind a request, alone and together, beside all in one go."""
    period = province.make_period()
    period._write_as_system({"state": "open"})
    parts = province.env["cchc.work"]._begin("opening", period, province.units).part_ids
    many = min(UNITS_AT_ONCE, len(parts) // 4)
    alone, together = parts[: 2 * many], parts[2 * many : 4 * many]
    at_once = iter([province.make_period() for _round in range(2)])
    for title, works in (
        (
            "one by one",
            [partial(_do_one_by_one, alone[:many]), partial(_do_one_by_one, alone[many:])],
        ),
        ("together", [together[:many]._do_waiting, together[many:]._do_waiting]),
        (
            "in one go",
            [
                partial(next(at_once)._create_assessments, province.units[:many])
                for _round in range(2)
            ],
        ),
    ):
        works = iter(works)
        seconds, queries = stopwatch.measure(lambda works=works: next(works)(), 2, warm=False)
        yield Result(f"forms of units, {title}: {many}", seconds, None, "", queries)


def _do_one_by_one(parts):
    for part in parts:
        part._do_waiting()


def measure_sheet(province, stopwatch):
    """Showing the whole sheet, and saving one score in it."""
    assessment = province.filled
    specification = {
        "display_name": {},
        "self_score": {},
        "progress": {},
        "line_ids": {
            "fields": {
                "code": {},
                "name": {},
                "max_score": {},
                "option_id": {"fields": {"display_name": {}}},
                "self_score": {},
                "score_note": {},
                "evidence_ids": {"fields": {"display_name": {}}},
                "evidence_status": {},
                "explanation": {},
            }
        },
    }
    seconds, queries = stopwatch.measure(lambda: assessment.web_read(specification))
    yield Result("show the sheet", seconds, None, "0.2 s, 15 queries", queries)
    line = assessment.line_ids[0]
    options = line.criterion_id.option_ids.ids

    def save():
        options.append(options.pop(0))
        line.web_save({"option_id": options[0]}, {"self_score": {}, "score_note": {}})

    seconds, queries = stopwatch.measure(save)
    yield Result("save one score", seconds, None, "0.04 s, 20 queries", queries)


def measure_log(province, stopwatch):
    """Adding rows to the log, beside Odoo's own create of the same rows, and of rows of Odoo's own log.

    The same rows: the same table, indexes and values, salts and digests among them, by nothing but the ORM's create.
    Odoo's own log (``ir.logging``) has fewer columns, no reference and one index.
    """
    assessment, number = province.filled, 200
    entry = {
        "assessment_id": assessment.id,
        "line_id": assessment.line_ids[0].id,
        "action": "fill",
        "field": "explanation",
        "old_value": "Đã ban hành.",
        "new_value": "Đã ban hành kế hoạch.",
    }
    others = {
        "type": "server",
        "name": "bench",
        "level": "info",
        "path": "Đã ban hành.",
        "func": "explanation",
        "line": "1",
        "message": "Đã ban hành kế hoạch.",
    }
    log, logging = province.env["cchc.log"], province.env["ir.logging"]
    log._append([entry])
    province.env.flush_all()
    given = [name for name, field in log._fields.items() if field.store and name not in _OWN]
    plain = log.search([], limit=1).read(given, load="")[0]
    del plain["id"]

    def send():
        # the commit's part, once for all that a transaction has added
        province.env.cr.precommit.run()

    def append(count):
        log._append([entry] * count)

    def insert(count):
        BaseModel.create(log, [dict(plain) for _row in range(count)])

    def insert_others(count):
        logging.create([others] * count)

    def in_one(work):
        return lambda: (work(number), send())

    def one_by_one(work):
        return lambda: ([work(1) for _row in range(number)], send())

    for label, way in (("at once", in_one), ("one by one", one_by_one)):
        (same, _count), (other, _count), (seconds, queries) = _side_by_side(
            stopwatch, way(insert), way(insert_others), way(append)
        )
        note = (
            f"{number / seconds:.0f} a second, the same rows {number / same:.0f}, "
            f"ir.logging {number / other:.0f} ({seconds / other:.2f} times)"
        )
        yield Result(f"add {number} rows {label}", seconds, same, "ratio 1.3", queries, note)


def measure_filing(province, stopwatch):
    """Filing a PDF of 1 MB."""
    assessment = province.assessments[-1:]
    seconds, queries = stopwatch.measure(lambda: province.file_documents(assessment, 1, _MEGABYTE))
    yield Result("file a PDF of 1 MB", seconds, None, "0.05 s", queries)


def measure_appendix(province, stopwatch):
    """The appendix, beside reading the same records once and writing the same cells with bare xlsxwriter."""
    assessment = province.filled
    report = assessment.env["ir.actions.report"]

    def write():
        report._render("cchc_assessment.appendix_report", assessment.ids)

    write_bare, calls = make_bare_appendix(assessment)
    (base, _queries), (seconds, queries) = _side_by_side(stopwatch, write_bare, write)
    links = sum(call[0] == "write_url" for call in calls)
    rows = len(assessment.rubric_id.criterion_ids)
    note = f"{rows} rows, {links} links, {len(calls)} calls"
    yield Result("appendix", seconds, base, "ratio 1.3", queries, note)


def measure_appendices(province, stopwatch):
    """A ZIP of appendices: memory with one and with all, which must not grow with their number."""
    report = province.env["report.cchc_assessment.appendix"]
    assessments = province.assessments[:_MANY_UNITS]
    for assessment in assessments:
        province.fill_in(assessment.with_user(province.officer))
    peaks = []
    for wanted in (assessments[:1], assessments[:1], assessments):
        province.env.flush_all()
        province.env.invalidate_all()
        gc.collect()
        with tempfile.TemporaryFile() as stream:
            tracemalloc.start()
            started = time.perf_counter()
            report._write_archive(wanted, stream)
            seconds = time.perf_counter() - started
            peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
            tracemalloc.stop()
        label = f"appendices in a ZIP, traced: {len(wanted)}"
        # the first one warms up what stays warm
        if len(peaks) > 1:
            yield Result(label, seconds, note=f"peak {peaks[-1]:.1f} MiB")


def measure_word(province, stopwatch):
    """The report as a Word document."""
    assessment = province.filled
    report = assessment.env["report.cchc_assessment.word"]
    seconds, queries = stopwatch.measure(lambda: report._render(assessment))
    yield Result("report (Word)", seconds, None, "0.5 s", queries)


def measure_package(province, stopwatch):
    """A package of 300 MB, beside zipstream-ng on the same files."""
    assessment = province.assessments[1:2].with_user(province.officer)
    province.file_documents(assessment, _PACKAGE_FILES, _MEGABYTE)
    attachments = assessment.sudo().evidence_ids.attachment_id
    paths = [attachment._full_path(attachment.store_fname) for attachment in attachments]

    def zip_bare():
        archive = ZipStream(sized=True)
        for number, path in enumerate(paths):
            archive.add_path(path, f"{number}.pdf")
        for _chunk in archive:
            pass

    report = assessment.env["report.cchc_assessment.package"]

    def drain(package):
        for _chunk in package:
            pass

    def begin():
        next(iter(report._make_package(assessment)))

    # what zipstream-ng is measured by: sending, without making appendix and report
    dossiers = report._make_package(assessment).dossiers
    drain(Package(dossiers))
    memory = psutil.Process().memory_info().rss
    (base, _queries), (streaming, _queries) = _side_by_side(
        stopwatch, zip_bare, lambda: drain(Package(dossiers))
    )
    grown = (psutil.Process().memory_info().rss - memory) / 2**20
    label = f"package of {_PACKAGE_FILES} MB"
    yield Result(f"{label}, sent", streaming, base, "ratio 1.2", None, f"RSS {grown:+.0f} MiB")
    first, queries = stopwatch.measure(begin)
    yield Result("its first byte, of a draft", first, queries=queries)
    province.seal(assessment)
    first, queries = stopwatch.measure(begin)
    yield Result("its first byte, sealed", first, queries=queries)
    (base, _queries), (seconds, queries) = _side_by_side(
        stopwatch, zip_bare, lambda: drain(report._make_package(assessment))
    )
    yield Result(f"{label}, sealed, all of it", seconds, base, "ratio 1.2", queries)


def measure_sealing(province, stopwatch):
    """Sealing what a leader approves, appendix and report with it, and checking it."""
    assessment = province.assessments[:1].with_user(province.officer)
    submissions = province.env["cchc.submission"]

    def seal():
        submissions._seal(assessment, "1/STN-VP", "2026-12-05")
        province.env.flush_all()

    seconds, queries = stopwatch.measure(seal, rounds=5)
    yield Result("seal a submission", seconds, queries=queries)
    submission = submissions._seal(assessment, "1/STN-VP", "2026-12-05")
    province.env.flush_all()
    yield _measure_approval(province, stopwatch, assessment)
    checks = province.env["cchc.submission.check"]
    seconds, queries = stopwatch.measure(lambda: checks._check(submission), rounds=5)
    yield Result("check a submission", seconds, queries=queries)


def _measure_approval(province, stopwatch, assessment):
    """All that a leader waits for: what is shown, held against what is sealed, and the council's message."""
    submissions = province.env["cchc.submission"]
    spent = []

    def approve():
        begin = time.process_time()
        fingerprint = submissions._make_fingerprint(assessment)
        province.env.invalidate_all()
        assessment._do_approve("1/STN-VP", "2026-12-05", fingerprint)
        province.env.flush_all()
        spent.append(time.process_time() - begin)

    seconds, queries = stopwatch.measure(approve, rounds=5)
    note = f"{statistics.median(spent):.2f} s of the processor"
    return Result("approve, from dialog to message", seconds, None, "2 s", queries, note)


def measure_period_package(province, stopwatch):
    """The packages of a period in one stream: memory with one unit and with all."""
    assessments = province.assessments[:_MANY_UNITS]
    for assessment in assessments[2:]:
        province.file_documents(assessment, _FEW_FILES)
    report = province.env["report.cchc_assessment.package"]
    process = psutil.Process()
    for wanted, label in ((assessments[2:3], "1 unit"), (assessments[3:], "all units")):
        for assessment in wanted:
            province.seal(assessment)
        memory = process.memory_info().rss
        started, size, parts = time.perf_counter(), 0, 0
        package = report._make_package(assessments.period_id)
        parts = len(package.dossiers)
        for chunk in package:
            size += len(chunk)
        note = (
            f"{size / 2**20:.1f} MiB, RSS {(process.memory_info().rss - memory) / 2**20:+.1f} MiB"
        )
        seconds = time.perf_counter() - started
        yield Result(f"packages of a period, {label} ({parts})", seconds, note=note)


WORKS = (
    measure_rubric_import,
    measure_opening,
    measure_pieces,
    measure_sheet,
    measure_log,
    measure_filing,
    measure_appendix,
    measure_appendices,
    measure_word,
    measure_package,
    measure_sealing,
    measure_period_package,
)
