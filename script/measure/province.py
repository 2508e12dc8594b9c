"""A province of any size, made by the methods that people's buttons call."""

import base64
from datetime import timedelta
from functools import cached_property

from odoo.fields import Command, Datetime

from .papers import make_pdf

_LEAVES_PER_BRANCH = 8
_BRANCHES_PER_DOMAIN = 3
_CRITERIA_PER_DOCUMENT = 4


def fill_in(assessment, dice):
    """Score and explain each criterion, as importing a filled-in appendix does."""
    assessment.line_ids._write_each(
        {
            line: {
                "option_id": dice.choice(line.criterion_id.option_ids.ids),
                "explanation": "Đơn vị đã hoàn thành theo kế hoạch. " * dice.randint(1, 4),
            }
            for line in assessment.line_ids
        }
    )


def file_documents(assessment, dice, count, size=2_000):
    """File documents that prove four criteria each."""
    lines = assessment.line_ids.ids
    assessment.env["cchc.evidence"].create(
        [
            {
                "assessment_id": assessment.id,
                "name": f"Báo cáo kết quả thực hiện nhiệm vụ số {number}",
                "document_number": f"{number}/BC-STN",
                "document_date": assessment.env.company._cchc_today(),
                "file": base64.b64encode(make_pdf(dice, size)),
                "file_name": f"báo cáo {number}.pdf",
                "line_ids": [
                    Command.set(
                        [
                            lines[(number * _CRITERIA_PER_DOCUMENT + each) % len(lines)]
                            for each in range(_CRITERIA_PER_DOCUMENT)
                        ]
                    )
                ],
            }
            for number in range(1, count + 1)
        ]
    )


class Province:
    """One rubric, one period, and units with an officer each. All numbers follow from the seed."""

    def __init__(self, env, options, dice):
        self.env, self.options, self.dice = env, options, dice
        self.group = env["cchc.unit.group"].create({"name": "Sở, ban, ngành", "code": "BENCH"})
        self.rubric = self.make_rubric()
        self.rubric._write_state("published")
        self.officer = self._make_officer()
        self.units = env["cchc.unit"].create(
            [
                {
                    "name": f"Sở số {number}",
                    "code": f"BENCH{number}",
                    "group_id": self.group.id,
                    "officer_ids": [Command.set(self.officer.ids)],
                    "leader_ids": [Command.set(self.officer.ids)],
                }
                for number in range(1, options.units + 1)
            ]
        )

    @cached_property
    def assessments(self):
        """The assessments of a period that is open."""
        period = self.make_period()
        period.action_open()
        return period.assessment_ids

    @cached_property
    def filled(self):
        """An assessment with a score, an explanation and documents for each criterion."""
        assessment = self.assessments[:1].with_user(self.officer)
        self.fill_in(assessment)
        self.file_documents(assessment, self.options.evidence)
        return assessment

    def make_period(self):
        return self.env["cchc.period"].create(
            {
                "name": "Đánh giá CCHC năm 2026",
                "year": 2026,
                "self_deadline": Datetime.now() + timedelta(days=30),
                "rubric_ids": [Command.set(self.rubric.ids)],
            }
        )

    def make_rubric(self):
        """A draft of this many leaves: eight to a criterion, three criteria to a domain."""
        rubric = self.env["cchc.rubric"].create(
            {
                "name": "Bộ tiêu chí đo tốc độ",
                "appendix_label": "Phụ lục 01",
                "group_ids": [Command.set(self.group.ids)],
            }
        )
        leaves = self.options.leaves
        branches = -(-leaves // _LEAVES_PER_BRANCH)
        domains = self._make_criteria(rubric, -(-branches // _BRANCHES_PER_DOMAIN), None, 1)
        middles = self._make_criteria(rubric, branches, domains, _BRANCHES_PER_DOMAIN)
        self._make_criteria(rubric, leaves, middles, _LEAVES_PER_BRANCH, is_leaf=True)
        rubric._sort_criteria()
        return rubric

    def _make_criteria(self, rubric, count, parents, share, is_leaf=False):
        values = []
        for number in range(count):
            parent = parents[number // share] if parents else None
            code = f"{parent.code}.{number % share + 1}" if parent else str(number + 1)
            values.append(
                {
                    "rubric_id": rubric.id,
                    "parent_id": parent.id if parent else False,
                    "sequence": number,
                    "code": code,
                    "name": f"Tiêu chí {code}: mức độ hoàn thành nhiệm vụ được giao trong năm",
                    "max_score": 1,
                    **(self._make_rule() if is_leaf else {}),
                }
            )
        return self.env["cchc.criterion"].create(values)

    def _make_rule(self):
        return {
            "rule_type": "choice",
            "option_ids": [
                Command.create({"name": "Có", "score": 1}),
                Command.create({"name": "Không đầy đủ", "score": 0.5}),
                Command.create({"name": "Không", "score": 0}),
            ],
        }

    def _make_officer(self):
        return self.env["res.users"].create(
            {
                "name": "Công chức đo tốc độ",
                "login": "cchc_bench",
                "group_ids": [
                    Command.link(self.env.ref(f"cchc_assessment.cchc_assessment_group_{role}").id)
                    for role in ("leader",)
                ],
            }
        )

    def fill_in(self, assessment):
        """Score and explain each criterion, as importing a filled-in appendix does."""
        fill_in(assessment, self.dice)

    def file_documents(self, assessment, count, size=2_000):
        """File documents that prove four criteria each."""
        file_documents(assessment.with_user(self.officer), self.dice, count, size)

    def make_pdf(self, size):
        """Return a PDF that differs from file to file."""
        return make_pdf(self.dice, size)

    def seal(self, assessment):
        """Make a submission of an assessment, past the obstacles that a draft has."""
        self.env["cchc.submission"]._seal(assessment, "1/STN-VP", "2026-12-05")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id = %s", [assessment.id]
        )
        self.env.invalidate_all()
