"""``python -m measure.country …``: started by ``script/bench --country``.

A country in one database: provinces as companies, their departments and communes, some years of each. One province is
made as people make it, with a few units; the database copies its units, and then the province. What people wait for
is measured in the province while it is alone, and again among all the others.
"""

import argparse
import logging
import random
import statistics
import sys
import time
import warnings
from datetime import timedelta
from pathlib import Path

import odoo.api
import odoo.modules.module
import odoo.modules.registry
from odoo.fields import Command, Datetime
from odoo.tools import SQL, config

from .multiplied import Multiplier
from .province import Province, file_documents, fill_in
from .stopwatch import Result, Stopwatch

# Units that are taken through the year as people do it, of departments and of communes each.
_SAMPLES = 3
_AIM = 1.3
_ROUNDS = 9
_LARGE_ROWS = 10_000
_LARGE_BYTES = 8 * 2**20
_WORDS = (
    "cải cách hành chính kế hoạch báo cáo thủ tục một cửa dịch vụ công trực tuyến chuyển đổi số kiểm tra công chức "
    "xã phường tỉnh sở nội vụ kết quả thực hiện nhiệm vụ năm quý quyết định công khai minh bạch tài chính ngân sách "
    "chế độ công vụ tinh gọn bộ máy sắp xếp tổ chức đào tạo bồi dưỡng chỉ số hài lòng người dân doanh nghiệp"
)
_TEXT_WORDS = 150
# What the secretary looks for, and what an officer does: in many documents, in few.
_SOUGHT = {"many": "công vụ", "few": "số 3/bc"}


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D"):
        parser.add_argument(name)
    for name in (
        "--provinces",
        "--departments",
        "--communes",
        "--years",
        "--leaves",
        "--evidence",
        "--seed",
    ):
        parser.add_argument(name, type=int)
    options = parser.parse_args()
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    logging.getLogger("zipstream").setLevel(logging.ERROR)
    registry = odoo.modules.registry.Registry(options.d)
    # the copy of the database is thrown away: nothing has to be kept by a commit, and nothing is locked by one
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"tracking_disable": True})
        Country(env, options).run()


class Sample(Province):
    """A province that is a company, with two rubrics: one for departments, one for communes."""

    def __init__(self, env, options, dice):
        self.company = env["res.company"].create({"name": "Tỉnh đo tốc độ"})
        context = {**env.context, "allowed_company_ids": self.company.ids}
        self.env, self.options, self.dice = env(context=context), options, dice
        self.rubrics, self.units = [], {}
        scale = env["cchc.rating.scale"].search([], limit=1)
        self.scale = scale.copy({"company_id": self.company.id, "name": scale.name})
        for code, name in (("DEPARTMENT", "Sở, ban, ngành"), ("COMMUNE", "Xã, phường")):
            self.group = self.env["cchc.unit.group"].create({"name": name, "code": code})
            rubric = self.make_rubric()
            rubric._write_state("published")
            self.rubrics.append(rubric)
            self.units[code] = [
                self._make_unit(f"{code}{number}") for number in range(1, _SAMPLES + 1)
            ]
        self.secretary = self._make_user("secretary", "cchc_country_secretary")

    def _make_user(self, role, login):
        return self.env["res.users"].create(
            {
                "name": f"Người đo tốc độ {login}",
                "login": login,
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [
                    Command.link(self.env.ref(f"cchc_assessment.cchc_assessment_group_{role}").id)
                ],
            }
        )

    def _make_unit(self, code):
        person = self._make_user("leader", f"cchc_country_{code.lower()}")
        return self.env["cchc.unit"].create(
            {
                "name": f"Đơn vị {code}",
                "code": code,
                "group_id": self.group.id,
                "officer_ids": [Command.set(person.ids)],
                "leader_ids": [Command.set(person.ids)],
            }
        )

    def play(self, year, over):
        """Open a period and let each unit score and approve; one that is over is appraised and published too.

        :return: the period
        """
        period = self.env["cchc.period"].create(
            {
                "name": f"Đánh giá CCHC năm {year}",
                "year": year,
                "self_deadline": Datetime.now() + timedelta(days=30),
                "rubric_ids": [Command.set([rubric.id for rubric in self.rubrics])],
                "rating_scale_id": self.scale.id,
            }
        )
        period.with_user(self.secretary).action_open()
        for number, assessment in enumerate(period.assessment_ids):
            own = assessment.with_user(assessment.unit_id.officer_ids)
            fill_in(own, self.dice)
            file_documents(own, self.dice, self.options.evidence)
            # this year some are not yet approved
            if over or number % _SAMPLES:
                fingerprint = self.env["cchc.submission"]._make_fingerprint(own)
                own._do_approve("1/BC-UBND", self.env.company._cchc_today(), fingerprint)
                assessment._write_state("submitted")
        # as Odoo's scheduled job does some minutes after people have saved
        period.assessment_ids._settle()
        if over:
            self._appraise(period.with_user(self.secretary))
        return period

    def _appraise(self, period):
        assessments = period.assessment_ids
        assessments.action_start_appraisal()
        assessments.action_agree()
        assessments.action_conclude()
        period.action_compute_results()
        publication = period.publication_ids
        publication.write(
            {"decision_number": "1/QĐ-UBND", "decision_date": self.env.company._cchc_today()}
        )
        publication.action_publish()


class Country:
    """One province alone, and then among all the others."""

    def __init__(self, env, options):
        self.env, self.options = env, options
        self.stopwatch = Stopwatch(env)
        # what helpers of the process take is not seen
        env.cr.execute("SET max_parallel_workers_per_gather = 0")
        env.cr.execute("SELECT pg_backend_pid()")
        self.backend = env.cr.fetchone()[0]

    def run(self):
        options = self.options
        multiplier = Multiplier(self.env)
        sample = Sample(self.env, options, random.Random(options.seed))
        periods = [sample.play(2027 - age, over=age > 1) for age in range(options.years, 0, -1)]
        self.env.flush_all()
        self._say("one province was made as people make it")
        for code, wanted in (("DEPARTMENT", options.departments), ("COMMUNE", options.communes)):
            units = self.env["cchc.unit"].union(*sample.units[code])
            people = units.officer_ids
            rows = multiplier.find_new(
                {
                    "cchc_unit": units.ids,
                    "res_users": people.ids,
                    "res_partner": people.partner_id.ids,
                }
            )
            multiplier.copy(rows, wanted // _SAMPLES - 1)
        self._write_texts()
        self._look_again()
        self._say("its units were copied")
        works = Works(sample, periods)
        alone = self._measure(works)
        everything = multiplier.find_all_new()
        multiplier.copy(everything, options.provinces - 1)
        self._look_again()
        self._say("the province was copied")
        self._count()
        print(self.stopwatch.heading())
        for name, ((own, database), queries) in self._measure(works).items():
            (base, base_database), before = alone[name]
            note = f"PostgreSQL {1000 * base_database:.1f} → {1000 * database:.1f} ms"
            if queries != before:
                note += f", {before} queries alone"
            result = Result(
                name, own + database, base + base_database, f"ratio {_AIM}", queries, note
            )
            print(result.line(), flush=True)
        self._explain(works)

    def _measure(self, works):
        """Return for each work what Odoo and PostgreSQL take of the processor, which no other work adds to."""
        return {name: self._measure_one(work) for name, work in works.list().items()}

    def _measure_one(self, work):
        work()
        spent, queries = [], 0
        for _round in range(_ROUNDS):
            self.env.flush_all()
            self.env.invalidate_all()
            before, asked = self._get_spent(), self.env.cr.sql_log_count
            work()
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - asked
            spent.append([now - then for now, then in zip(self._get_spent(), before, strict=True)])
        return [statistics.median(each) for each in zip(*spent, strict=True)], queries

    def _get_spent(self):
        """Seconds of the processor: this process's, and those of its process of PostgreSQL."""
        backend = Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]
        return time.process_time(), int(backend) / 1e9

    def _say(self, what):
        print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)

    def _look_again(self):
        self.env.invalidate_all(flush=False)
        self.env.cr.execute("ANALYZE")

    def _write_texts(self):
        """Give each document a text of its own, as reading the file does."""
        words = _WORDS.split()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cchc_evidence SET text_content = (
                    SELECT string_agg((%s)[1 + floor(random() * %s)::int], ' ')
                      FROM generate_series(1, %s) WHERE cchc_evidence.id > 0
                )
                """,
                words,
                len(words),
                _TEXT_WORDS,
            )
        )

    def _count(self):
        tables = (
            "res_company",
            "cchc_unit",
            "cchc_assessment",
            "cchc_assessment_line",
            "cchc_evidence",
            "cchc_log",
        )
        for table in tables:
            self.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            print(f"{table:30}{self.env.cr.fetchone()[0]:>12,}")
        self.env.cr.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        print(f"{'database':30}{self.env.cr.fetchone()[0]:>12}")

    def _explain(self, works):
        """Print each query that reads a large table from end to end, and the large indexes that no query used."""
        large = {
            name: int(rows)
            for name, rows in self._ask(
                SQL(
                    "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples > %s",
                    _LARGE_ROWS,
                )
            )
        }
        used = set()
        for name, work in works.list().items():
            self.env.flush_all()
            self.env.invalidate_all()
            with _Queries(self.env.cr) as queries:
                work()
                self.env.flush_all()
            for query in queries.found:
                for node in _walk(self._plan(query)):
                    used.add(node.get("Index Name"))
                    table = node.get("Relation Name")
                    if node["Node Type"] == "Seq Scan" and table in large:
                        text = " ".join(query.split())[:160]
                        print(f"from end to end: {name}: {table}, {large[table]:,} rows: {text}")
        for table, index, size in self._ask(
            """
            SELECT owner.relname, own.relname, pg_relation_size(own.oid)
              FROM pg_index key
              JOIN pg_class own ON own.oid = key.indexrelid
              JOIN pg_class owner ON owner.oid = key.indrelid
             WHERE NOT key.indisunique AND owner.relname LIKE 'cchc%'
             ORDER BY 3 DESC
            """
        ):
            if table in large and index not in used and size > _LARGE_BYTES:
                print(f"not used by any of these: {index} of {table}, {size / 2**20:.0f} MiB")

    def _plan(self, query):
        return self._ask(SQL("EXPLAIN (FORMAT JSON) %s", SQL(query.replace("%", "%%"))))[0][0][0][
            "Plan"
        ]

    def _ask(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchall()


class _Queries:
    """The questions that a cursor asks meanwhile."""

    def __init__(self, cr):
        self._cr, self.found = cr, []

    def __enter__(self):
        cursor = type(self._cr)
        self._execute = cursor.execute

        def execute(own, query, params=None, log_exceptions=True):
            answer = self._execute(own, query, params, log_exceptions)
            text = own._obj.query.decode()
            if text.lstrip(" (").upper().startswith(("SELECT", "WITH")):
                self.found.append(text)
            return answer

        cursor.execute = execute
        return self

    def __exit__(self, *error):
        type(self._cr).execute = self._execute


def _walk(node):
    yield node
    for child in node.get("Plans", ()):
        yield from _walk(child)


class Works:
    """What people wait for, each in the eyes of whoever does it."""

    def __init__(self, sample, periods):
        self.env = sample.env
        self.unit = sample.units["DEPARTMENT"][0]
        self.officer, self.secretary = self.unit.officer_ids, sample.secretary
        self.now, self.last = periods[-1], periods[0]
        self.assessment = self.now.assessment_ids.filtered(lambda one: one.unit_id == self.unit)

    def list(self):
        return {
            "open the sheet": self._open,
            "save a row": self._save,
            "the officer's dashboard": lambda: self._as(
                self.officer, "cchc.dashboard"
            ).get_dashboard(),
            "the council's dashboard": lambda: self._as(
                self.secretary, "cchc.dashboard"
            ).get_dashboard(),
            "board": self._show_board,
            "ranking": self._show_ranking,
            **{
                f"{who} looks for documents: {number}": lambda user=user, text=text: self._search(
                    user, text
                )
                for who, user in (("the officer", self.officer), ("the secretary", self.secretary))
                for number, text in _SOUGHT.items()
            },
            "documents by unit": self._group_documents,
            "the log of a form": self._show_log,
        }

    def _as(self, user, model):
        return self.env[model].with_user(user)

    def _open(self):
        return self.assessment.with_user(self.officer).get_sheet()

    def _save(self):
        line = self.assessment.with_user(self.officer).line_ids[:1]
        options = line.criterion_id.option_ids.ids
        line.save_row(
            {"option_id": next(o for o in options if o != line.option_id.id)}, line.revision
        )

    def _show_board(self):
        names = (
            "unit_id",
            "state",
            "progress",
            "missing_count",
            "appraisal_progress",
            "due_at",
            "days_left",
        )
        self._as(self.secretary, "cchc.assessment").web_search_read(
            [("period_id", "=", self.now.id)], {name: {} for name in names}, limit=80
        )

    def _show_ranking(self):
        results = self._as(self.secretary, "cchc.result")
        domain = [("publication_id.period_id", "=", self.last.id)]
        results.web_read_group(domain, ["group_id"], ["__count", "percent:avg"])
        results.web_search_read(
            domain, {name: {} for name in ("unit_id", "percent", "rank", "rating")}, limit=80
        )

    def _search(self, user, text):
        names = ("name", "document_number", "file_name", "text_content")
        domain = ["|"] * (len(names) - 1) + [(name, "ilike", text) for name in names]
        self._as(user, "cchc.evidence").web_search_read(
            domain,
            {name: {} for name in ("name", "document_number", "document_date", "unit_id")},
            limit=80,
        )

    def _group_documents(self):
        self._as(self.secretary, "cchc.evidence").web_read_group(
            [], ["unit_id"], ["__count"], limit=80
        )

    def _show_log(self):
        self._as(self.secretary, "cchc.log").web_search_read(
            [("assessment_id", "=", self.assessment.id)], {"create_date": {}, "field": {}}, limit=80
        )


if __name__ == "__main__":
    sys.exit(main())
