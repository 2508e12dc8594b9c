"""The council's year, measured at any size: from opening a period to its publication."""

import io

from xlsxwriter import Workbook

from odoo.addons.cchc_assessment.core.workbook.consolidated.writer import write_consolidated

from .bare_workbook import record_sheets, replay_sheets
from .plain_rows import PlainRows
from .stopwatch import Result
from .year import Year

# From here on a workbook is written once, not some times.
_MANY_UNITS = 600


def measure_year(province, stopwatch):
    """A period of all units, step by step; each step finds what the one before has left."""
    year, floor = Year(province), PlainRows(province.env)
    units, leaves = province.options.units, province.options.leaves
    rows = units * leaves

    def step(name, work, base_rows, limit="", count=units):
        once = stopwatch.once(work)
        note = (
            f"{once.seconds / count * 1000:.1f} ms/unit, processor {once.processor:.2f} s, "
            f"database {once.database:.2f} s, peak {once.peak:+.0f} MiB"
        )
        base = floor.seconds(base_rows)
        return Result(f"{name}", once.seconds, base, limit, once.queries, note)

    yield step(
        f"open a period of {units} × {leaves}",
        year.period.with_user(year.secretary).action_open,
        rows + units,
        "ratio 3",
    )
    scored = year.scored

    def score():
        for assessment in scored:
            province.fill_in(assessment)
            province.env.flush_all()

    yield step(f"score {len(scored)} units", score, len(scored) * leaves, "", len(scored))
    year.submit()
    yield from _measure_sheet(year, stopwatch)
    appraised = year.appraised
    count, rows = len(appraised), len(appraised) * leaves
    yield step(f"start appraising {count} units", appraised.action_start_appraisal, rows, "", count)
    # as the scheduled job does it, in nobody's name
    told = province.env["cchc.assessment"].browse(appraised.ids)
    yield step(f"say so in {count} discussions", told._do_waiting, count, "", count)
    yield step(f"agree with {count} units", appraised.action_agree, rows, "", count)
    yield step(f"conclude {count} units", appraised.action_conclude, count, "", count)
    year.conclude_rest()
    domains = len(province.rubric.criterion_ids.filtered(lambda node: not node.parent_id))
    period = year.period.with_user(year.secretary)
    results = units * (domains + 1)
    yield step("compute the results", period.action_compute_results, results)
    publication = period.publication_ids
    yield from _measure_ranking(publication, stopwatch, units)
    yield from _measure_reading(publication, stopwatch, units)
    yield from _measure_workbook(publication, stopwatch, units)
    publication.write({"decision_number": "1/QĐ-UBND", "decision_date": "2027-01-15"})
    # as each night; what is written on the day itself is folded by whoever publishes
    ledgers = province.env["cchc.ledger"]
    assessments = year.period.assessment_ids
    yield step(
        f"fold the logs of {units} units", lambda: ledgers._fold_assessments(assessments), rows
    )
    # the words of documents are read by each process once, whatever it publishes
    province.env["res.lang"]._in_vietnamese(appraised.appraisal_ids[:1]).mapped("display_name")
    yield step(f"publish {units} units", publication.action_publish, results)


def _measure_sheet(year, stopwatch):
    """One unit's sheet among all the others: what a person waits for must not grow with the province."""
    assessment = year.scored[:1]
    assessment._write_state("draft")
    seconds, queries = stopwatch.measure(assessment.get_sheet)
    yield Result("open the sheet (get_sheet)", seconds, None, "0.2 s, 15 queries", queries)
    line = assessment.line_ids[:1]
    options = line.criterion_id.option_ids.ids

    def save():
        options.append(options.pop(0))
        line.save_row({"option_id": options[0]}, line.revision)

    seconds, queries = stopwatch.measure(save)
    yield Result("save one row (save_row)", seconds, None, "0.04 s, 20 queries", queries)
    assessment._write_state("submitted")


def _measure_ranking(publication, stopwatch, units):
    """Places and ratings alone, of results that are computed already."""
    rows = publication.sudo()._make_rows()
    once = stopwatch.once(lambda: publication.sudo()._add_standing(rows))
    yield Result(
        f"rank {units} units",
        once.seconds,
        None,
        "database 1 s",
        once.queries,
        f"database {once.database:.3f} s",
    )


def _measure_reading(publication, stopwatch, units):
    """Showing the ranking as the web client does, group by group."""
    results = publication.env["cchc.result"]
    domain = [("publication_id", "=", publication.id)]

    def show():
        results.web_read_group(domain, ["group_id"], ["__count", "percent:avg"])
        results.web_search_read(
            domain, {name: {} for name in ("unit_id", "percent", "rank", "rating")}, limit=80
        )

    once = stopwatch.once(show)
    note = f"database {once.database:.3f} s"
    yield Result(
        f"show the ranking of {units}", once.seconds, None, "database 1 s", once.queries, note
    )


def _measure_workbook(publication, stopwatch, units):
    """The consolidated workbook as it is downloaded, and writing it alone beside writing the same cells bare."""
    report = publication.env["ir.actions.report"]
    whole = stopwatch.once(
        lambda: report._render("cchc_assessment.consolidated_report", publication.ids)
    )
    yield Result(
        f"consolidated workbook of {units}",
        whole.seconds,
        None,
        "",
        whole.queries,
        f"{whole.seconds / units * 1000:.1f} ms/unit, peak {whole.peak:+.0f} MiB",
    )
    content = publication.env["report.cchc_assessment.consolidated"]._make_consolidated(publication)

    def write():
        with Workbook(io.BytesIO(), {"in_memory": True}) as workbook:
            write_consolidated(workbook, content)

    rounds = 3 if units < _MANY_UNITS else 1
    seconds, _queries = stopwatch.measure(write, rounds, warm=units < _MANY_UNITS)
    sheets = record_sheets(lambda workbook: write_consolidated(workbook, content))
    cells = sum(len(calls) for _name, calls in sheets)
    base, _queries = stopwatch.measure(
        lambda: replay_sheets(sheets), rounds, warm=units < _MANY_UNITS
    )
    note = f"{len(sheets)} sheets, {cells} cells"
    yield Result("its writing alone", seconds, base, "ratio 1.5", None, note)


WORKS = (measure_year,)
