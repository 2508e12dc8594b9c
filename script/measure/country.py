"""``python -m measure.country …``: started by ``script/bench --country``.

A country in one database beside one of its provinces alone in another: the same province, so that what a person waits
for differs by nothing but what else is there. All works are done in turns in both.
"""

import argparse
import random
import statistics
import subprocess
import sys
import time
import warnings
from datetime import timedelta

import odoo.api
import odoo.modules.module
import odoo.modules.registry
import odoo.sql_db
from odoo.fields import Command, Datetime
from odoo.tools import SQL, config

from .multiplied import Multiplier, find_companies, find_following
from .province import Province, file_documents, fill_in
from .rush import BOARD_FIELDS, specify
from .stopwatch import Result, Stopwatch

PROVINCES, UNITS, YEARS = 34, 112, (2024, 2025, 2026)
# Made by the ORM; all others are copies of these.
TEMPLATE_UNITS = 8
LEAVES, DOCUMENTS = 130, 26
AIM, ROUNDS = 1.3, 9
SHOWN_PLANS = 3
COUNTED = (
    *("cchc_unit", "cchc_assessment", "cchc_assessment_line", "cchc_evidence"),
    *("cchc_appraisal", "cchc_log", "cchc_result"),
)


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D"):
        parser.add_argument(name)
    parser.add_argument("--share", type=float)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    options.units, options.leaves, options.evidence = TEMPLATE_UNITS, LEAVES, DOCUMENTS
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    alone = f"{options.d}_alone"
    try:
        country = Country(options)
        country.make(alone)
        country.measure(alone)
    finally:
        odoo.sql_db.close_all()
        subprocess.run(["dropdb", "-w", "--if-exists", "--force", alone], check=False)


class Country:
    """Provinces, of which the first is made by the ORM and all others by copying its rows."""

    def __init__(self, options):
        self.options, self.dice = options, random.Random(options.seed)
        self.provinces = max(2, round(PROVINCES * options.share))

    def make(self, alone):
        """Make it, and on the way a database with the first province alone."""
        with _Said("one province by the ORM"), _Open(self.options.d) as env:
            self._make_province(env)
        with _Said("its other units"), _Open(self.options.d) as env:
            models = find_following(env, ["cchc.unit"])
            Multiplier(env, models, UNITS // TEMPLATE_UNITS - 1).multiply()
        odoo.sql_db.close_all()
        # as files: quicker than by the log
        _run("createdb", "-S", "file_copy", "-T", self.options.d, alone)
        with _Said("all other provinces"), _Open(self.options.d) as env:
            self._multiply_companies(env)
        with _Said("statistics"):
            for name in (self.options.d, alone):
                _run("psql", "-X", "-q", "-d", name, "-c", "VACUUM ANALYZE")

    def measure(self, alone):
        """Print what each work takes in both databases."""
        with _Open(self.options.d, False) as whole, _Open(alone, False) as single:
            for name, env in (("country", whole), ("one province", single)):
                counts = []
                for table in COUNTED:
                    env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
                    counts.append(f"{env.cr.fetchone()[0]} {table.removeprefix('cchc_')}")
                print(f"{name}: {', '.join(counts)}")
            print("base: one of its provinces alone in a database, with its three years")
            print(Stopwatch(whole).heading())
            for title, make in WORKS.items():
                works = [(Stopwatch(env), make(self, env)) for env in (single, whole)]
                taken = [
                    [stopwatch.measure(work, 1, warm=not turn) for stopwatch, work in works]
                    for turn in range(ROUNDS)
                ]
                base, seconds = (
                    statistics.median(each[place][0] for each in taken) for place in (0, 1)
                )
                result = Result(title, seconds, base, f"ratio {AIM}", taken[-1][1][1])
                print(result.line(), flush=True)
                if seconds > AIM * base:
                    self._print_plans(whole, works[1][1])

    def _make_province(self, env):
        province = Province(env, self.options, self.dice)
        self.officer_id = province.officer.id
        role = env.ref("cchc_assessment.cchc_assessment_group_secretary")
        self.secretary_id = (
            env["res.users"]
            .create(
                {
                    "name": "Thư ký đo tốc độ",
                    "login": "cchc_bench_secretary",
                    "group_ids": [Command.link(role.id)],
                }
            )
            .id
        )
        for year in YEARS:
            if year > YEARS[0]:
                action = province.rubric.action_new_version()
                province.rubric = province.rubric.browse(action["res_id"])
                province.rubric._write_state("published")
            self._make_year(env, province, year)
        # what all companies share is the first one's here, and each other one gets its own
        for name in find_companies(env):
            env.cr.execute(
                SQL(
                    "UPDATE %s SET company_id = %s WHERE company_id IS NULL",
                    SQL.identifier(env[name]._table),
                    env.company.id,
                )
            )

    def _make_year(self, env, province, year):
        period = env["cchc.period"].create(
            {
                "name": f"Đánh giá CCHC năm {year}",
                "year": year,
                "self_deadline": Datetime.now() + timedelta(days=30),
                "review_deadline": Datetime.now() + timedelta(days=90),
                "rubric_ids": [Command.set(province.rubric.ids)],
                "rating_scale_id": env["cchc.rating.scale"].search([], limit=1).id,
            }
        )
        period.action_open()
        assessments = period.assessment_ids
        for assessment in assessments.with_user(self.officer_id):
            fill_in(assessment, self.dice)
            file_documents(assessment, self.dice, DOCUMENTS, 600)
        assessments._settle()
        env.flush_all()
        self.period_id, self.assessment_id = period.id, assessments[0].id
        if year < YEARS[-1]:
            self._appraise(env, period)

    def _appraise(self, env, period):
        """Let the council agree with everybody, and compute the results."""
        assessments = period.assessment_ids
        env.cr.execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id IN %s",
            [tuple(assessments.ids)],
        )
        env.invalidate_all()
        assessments = assessments.with_user(self.secretary_id)
        assessments.action_start_appraisal()
        assessments.action_agree()
        assessments.action_conclude()
        period.with_user(self.secretary_id).action_compute_results()
        env.flush_all()
        self.publication_id = period.publication_ids.id

    def _multiply_companies(self, env):
        first = env.company.id
        columns = [
            name
            for name, field in env["res.company"]._fields.items()
            if field.store and field.column_type and name not in ("id", "name", "parent_path")
        ]
        env.cr.execute(
            SQL(
                """
                INSERT INTO res_company (name, %(columns)s)
                     SELECT name || ' ' || number, %(columns)s
                       FROM res_company CROSS JOIN generate_series(2, %(count)s) number
                      WHERE id = %(first)s RETURNING id
                """,
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                count=self.provinces,
                first=first,
            )
        )
        companies = [number for (number,) in env.cr.fetchall()]
        env.invalidate_all()
        env["res.company"]._parent_store_compute()
        models = find_following(env, find_companies(env))
        Multiplier(env, models, len(companies), companies).multiply()

    def _print_plans(self, env, work):
        """Print the plans of the slowest queries of a work."""
        seen = _record(env, work)
        for seconds, query, params in sorted(seen, key=lambda each: -each[0])[:SHOWN_PLANS]:
            print(f"    {seconds * 1000:.1f} ms: {' '.join(query.split())[:600]}")
            env.cr.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}", params)
            for (line,) in env.cr.fetchall():
                print(f"      {line}")


class _Said:
    """Says how long a part of the making took."""

    def __init__(self, what):
        self._what = what

    def __enter__(self):
        self._started = time.perf_counter()

    def __exit__(self, *error):
        print(f"{self._what}: {time.perf_counter() - self._started:.0f} s", flush=True)


class _Open:
    """An environment of the superuser in a database; committed at the end, or rolled back."""

    def __init__(self, name, keep=True):
        self._name, self._keep = name, keep

    def __enter__(self):
        self._cursor = odoo.modules.registry.Registry(self._name).cursor()
        return odoo.api.Environment(self._cursor, odoo.api.SUPERUSER_ID, {"tracking_disable": True})

    def __exit__(self, kind, *error):
        if self._keep and not kind:
            self._cursor.commit()
        self._cursor.close()


def _run(*command):
    subprocess.run([command[0], "-w", *command[1:]], check=True)


def _record(env, work):
    """Do a work and return its readings of the database: ``(seconds, query, parameters)``."""
    seen, execute = [], env.cr.execute

    def watched(query, params=None, **options):
        code = query.code if isinstance(query, SQL) else query
        values = query.params if isinstance(query, SQL) else params
        started = time.perf_counter()
        answer = execute(query, params, **options)
        if code.lstrip()[:6].upper() in ("SELECT", "WITH R"):
            seen.append((time.perf_counter() - started, code, values))
        return answer

    env.flush_all()
    env.invalidate_all()
    env.cr.execute = watched
    try:
        work()
    finally:
        del env.cr.execute
    return seen


def _make_sheet(country, env):
    return (
        env["cchc.assessment"].with_user(country.officer_id).browse(country.assessment_id).get_sheet
    )


def _make_save(country, env):
    assessment = env["cchc.assessment"].with_user(country.officer_id).browse(country.assessment_id)
    line = assessment.line_ids[0]
    options = line.criterion_id.option_ids.ids

    def save():
        options.append(options.pop(0))
        line.save_row({"option_id": options[0]}, line.revision)

    return save


def _make_dashboard(country, env):
    return env["cchc.dashboard"].with_user(country.secretary_id).get_dashboard


def _make_board(country, env):
    assessments = env["cchc.assessment"].with_user(country.secretary_id)
    specification = specify(assessments, BOARD_FIELDS)
    domain = [("period_id", "=", country.period_id)]
    return lambda: assessments.web_search_read(domain, specification, limit=80)


def _make_ranking(country, env):
    results = env["cchc.result"].with_user(country.secretary_id)
    domain = [("publication_id", "=", country.publication_id)]
    specification = specify(results, ("unit_id", "percent", "rank", "rating"))

    def show():
        results.web_read_group(domain, ["group_id"], ["__count", "percent:avg"])
        results.web_search_read(domain, specification, limit=80)

    return show


def _make_search(user):
    def make(country, env):
        documents = env["cchc.evidence"].with_user(getattr(country, user))
        names = ("name", "document_number", "file_name", "text_content")
        domain = ["|", "|", "|", *((name, "ilike", "số 17") for name in names)]
        specification = specify(documents, ("name", "document_number", "assessment_id"))
        return lambda: documents.web_search_read(domain, specification, limit=80)

    return make


WORKS = {
    "open the sheet": _make_sheet,
    "save a row": _make_save,
    "dashboard of the secretary": _make_dashboard,
    "board": _make_board,
    "ranking": _make_ranking,
    "search a document, an officer": _make_search("officer_id"),
    "search a document, the secretary": _make_search("secretary_id"),
}


if __name__ == "__main__":
    sys.exit(main())
