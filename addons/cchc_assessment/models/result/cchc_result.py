import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS

from ...compat import browse_beside, get_window, read_column
from ...core.plain.names import FILE_NAME_LENGTH, as_name
from ...core.scoring import difference, format_number, to_decimal
from ...fields import REASON_LENGTH, SCORE_DIGITS, LimitedText, OptionalFloat
from ..common.columns import fetch_rows, find_outdated
from ..common.groups import APPRAISER_GROUP, SECRETARY_GROUP
from ..log.sealed_fields import RESULT

_logger = logging.getLogger(__name__)

NOTICE_STATES = [
    ("queued", "To be sent"),
    ("waiting", "Waiting to be sent"),
    ("sent", "Sent"),
    ("failed", "Not sent"),
]


class CchcResult(models.Model):
    """One unit's result in one publication: computed by the system, sealed with its publication."""

    _name = "cchc.result"
    _description = "Result"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.sealed.mixin",
        "cchc.piece.mixin",
    ]
    _stays = False
    _piece_job = "cchc_assessment.cchc_result_notice_cron"
    _order = "publication_id, rank_overall, id"
    _rec_name = "unit_id"
    _sealed_parts = RESULT

    publication_id = fields.Many2one(
        "cchc.publication",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    group_id = fields.Many2one(related="assessment_id.group_id", store=True, index=True)
    period_id = fields.Many2one(related="assessment_id.period_id", store=True, index=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    year = fields.Integer(related="assessment_id.year", store=True, aggregator=None)
    publication_state = fields.Selection(related="publication_id.state", store=True)
    is_effective = fields.Boolean(related="publication_id.is_effective", store=True)
    is_newest = fields.Boolean(
        related="publication_id.is_newest", store=True, groups=APPRAISER_GROUP
    )
    successor_id = fields.Many2one(
        "cchc.unit",
        "Counted Under",
        compute="_compute_successor_id",
        store=True,
        index=True,
        help="The unit itself, or the one into which it was merged since.",
    )
    score_digits = fields.Integer(related="period_id.score_digits")
    self_score = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    self_percent = fields.Float(
        "Self Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )
    score = fields.Float("Final Score", digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    maximum = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator=None)
    percent = OptionalFloat("Final Score (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    bonus = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    penalty = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="avg")
    rank = fields.Integer("Rank in the Group", readonly=True, aggregator=None)
    rank_overall = fields.Integer(readonly=True, aggregator=None)
    rating_id = fields.Many2one(
        "cchc.rating.class", "Class", readonly=True, ondelete="restrict", check_company=True
    )
    rating = fields.Char(readonly=True, help="As the class was named when this was computed.")
    class_holds = fields.Json(
        readonly=True, help="What keeps it out of classes that its percentage reaches."
    )
    hold_text = fields.Text(
        "Why No Higher Class",
        compute="_compute_hold_text",
        help="Which condition of a higher class is not fulfilled.",
    )
    previous_percent = OptionalFloat(
        "Last Year (%)", digits=SCORE_DIGITS, readonly=True, aggregator="avg"
    )
    previous_rank = fields.Integer("Rank Last Year", readonly=True, aggregator=None)
    change = OptionalFloat(
        "Change (%)",
        digits=SCORE_DIGITS,
        compute="_compute_change",
        store=True,
        aggregator="avg",
        help="Percentage points more or fewer than in the last published year.",
    )
    domain_ids = fields.One2many("cchc.result.domain", "result_id", "Domains", readonly=True)
    # as the content it is taken of, until the unit may see all of that
    seal = fields.Char(groups=SECRETARY_GROUP)
    round = fields.Integer(
        "Appraisal Round",
        readonly=True,
        aggregator=None,
        help="The last round that counts; a unit that is taken up again later goes on in another one.",
    )
    standing = fields.Selection(
        [("assessed", "Assessed"), ("absent", "No Dossier Submitted")],
        default="assessed",
        required=True,
        readonly=True,
    )
    standing_reason = LimitedText("Why", readonly=True, max_length=REASON_LENGTH)
    is_changed = fields.Boolean(
        "Changed",
        default=True,
        readonly=True,
        help="Score, place or class are other ones than those published before.",
    )
    origin_id = fields.Many2one(
        "cchc.result",
        "Published Before As",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The published result that a correction of other units has left as it was.",
    )
    notice_state = fields.Selection(NOTICE_STATES, "Notice", readonly=True, copy=False, index=True)
    notice_failure = fields.Text("Why the Notice Was Not Sent", readonly=True, copy=False)
    notice_recipients = fields.Char(
        compute="_compute_notice_recipients",
        compute_sudo=True,
        help="The unit's leaders and its contact, for the template.",
    )
    score_text = fields.Char(compute="_compute_texts", help="The result in words for a message.")
    rank_text = fields.Char(compute="_compute_texts", help="The place in words for a message.")
    decision_text = fields.Char(compute="_compute_texts", help="Number and date of the decision.")
    assessment_link = fields.Html(compute="_compute_texts", sanitize=False)
    seal_text = fields.Text(
        "Seal in Words",
        compute="_compute_seal_text",
        help="The publication's seal and the register's checkpoint, for a message.",
    )

    _assessment_uniq = models.Constraint(
        "UNIQUE(publication_id, assessment_id)",
        "This unit already has a result in the publication.",
    )

    @api.depends("unit_id")
    def _compute_successor_id(self):
        successors = self.env["cchc.unit"]._get_final_successors()
        for result in self:
            unit_id = result.unit_id.id
            result.successor_id = successors.get(unit_id, unit_id)

    @api.depends("class_holds", "rating")
    @api.depends_context("lang")
    def _compute_hold_text(self):
        for result in self:
            result.hold_text = self.env["cchc.rating.scale"]._say_holds(
                result.class_holds, result.rating, result.score_digits
            )

    @api.depends("percent", "previous_percent")
    def _compute_change(self):
        for result in self:
            has_both = result.percent is not False and result.previous_percent is not False
            result.change = has_both and float(
                difference(result.percent, result.previous_percent, result.score_digits)
            )

    @api.depends("unit_id.leader_ids", "unit_id.partner_id")
    def _compute_notice_recipients(self):
        for result in self:
            unit = result.unit_id
            people = unit.leader_ids.partner_id | unit.partner_id
            result.notice_recipients = ",".join(
                str(partner.id) for partner in people if partner.email
            )

    @api.depends("standing", "score", "maximum", "percent", "rank", "group_id", "publication_id")
    def _compute_texts(self):
        for result in self:
            score_text = "{}/{} ({} %)".format(
                *map(result._format_score, (result.score, result.maximum, result.percent or 0))
            )
            if result.standing == "absent":
                # a message of the province, in its language
                score_text = "Không nộp hồ sơ" + (
                    f": {score_text}" if result.percent is not False else ""
                )
            result.score_text = score_text
            result.rank_text = f"{result.rank} ({result.group_id.name})" if result.rank else "–"
            decision = result.publication_id
            result.decision_text = (
                decision.decision_date
                and f"{decision.decision_number}, {decision.decision_date:%d/%m/%Y}"
            )
            url = f"{result.get_base_url()}/odoo/cchc.assessment/{result.assessment_id.id}"
            result.assessment_link = Markup('<a href="%s">%s</a>') % (url, url)

    @api.depends("publication_id")
    def _compute_seal_text(self):
        for result in self:
            # what the annex of the decision shows, with the signed text in place of its code
            mark = result.publication_id._make_mark()
            result.seal_text = mark and mark.write_out()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_computed(self):
        self.publication_id._check_is_draft()
        self.domain_ids.unlink()

    def action_view_domains(self):
        """Open where this unit's points were lost, domain by domain."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_result_domain_action",
            display_name=self.unit_id.name,
            domain=[("result_id", "=", self.id)],
            context={},
        )

    @api.model
    def _follow_mergers(self):
        """Count every result under the unit into which its own was merged at last."""
        # sudo: whoever keeps the units need not see periods and results; others may be computed, or
        # other units merged, at this moment
        periods = self.env["cchc.period"].sudo().with_context(active_test=False)
        periods.search([("state", "!=", "draft")])._lock_for_update()
        results = self.sudo().search([("unit_id", "!=", False)])
        self.env.add_to_compute(self._fields["successor_id"], results)

    def _become(self, rows):
        """Let a draft have the results of these values, in place of these: those that say the same stay.

        Nothing is taken for granted: each value is held against what the database says.
        """
        said = {row["assessment_id"]: row for row in rows}
        kept = self._find_same(said)
        (self - kept).unlink()
        # what follows of that, and of other records besides; what domains have, of their result as it is then
        for some in (kept, kept.domain_ids):
            outdated = [(field, records) for field, records in find_outdated(some) if records]
            # as it is now, so that only what has changed is written
            some.fetch([field.name for field, _records in outdated])
            for field, records in outdated:
                self.env.add_to_compute(field, records)
            self.env.flush_all()
        known = set(kept.assessment_id._ids)
        self.create([row for row in rows if row["assessment_id"] not in known])

    def _find_same(self, said):
        """Return those of these results that new ones of these values would be like.

        :param said: ``{assessment id: values}``
        """
        # together: after what is forgotten here, by their ids
        results = self.browse(self._ids)
        results.domain_ids.invalidate_recordset()
        results.invalidate_recordset()
        results = results.filtered(
            lambda one: (
                (row := said.get(one.assessment_id.id))
                and len(row["domain_ids"]) == len(one.domain_ids)
            )
        )
        rows = [said[result.assessment_id.id] for result in results]
        domains = [
            {**values, "result_id": result.id}
            for result, row in zip(results, rows, strict=True)
            for _command, _id, values in row["domain_ids"]
        ]
        same = {*_find_alike(results, rows)}
        alike = {*_find_alike(results.domain_ids, domains)}
        return results.filtered(
            lambda one: one.id in same and alike.issuperset(one.domain_ids._ids)
        )

    def _get_sealed_name(self):
        return self.publication_id.display_name

    def _gather(self, make):
        # of all units at once
        [part] = [part for part in self._sealed_parts if part.model == "cchc.appraisal"]
        names = {"round", *self._get_sealed_names(part)}
        fetch_rows(self._as_sealed(self).assessment_id, "appraisal_ids", names)
        return super()._gather(make)

    def _get_sealed_appraisals(self):
        """Return the council's word on each criterion, up to the round that this stands on."""
        appraisals = self.assessment_id.appraisal_ids
        rounds = zip(read_column(appraisals, "round"), appraisals._ids, strict=True)
        ids = [row_id for number, row_id in sorted(rounds) if number <= self.round]
        return browse_beside(appraisals, ids)

    def _get_sealed_submission(self):
        """Return the submission that the council decided on."""
        before = self.publication_id.published_at
        return self.assessment_id.submission_ids.filtered(
            lambda submission: before and submission.approved_at <= before
        ).sorted("number")[-1:]

    def _find_seal_breaks(self, version):
        problems = super()._find_seal_breaks(version)
        if found := self.env["cchc.log"]._find_break(self.assessment_id):
            problems.append(self.env._("The log: %(problem)s", problem=found))
        return problems

    @api.model
    def mail_allowed_qweb_expressions(self):
        """What the secretary may put into the notice without being trusted with code."""
        return {
            *super().mail_allowed_qweb_expressions(),
            "object.assessment_link",
            "object.company_id.email_formatted",
            "object.company_id.name",
            "object.decision_text",
            "object.group_id.name",
            "object.notice_recipients",
            "object.period_id.council_email",
            "object.period_id.name",
            "object.publication_id.decision_date",
            "object.publication_id.decision_number",
            "object.rank",
            "object.rank_overall",
            "object.rank_text",
            "object.rating",
            "object.score_text",
            "object.seal_text",
            "object.unit_id.name",
            "object.year",
        }

    def _get_on_their_way(self):
        """Return those of these results whose notice was made, and is only waiting for the mail server."""
        # sudo: messages are the system's
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "outgoing"),
                ]
            )
        )
        return self.browse(mails.mapped("res_id")).filtered(
            lambda result: result.notice_state == "waiting"
        )

    def _is_to_be_told(self):
        """Whether the unit has not heard of this yet: neither by a notice of it, nor by one of the same figures."""
        if self.notice_state == "sent":
            return False
        earlier = self._get_replaced()
        if self.is_changed or not earlier:
            return True
        return earlier.notice_state != "waiting" and earlier._is_to_be_told()

    def _get_replaced(self):
        """Return this unit's result in the publication that this one replaces."""
        replaced = self.publication_id.replaces_id
        if not replaced:
            return self.browse()
        # of its unit's few results: a publication has thousands
        return self.assessment_id.result_ids.filtered(lambda one: one.publication_id == replaced)

    def _get_shown(self):
        """Return the result that this unit's sheet shows: as it was published, where that still holds."""
        return self.origin_id or self

    def _holds(self):
        """Whether this published result is what the unit has now, also under a correction of others."""
        # sudo: whether another publication has come is told to whoever reads this one
        current = self.sudo().assessment_id.result_ids.filtered("is_effective")
        return self.sudo() in (current, current.origin_id)

    def _queue_notices(self):
        """Let the job send these units their results, as soon as this transaction is over."""
        self._write_as_system({"notice_state": "queued", "notice_failure": False})
        self._set_going()

    @api.model
    def _cron_send_notices(self):
        """Send the notices that are to be sent, one transaction each."""
        self._cron_do_pieces()

    @api.model
    def _get_waiting_domain(self):
        # what was corrected meanwhile is not said any more
        return [("notice_state", "=", "queued"), ("is_effective", "=", True)]

    def _do_piece(self):
        """Send the unit its result. What becomes of the message is told to ``_note_mail_result``."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                mail = self._make_notice()
        except OperationalError:
            # two transactions met: the whole of it starts again
            raise
        except Exception as error:
            # a template that people edit may fail in any way
            if not isinstance(error, UserError):
                _logger.warning("The notice of result %s cannot be made", self.id, exc_info=True)
            self._note_mail_result(self.env._("The notice cannot be made: %(error)s", error=error))
            return
        self._write_as_system({"notice_state": "waiting", "notice_failure": False})
        mail.send_after_commit()

    def _make_notice(self):
        template = self.company_id._cchc_get_own("cchc_result_mail_template")
        if not self.notice_recipients:
            raise UserError(
                self.env._("Nobody of “%(unit)s” has an e-mail address.", unit=self.unit_id.name)
            )
        return self.env["mail.template"]._make_letter(template, self, self._make_sheet())

    def _make_sheet(self):
        """Return the unit's result sheet as a file that those see who see this result."""
        return self.env["ir.attachment"].create(
            {
                "name": f"{self._get_sheet_name()}.xlsx",
                "raw": self._render_sheet(),
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _render_sheet(self):
        """Return the workbook that shows these results. The documents above the models give it."""
        raise NotImplementedError

    def _note_mail_result(self, failure=None):
        """Keep whether the unit was let know."""
        state = "failed" if failure else "sent"
        self._write_as_system({"notice_state": state, "notice_failure": failure})

    def _format_score(self, value):
        return format_number(to_decimal(value), digits=self.score_digits)

    def _get_sheet_name(self):
        """Return the sheet's file name without its ending: "Kết quả CCHC - Sở Nội vụ - 2026"."""
        name = f"Kết quả CCHC - {self.unit_id.name} - {self.year}"
        return as_name(name, FILE_NAME_LENGTH)


def _find_alike(records, vals_list):
    """Yield the ids of those that a new record of the values in their place would be like."""
    kept = {
        field.name: field
        for field in records._fields.values()
        if field.column_type and field.store and not field.compute
    }
    names = kept.keys() - {*MAGIC_COLUMNS}
    defaults = records.default_get([*names])
    records.fetch(names)
    differing = set()
    for name in names:
        field, default = kept[name], defaults.get(name, False)
        # nothing and 0 are the same to some fields; what leads to a record is compared by its id
        clean = (lambda value, _record: value) if field.relational else field.convert_to_record
        for record_id, found, vals in zip(
            records._ids, read_column(records, name), vals_list, strict=True
        ):
            given = vals.get(name, default)
            if type(given) is type(found) and given == found:
                # most are the same, and clean as they stand
                continue
            wanted = field.convert_to_cache(given, records, validate=False)
            if clean(found, records) != clean(wanted, records):
                differing.add(record_id)
    yield from (record_id for record_id in records._ids if record_id not in differing)
