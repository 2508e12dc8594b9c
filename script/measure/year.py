"""A period of all units, and the raw material that its works need: made at once where making it is not measured."""

from functools import cached_property

from odoo.fields import Command
from odoo.tools import SQL

# How many units are scored as people do it, and how many the council appraises as it does: at most a
# hundred at a time, so that more would only take longer. The others get what one of these has.
SCORED_UNITS = 20
APPRAISED_UNITS = 200
# What a line and an assessment get when a unit's work is copied.
_LINE_COLUMNS = (
    "option_id",
    "explanation",
    "self_score",
    "is_scored",
    "evidence_status",
    "needs_explanation",
    "appraised_score",
    "appraised_not_applicable",
)
_ASSESSMENT_COLUMNS = ("settled", "round", "state")


class Year:
    """One period of a province, taken step by step from its opening to its publication."""

    def __init__(self, province):
        self.province, self.env = province, province.env
        self.options = province.options
        self.period = province.make_period()
        self.period.rating_scale_id = self.env["cchc.rating.scale"].search([], limit=1)

    @cached_property
    def secretary(self):
        role = self.env.ref("cchc_assessment.cchc_assessment_group_secretary")
        return self.env["res.users"].create(
            {
                "name": "Thư ký đo tốc độ",
                "login": f"cchc_bench_secretary{self.period.id}",
                "group_ids": [Command.link(role.id)],
            }
        )

    @property
    def scored(self):
        """The assessments that are scored as people do it, as their officer."""
        return self._get_first(SCORED_UNITS).with_user(self.province.officer)

    @property
    def appraised(self):
        """The assessments that the council appraises as it does, as its secretary."""
        return self._get_first(APPRAISED_UNITS).with_user(self.secretary)

    def _get_first(self, count):
        ids = self.period.assessment_ids.ids[:count]
        return self.env["cchc.assessment"].browse(ids)

    def submit(self):
        """Give each unit that is going to be appraised scores, and the documents of the first one."""
        self.province.file_documents(self.scored[:1], self.options.evidence)
        self.env.flush_all()
        self._execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id IN %s",
            tuple(self.scored.ids),
        )
        first, *others = self.appraised.ids
        self._copy(others[: SCORED_UNITS - 1], others[SCORED_UNITS - 1 :])
        self._copy_documents(first, tuple(others))

    def conclude_rest(self):
        """Give all other units what those that are concluded have."""
        self.env.flush_all()
        ids = self.period.assessment_ids.ids
        self._copy(ids[1:SCORED_UNITS], ids[APPRAISED_UNITS:])

    def _copy(self, sources, targets):
        """Give each of the targets what one of the sources has."""
        pairs = [
            SQL("(%s, %s)", target, sources[number % len(sources)])
            for number, target in enumerate(targets)
        ]
        if pairs:
            self._copy_lines(pairs)
            self.env["cchc.assessment"].browse(sources)._settle()
            self._copy_totals(pairs)
        self.env.invalidate_all(flush=False)
        # as the database does by itself a little later
        self._execute("ANALYZE cchc_assessment, cchc_assessment_line")

    def _copy_lines(self, pairs):
        self._execute(
            """
            UPDATE cchc_assessment_line line
               SET %s
              FROM (VALUES %s) AS pair (target, source)
              JOIN cchc_assessment_line source ON source.assessment_id = pair.source
             WHERE line.assessment_id = pair.target AND line.criterion_id = source.criterion_id
            """,
            _assign(_LINE_COLUMNS),
            SQL(", ").join(pairs),
        )

    def _copy_totals(self, pairs):
        self._execute(
            """
            UPDATE cchc_assessment assessment
               SET %s
              FROM (VALUES %s) AS pair (target, source)
              JOIN cchc_assessment source ON source.id = pair.source
             WHERE assessment.id = pair.target
            """,
            _assign(_ASSESSMENT_COLUMNS),
            SQL(", ").join(pairs),
        )

    def _copy_documents(self, source, targets):
        """The same documents with the same bytes for each unit, on the same criteria."""
        columns = {
            name: SQL.identifier("source", name)
            for name, field in self.env["cchc.evidence"]._fields.items()
            if field.store and field.column_type and name != "id"
        }
        columns["assessment_id"] = SQL.identifier("assessment", "id")
        columns["unit_id"] = SQL.identifier("assessment", "unit_id")
        self._execute(
            """
            INSERT INTO cchc_evidence (%s)
                 SELECT %s
                   FROM cchc_evidence source
                   JOIN cchc_assessment assessment ON assessment.id IN %s
                  WHERE source.assessment_id = %s
            """,
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(columns.values()),
            targets,
            source,
        )
        self._execute("ANALYZE cchc_evidence, cchc_evidence_line_rel, cchc_assessment_line")
        self._execute(
            """
            INSERT INTO cchc_evidence_line_rel (line_id, evidence_id)
                 SELECT line.id, copied.id
                   FROM cchc_evidence source
                   JOIN cchc_evidence_line_rel rel ON rel.evidence_id = source.id
                   JOIN cchc_assessment_line proven ON proven.id = rel.line_id
                   JOIN cchc_evidence copied ON copied.document_number = source.document_number
                        AND copied.assessment_id IN %s
                   JOIN cchc_assessment_line line ON line.assessment_id = copied.assessment_id
                        AND line.criterion_id = proven.criterion_id
                  WHERE source.assessment_id = %s
            """,
            targets,
            source,
        )

    def _execute(self, query, *arguments):
        self.env.cr.execute(SQL(query, *arguments))


def _assign(columns):
    return SQL(", ").join(
        SQL("%s = %s", SQL.identifier(name), SQL.identifier("source", name)) for name in columns
    )
