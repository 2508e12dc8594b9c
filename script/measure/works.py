"""What is measured, one function for each piece of work; later works are added to ``WORKS``."""

import base64
import io
import time

import psutil
import xlsxwriter
from openpyxl import load_workbook
from zipstream import ZipStream

from odoo.addons.cchc_assessment.package import stream

from .stopwatch import Result

_PACKAGE_FILES = 300
_MEGABYTE = 1_000_000
_FEW_FILES = 5


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
    country = province.env["res.country"].create({"name": "Bench", "code": "XB"})

    def create_only():
        started = time.perf_counter()
        states = province.env["res.country.state"].create(
            [
                {"name": f"Bench {number}", "code": str(number), "country_id": country.id}
                for number in range(rows)
            ]
        )
        province.env.flush_all()
        spent = time.perf_counter() - started
        states.unlink()
        return spent

    base = sorted(create_only() for _round in range(3))[1]
    periods = iter([province.make_period() for _round in range(3)])
    seconds, queries = stopwatch.measure(lambda: next(periods).action_open(), 2)
    yield Result(f"open a period ({rows} rows)", seconds, base, "ratio 3", queries)


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


def measure_filing(province, stopwatch):
    """Filing a PDF of 1 MB."""
    assessment = province.assessments[-1:]
    seconds, queries = stopwatch.measure(lambda: province.file_documents(assessment, 1, _MEGABYTE))
    yield Result("file a PDF of 1 MB", seconds, None, "0.05 s", queries)


def measure_appendix(province, stopwatch):
    """The appendix, beside reading the same records once and writing the same cells with bare xlsxwriter."""
    assessment = province.filled
    contents = []

    def write():
        content, _type = assessment.env["ir.actions.report"]._render(
            "cchc_assessment.appendix_report", assessment.ids
        )
        contents.append(content)

    seconds, queries = stopwatch.measure(write)
    cells, merges = _read_cells(contents[-1])

    def write_bare():
        assessment.read(["unit_id", "period_id", "rubric_id", "state"])
        assessment.rubric_id.criterion_ids.read(
            ["code", "name", "level", "max_score", "is_leaf", "parent_id", "section", "scored_by"]
        )
        assessment.line_ids.read(
            ["criterion_id", "self_score", "explanation", "evidence_ids", "not_applicable"]
        )
        assessment.evidence_ids.read(["name", "document_number", "document_date", "url"])
        _write_cells(cells, merges)

    base, _queries = stopwatch.measure(write_bare)
    links = sum(1 for *_place, link in cells if link)
    note = f"{len(assessment.rubric_id.criterion_ids)} rows, {links} links"
    yield Result("appendix", seconds, base, "ratio 1.3", queries, note)


def _read_cells(content):
    """Return what a sheet holds: cells as row, column, value and link, and merged ranges."""
    sheet = load_workbook(io.BytesIO(content)).active
    merges = {area.coord: sheet[area.coord.partition(":")[0]] for area in sheet.merged_cells.ranges}
    merged = {cell for area in sheet.merged_cells.ranges for cell in area.cells}
    cells = [
        (cell.row - 1, cell.column - 1, cell.value, cell.hyperlink and cell.hyperlink.target)
        for row in sheet.iter_rows()
        for cell in row
        if (cell.row, cell.column) not in merged
    ]
    return cells, {area: cell.value for area, cell in merges.items()}


def _write_cells(cells, merges):
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        plain = workbook.add_format({"text_wrap": True, "border": 1})
        for area, value in merges.items():
            sheet.merge_range(area, value, plain)
        for row, column, value, link in cells:
            if link:
                sheet.write_url(row, column, link, plain, value)
            elif value is None:
                sheet.write_blank(row, column, None, plain)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, plain)
            else:
                sheet.write_number(row, column, value, plain)


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

    base, _queries = stopwatch.measure(zip_bare)
    stream._verified.clear()
    memory = psutil.Process().memory_info().rss
    first, queries = stopwatch.measure(lambda: drain(report._make_package(assessment)), 1, False)
    grown = (psutil.Process().memory_info().rss - memory) / 2**20
    note = f"RSS {grown:+.0f} MiB"
    label = f"package of {_PACKAGE_FILES} MB"
    yield Result(f"{label}, all, each SHA-256 compared", first, base, "", queries, note)
    # a file that was changed less than two seconds ago is not taken at its word
    time.sleep(2)
    drain(report._make_package(assessment))
    seconds, queries = stopwatch.measure(lambda: drain(report._make_package(assessment)))
    yield Result(f"{label}, all, files known", seconds, base, "", queries)
    # what zipstream-ng is measured by: sending, without making appendix and report
    dossier = report._make_package(assessment).dossiers
    streaming, _queries = stopwatch.measure(lambda: drain(stream.Package(dossier)))
    yield Result(f"{label}, sent, files known", streaming, base, "ratio 1.2")
    started = time.perf_counter()
    next(iter(report._make_package(assessment)))
    yield Result("first byte of that package", time.perf_counter() - started)


def measure_period_package(province, stopwatch):
    """The packages of a period in one stream: memory with one unit and with all."""
    assessments = province.assessments
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
    measure_sheet,
    measure_filing,
    measure_appendix,
    measure_word,
    measure_package,
    measure_period_package,
)
