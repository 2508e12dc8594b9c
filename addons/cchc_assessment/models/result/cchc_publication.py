from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import split_every

from ...compat import get_window
from ...core.plain.names import FILE_NAME_LENGTH, as_name
from ...core.plain.seal_mark import make_mark
from ...core.scoring import difference, mean, percentage, rank, round_half_up, to_decimal
from ...core.tlog import make_short_form
from ...fields import NUMBER_LENGTH, REASON_LENGTH, LimitedChar, LimitedText, VisibleOne2many
from ..assessment.assessment_workflow import (
    ABSENT,
    APPRAISED,
    CONCLUDED,
    EXEMPT,
    SECRETARY,
    SET_ASIDE,
    WITH_COUNCIL,
)
from ..assessment.cchc_assessment import SIDES
from ..common.columns import fetch_rows
from ..common.groups import APPRAISER_GROUP, CHAIR_GROUP
from ..common.screens import download
from ..common.system_voice import as_keeper, as_system
from ..log.sealed_fields import PUBLICATION
from ..log.sealed_part import is_whole

# What the secretary says of a publication; everything else is computed.
DECISION_FIELDS = {"decision_number", "decision_date", "reason"}
# By what a unit knows its result: whom a correction concerns.
FIGURES = (
    "standing",
    "score",
    "maximum",
    "percent",
    "bonus",
    "penalty",
    "rank",
    "rank_overall",
    "rating",
    "class_holds",
)
# What a row says that does not say so.
NO_FIGURES = {
    "standing": "assessed",
    **dict.fromkeys(("score", "maximum", "bonus", "penalty"), 0.0),
}
# What is read of an assessment's lines to add them up.
SCORE_FIELDS = {"criterion_id", "is_scored"}.union(*(side[:2] for side in SIDES.values()))
# How many assessments are held in memory at a time.
CHUNK = 200
# How many units' appraisals are held in memory at a time.
SEALED_AT_ONCE = 20
# How many units' results are compared with their seals while somebody waits.
MOST_RESULTS_AT_ONCE = 60


class CchcPublication(models.Model):
    """The results of a period as they are published: computed as often as it takes, then sealed.

    A correction is another publication, which names the one that it replaces.
    """

    _name = "cchc.publication"
    _description = "Publication of Results"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.signed.mixin",
        "cchc.single.line.mixin",
        "cchc.checked.mixin",
    ]
    _order = "period_id, number desc"
    _rec_names_search = ["period_id", "decision_number"]
    _sealed_parts = PUBLICATION
    _signed_name = "Quyết định công bố.pdf"

    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    year = fields.Integer(related="period_id.year", store=True, aggregator=None)
    number = fields.Integer("Publication Number", required=True, readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("draft", "Being computed"),
            ("frozen", "Frozen for signature"),
            ("published", "Results Published"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    decision_number = LimitedChar(
        help="Of the decision by which the results are published.", max_length=NUMBER_LENGTH
    )
    decision_date = fields.Date()
    reason = LimitedText(help="Why it replaces the one before.", max_length=REASON_LENGTH)
    computed_at = fields.Datetime("Computed On", readonly=True)
    frozen_at = fields.Datetime("Frozen On", readonly=True)
    frozen_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    needs_chair = fields.Boolean(related="period_id.needs_chair")
    chair_approved_at = fields.Datetime("Approved by the Chair On", readonly=True)
    chair_approved_by_id = fields.Many2one(
        "res.users", "Approved by the Chair", readonly=True, ondelete="restrict"
    )
    return_reason = LimitedText(
        "Why Taken Back",
        readonly=True,
        # the council's affair until the results are published
        groups=APPRAISER_GROUP,
        max_length=REASON_LENGTH,
        help="Why the results were taken back after they had been frozen for signature.",
    )
    not_assessed = fields.Json(
        readonly=True,
        # other units' affairs
        groups=APPRAISER_GROUP,
        help="Units that are not assessed this year, each with the reason.",
    )
    not_assessed_text = fields.Text(
        "Units Not Assessed", compute="_compute_not_assessed_text", groups=APPRAISER_GROUP
    )
    published_at = fields.Datetime("Published On", readonly=True)
    published_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    replaces_id = fields.Many2one(
        "cchc.publication",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    replaced_by_ids = VisibleOne2many("cchc.publication", "replaces_id")
    is_effective = fields.Boolean(
        "In Force",
        compute="_compute_is_effective",
        store=True,
        help="It is published, and no later one has replaced it.",
    )
    # that results are being corrected is told when they are
    is_newest = fields.Boolean(compute="_compute_is_newest", store=True, groups=APPRAISER_GROUP)
    result_ids = VisibleOne2many("cchc.result", "publication_id", "Results", readonly=True)
    obstacles = fields.Text(
        "In the Way", compute="_compute_obstacles", help="What has to be settled before publishing."
    )
    obstacle_count = fields.Integer(compute="_compute_obstacles")
    notify_units = fields.Boolean(
        "Send the Notices at Once",
        default=True,
        help="Each unit gets its own result by e-mail as soon as the results are published.",
    )
    notice_count = fields.Integer("Notices Sent", compute="_compute_notice_counts")
    failed_notice_count = fields.Integer("Notices Not Sent", compute="_compute_notice_counts")
    queued_notice_count = fields.Integer("Notices to Be Sent", compute="_compute_notice_counts")
    check_ids = VisibleOne2many("cchc.submission.check", "publication_id", "Checks", readonly=True)

    _number_uniq = models.Constraint(
        "UNIQUE(period_id, number)", "This period already has a publication of this number."
    )
    _draft_uniq = models.UniqueIndex(
        "(period_id) WHERE state != 'published'",
        "The results of this period are being computed already.",
    )

    @api.depends("state", "replaced_by_ids.state")
    def _compute_is_effective(self):
        for publication in self:
            replaced = "published" in publication.replaced_by_ids.mapped("state")
            publication.is_effective = publication.state == "published" and not replaced

    @api.depends("replaced_by_ids")
    def _compute_is_newest(self):
        for publication in self:
            publication.is_newest = not publication.replaced_by_ids

    @api.depends("not_assessed")
    @api.depends_context("lang")
    def _compute_not_assessed_text(self):
        for publication in self:
            publication.not_assessed_text = "\n".join(
                map(publication._describe_not_assessed, publication.not_assessed or ())
            )

    def _describe_not_assessed(self, entry):
        """Return in words why a unit counts nowhere, and by whose form its work is counted."""
        said = f"{entry['unit']}: {entry['reason']}"
        if not entry["counted_by"]:
            return said
        return f"{said} ({self.env._('Counts instead:')} {', '.join(entry['counted_by'])})"

    @api.depends(
        "state",
        *DECISION_FIELDS,
        "needs_chair",
        "chair_approved_at",
        "period_id.assessment_ids.state",
    )
    @api.depends_context("lang")
    def _compute_obstacles(self):
        for publication in self:
            obstacles = {
                "draft": publication._get_obstacles,
                "frozen": publication._get_chair_obstacles,
            }.get(publication.state, list)()
            publication.obstacles = "\n".join(obstacles)
            publication.obstacle_count = len(obstacles)

    @api.depends("period_id", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for publication in self:
            publication.display_name = self.env._(
                "%(period)s, publication %(number)s",
                period=publication.period_id.name,
                number=publication.number,
            )

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(DECISION_FIELDS, "_check_is_draft"),
            "notify_units": "_check_not_sealed",
        }

    def action_compute(self):
        """Compute the results anew, as the scores stand now; of many units behind this request.

        :return: the action that shows how far that is; None where all is done.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_is_draft()
        return self._do_or_begin("computing", self._do_compute)

    def action_publish(self):
        """Publish the results of every unit of the period, seal them, and let each unit know.

        Of results that were frozen for signature it asks first for what was signed. Those of many units are published
        behind this request, whole or not at all.

        :return: the action that asks for that, or shows how far it is; None where all is done.
        :raises UserError: naming everything that stands in the way, each unit that is still open.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "frozen":
            return get_window(
                self.env,
                "cchc_assessment.cchc_publication_sign_action",
                context={
                    "default_publication_id": self.id,
                    "default_decision_number": self.decision_number,
                    "default_notify_units": self.notify_units,
                },
            )
        self._check_can_publish()
        return self._do_or_begin("publication", self._do_publish)

    def action_freeze(self):
        """Fix the results as they stand, so that they can be printed and signed before they are published.

        :return: the action that shows how far that is, where it is done behind this request; else None.
        :raises UserError: naming everything that stands in the way.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_can_freeze()
        return self._do_or_begin("freezing", self._do_freeze)

    def action_unfreeze(self):
        """Open the dialog in which the secretary, or the chair, states why frozen results are taken back."""
        self.ensure_one()
        self.check_access("read")
        # the secretary takes back what she has submitted; the chair returns it to her
        named = {} if self.has_access("write") else {"name": self.env._("Return the Results")}
        return get_window(
            self.env,
            "cchc_assessment.cchc_publication_return_action",
            context={"default_publication_id": self.id},
            **named,
        )

    def action_chair_approve(self):
        """Approve frozen results, as the chair of the council.

        :raises AccessError: when the user is no chair.
        :raises UserError: when the results are not waiting for the chair.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_is_chair()
        self.period_id._lock_for_update()
        if self.state != "frozen" or not self.needs_chair or self.chair_approved_at:
            raise UserError(
                self.env._(
                    "“%(publication)s” is not waiting for the chair's approval.",
                    publication=self.display_name,
                )
            )
        self._write_as_system(
            {"chair_approved_at": fields.Datetime.now(), "chair_approved_by_id": self.env.uid}
        )
        self._tell_council(
            self.env._("The chair has approved the results."), self._get_secretaries()
        )

    def _check_is_chair(self):
        if not self.env.user.has_group(CHAIR_GROUP):
            raise AccessError(self.env._("Only the chair of the council may do this."))

    def _check_can_freeze(self):
        self._check_is_draft()
        self._get_assessments()._exclude_saves()
        self._refuse_for(
            [*self._get_settling_obstacles(), *self._get_review_obstacles()],
            self.env._(
                "The results of “%(period)s” cannot be frozen yet:", period=self.period_id.name
            ),
        )

    def _do_freeze(self):
        self._do_compute()
        self._write_as_system(
            {
                "state": "frozen",
                "frozen_at": fields.Datetime.now(),
                "frozen_by_id": self.env.uid,
                "return_reason": False,
                "decision_number": False,
                "decision_date": False,
            }
        )
        people = self._get_chairs() if self.needs_chair else self.env["res.users"]
        self._tell_council(self.env._("The results are frozen for signature."), people)

    def _unfreeze(self, reason):
        """Take frozen results back, as the secretary or the chair, so that they can be changed.

        :raises UserError: when they are not frozen, or there is no reason.
        """
        self.ensure_one()
        self.check_access("read")
        by_chair = not self.has_access("write")
        if by_chair:
            self._check_is_chair()
        self.period_id._lock_for_update()
        if self.state != "frozen":
            raise UserError(
                self.env._("“%(publication)s” is not frozen.", publication=self.display_name)
            )
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason, so that the others know what to mend."))
        self._stop_publishing()
        self._write_as_system(
            {
                "state": "draft",
                "return_reason": reason,
                "frozen_at": False,
                "frozen_by_id": False,
                "chair_approved_at": False,
                "chair_approved_by_id": False,
            }
        )
        said = (
            self.env._("The chair has returned the results:")
            if by_chair
            else self.env._("The frozen results were taken back:")
        )
        self._tell_council(
            Markup("<p>%s</p><p>%s</p>") % (said, reason),
            self._get_secretaries() if by_chair else self.env["res.users"],
        )

    def _publish_signed(self, number, date, stream, file_name, notify_units=True):
        """Publish frozen results with the decision that was signed; the figures stay as they were frozen.

        :param stream: the scan, as a binary file.
        :return: the action that shows how far it is, where that is done behind this request.
        :raises UserError: when something stands in the way, or the file is no document that may be filed.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "frozen":
            raise UserError(
                self.env._("“%(publication)s” is not frozen.", publication=self.display_name)
            )
        self._write_as_system(
            {
                "decision_number": " ".join((number or "").split()),
                "decision_date": date,
                "notify_units": notify_units,
                **self._take_in_signed_file(stream, file_name),
            }
        )
        self._check_can_publish()
        return self._do_or_begin("publication", self._do_publish)

    def _do_or_begin(self, kind, work, **details):
        """Do ``work``, or let it be done behind this request where that takes longer than anybody waits for.

        :param details: what the long work has to know besides.
        :return: the action that shows how far it is; None where it is done.
        """
        works = self.env["cchc.work"]
        if not works._is_long(len(self._get_assessments())):
            work()
            return None
        return works._begin(kind, self.period_id, publication_id=self.id, details=details)._show()

    def _print_behind(self, kind="workbook", anew=False):
        """Let the workbook of all units, or the annex, be made behind this request, where they are many.

        :param anew: whether the results are computed anew first.
        :return: the action that shows how far that is; None where they are few.
        """
        works = self.env["cchc.work"]
        if not works._is_long(len(self._get_assessments())):
            return None
        details = {"anew": anew}
        return works._begin(kind, self.period_id, publication_id=self.id, details=details)._show()

    def _do_open_review(self):
        """Compute what each unit will see of the council's points, and let it see that."""
        self._do_compute()
        self.period_id._write_as_system({"review_open": True})

    def _refresh(self):
        """Compute anew what units see of a review that is open: an assessment that stood there does so no longer.

        :raises UserError: while the results are being frozen or published.
        """
        self._check_is_draft()
        # what waits to compute it sees this transaction, or starts again: both lock the period first
        waiting = self.env["cchc.work"]._find_running("computing", self.period_id)
        if waiting.kind not in ("computing", "review"):
            self._do_or_begin("computing", self._do_compute, quiet=True)

    def _take_back_signed(self):
        """Forget the decision with which frozen results were to be published, and were not."""
        if self.state != "frozen":
            return
        signed = self.sudo().signed_file_id
        self._write_as_system(
            {"decision_number": False, "decision_date": False, **self._get_unsigned_values()}
        )
        # it is kept for nothing now, and must not be read beside what is published
        as_keeper(signed).write({"res_model": False, "res_id": False})
        signed.unlink()

    def _stop_publishing(self):
        """Take back what nobody has begun to publish yet.

        :raises UserError: when somebody is publishing it at this moment.
        """
        # sudo: the chair takes back as well, and reads no works
        works = self.env["cchc.work"].sudo()
        works.search(
            [
                ("publication_id", "=", self.id),
                ("state", "=", "running"),
                ("turn", "=", works._get_turn("publication")),
            ]
        )._cancel()

    def _tell_council(self, body, people):
        """Say to these people alone, in the user's name, what has become of the results.

        Every unit reads the discussion of the period, and knows nothing of results before they are published.
        """
        if others := people - self.env.user:
            # sudo: only the system may say that something has happened
            as_system(self.period_id.sudo()).message_notify(
                body=body,
                subject=self.period_id.name,
                author_id=self.env.user.partner_id.id,
                partner_ids=others.partner_id.ids,
            )

    def _get_secretaries(self):
        return self._get_assessments()[:1].sudo()._get_people(SECRETARY)

    def _get_chairs(self):
        # sudo: who has which group is the system's to know
        group = self.env.ref(CHAIR_GROUP).sudo()
        return group.all_user_ids.filtered(lambda user: self.company_id in user.company_ids)

    def _check_can_publish(self):
        self._check_not_sealed()
        # also those that are published already: one of them may be taken up again at this moment
        self._get_assessments()._exclude_saves()
        self._refuse_for(
            self._get_obstacles(),
            self.env._(
                "The results of “%(period)s” cannot be published yet:", period=self.period_id.name
            ),
        )

    def _refuse_for(self, obstacles, title):
        if obstacles:
            raise UserError("\n".join((title, *(f"• {obstacle}" for obstacle in obstacles))))

    def _do_publish(self):
        concluded = self._get_assessments().filtered(lambda one: one.state == APPRAISED)
        concluded._transition("action_publish", publication=self)
        if self.state == "draft":
            self._do_compute()
        self._write_as_system(
            {
                "state": "published",
                "published_at": fields.Datetime.now(),
                "published_by_id": self.env.uid,
            }
        )
        # the database knows of one draft only; the next one may be made in this transaction
        self.flush_recordset(["state"])
        period = self.period_id
        period._write_as_system({"state": "published", "review_open": False})
        as_system(period).message_post(
            body=self.env._(
                "Results published by decision %(number)s.", number=self.decision_number
            )
        )
        if self.notify_units:
            self.result_ids.filtered(lambda one: one._is_to_be_told())._queue_notices()
        self._seal_results()

    def _seal_results(self):
        # sudo: nobody may write on what is published
        publication = self.sudo()
        self.env.flush_all()
        results = publication.result_ids
        ledgers = self.env["cchc.ledger"]._fold_assessments(results.assessment_id)
        of_assessment = ledgers.grouped("assessment_id")
        for chunk in split_every(SEALED_AT_ONCE, results.ids, results.browse):
            chunk._seal_each(
                [{"log": of_assessment[one.assessment_id]._get_heads()} for one in chunk]
            )
            self._make_room(chunk)
        publication._seal_now()
        publication._log_seal()
        ledgers._fold()

    def _are_too_many(self):
        # sudo: how long it takes does not depend on who asks
        return super()._are_too_many() or len(self.sudo().result_ids) > MOST_RESULTS_AT_ONCE

    def _make_mark(self):
        """Return what papers and notices show of the seal and of the province's register; None without either."""
        # sudo: the register counts days alone
        publication = self.sudo()
        if not publication.seal:
            return None
        newest = publication.env["cchc.checkpoint"].search(
            [
                ("ledger_id.kind", "=", "register"),
                ("company_id", "=", publication.company_id.id),
            ],
            order="size desc",
            limit=1,
        )
        return make_mark(newest.note or "", make_short_form(publication.seal), "sổ của tỉnh")

    def action_view_results(self):
        """Open the ranking of this publication, group by group."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_result_action",
            display_name=self.display_name,
            domain=[("publication_id", "=", self.id)],
            context={"search_default_group_by_group": 1},
        )

    def action_view_domains(self):
        """Open where points were lost, domain by domain."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_result_domain_action",
            display_name=self.display_name,
            domain=[("publication_id", "=", self.id)],
            context={},
        )

    def _check_not_sealed(self):
        for publication in self:
            if publication.state == "published":
                raise UserError(
                    self.env._(
                        "“%(publication)s” is published and never changes. Correct it by another "
                        "publication: reopen the unit, conclude it, and compute the results again.",
                        publication=publication.display_name,
                    )
                )

    def _check_is_draft(self):
        """Refuse to change what was fixed: for signature, or for good."""
        self._check_not_sealed()
        for publication in self:
            if publication.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(publication)s” is frozen for signature. To change something, take it back "
                        "first, with the reason.",
                        publication=publication.display_name,
                    )
                )

    def _get_assessments(self):
        return self.period_id.with_context(active_test=False).assessment_ids

    def _get_obstacles(self):
        """Return sentences, each a reason why the results cannot be published."""
        self.ensure_one()
        obstacles = []
        if not (self.decision_number or "").strip():
            obstacles.append(self.env._("State the number of the decision."))
        if not self.decision_date:
            obstacles.append(self.env._("State the date of the decision."))
        return [*obstacles, *self._get_settling_obstacles(), *self._get_chair_obstacles()]

    def _get_chair_obstacles(self):
        if not self.needs_chair or self.chair_approved_at:
            return []
        if self.state == "draft":
            return [
                self.env._(
                    "Freeze the results first: the chair of the council has to approve them."
                )
            ]
        return [self.env._("The chair of the council has not approved the results yet.")]

    def _get_review_obstacles(self):
        period = self.period_id
        ends = period.review_open and period.review_deadline
        if not ends or ends <= fields.Datetime.now():
            return []
        return [
            self.env._("The units may object until the review ends, or until you close the review.")
        ]

    def _get_settling_obstacles(self):
        """Return sentences, each a reason why the results are not settled."""
        obstacles = []
        if self.replaces_id and not (self.reason or "").strip():
            obstacles.append(
                self.env._(
                    "Say why it replaces “%(publication)s”.",
                    publication=self.replaces_id.display_name,
                )
            )
        obstacles += self.period_id._find_opening_obstacles()
        obstacles += self._get_scale_obstacles()
        if self.period_id._plan_relative()[0]:
            obstacles.append(
                self.env._(
                    "Points relative to the best of a group do not follow from the figures as they stand. Settle "
                    "them again on the period."
                )
            )
        assessments = self._get_assessments()
        if not assessments:
            obstacles.append(self.env._("The period has no assessment."))
        assessments.fetch(["state", "objection", "objection_answer"])
        for assessment in assessments:
            if assessment.state not in (*CONCLUDED, *SET_ASIDE):
                obstacles.append(
                    self.env._(
                        "%(unit)s: %(state)s.",
                        unit=assessment.unit_id.name,
                        state=assessment._get_state_label(),
                    )
                )
            elif (
                assessment.state in CONCLUDED
                and assessment.objection
                and not assessment.objection_answer
            ):
                obstacles.append(
                    self.env._(
                        "%(unit)s: its objection is not answered.", unit=assessment.unit_id.name
                    )
                )
        return obstacles

    def _get_scale_obstacles(self):
        scale = self.period_id.rating_scale_id
        if not scale:
            return [self.env._("The period has no rating scale.")]
        try:
            scale._check_classes()
        except ValidationError as error:
            return [str(error)]
        return []

    def _do_compute(self):
        """Compute the results of all units anew, with their ranks and ratings.

        They are ranked and rated by the percentage as it is shown, so that equal results share place and class.
        """
        self.ensure_one()
        # whoever computes at the same time, concludes a unit under review, or merges units
        self.period_id._lock_for_update()
        self._check_is_draft()
        # sudo: results are computed by the system, and nobody writes one by hand
        publication = self.sudo()
        rows = publication._make_rows()
        publication._add_standing(rows)
        publication._add_history(rows)
        publication._add_origins(rows)
        publication.result_ids._become(rows)
        publication._write_as_system(
            {
                "computed_at": fields.Datetime.now(),
                "not_assessed": publication._make_not_assessed(),
            }
        )

    @api.depends("result_ids.notice_state")
    def _compute_notice_counts(self):
        counts = {
            (publication, state): count
            for publication, state, count in self.env["cchc.result"]._read_group(
                [("publication_id", "in", self.ids), ("notice_state", "!=", False)],
                ["publication_id", "notice_state"],
                ["__count"],
            )
        }
        for publication in self:
            publication.notice_count = counts.get((publication, "sent"), 0)
            publication.failed_notice_count = counts.get((publication, "failed"), 0)
            publication.queued_notice_count = counts.get((publication, "queued"), 0)

    def _make_rows(self):
        """Return the values of each unit's result, without what follows from the others'."""
        self.env.flush_all()
        rows = []
        ranked = self._get_assessments().filtered(lambda one: one.state in WITH_COUNCIL)
        for chunk in split_every(CHUNK, ranked.ids, ranked.browse):
            fetch_rows(chunk, "line_ids", SCORE_FIELDS)
            rows += [self._make_row(assessment) for assessment in chunk]
            # a province's lines are many: the next chunk takes the place of this one; all was written above, and
            # adding up writes nothing
            chunk.line_ids.invalidate_model(flush=False)
        absent = self._get_assessments().filtered(lambda one: one.state == ABSENT)
        return rows + [self._make_absent_row(assessment) for assessment in absent]

    def _make_absent_row(self, assessment):
        """Return the values of the result of a unit that has submitted nothing: what the period says, and no place."""
        row = {
            "publication_id": self.id,
            "assessment_id": assessment.id,
            "standing": ABSENT,
            "standing_reason": assessment.aside_reason,
            "percent": False,
            "domain_ids": [],
        }
        if self.period_id.absent_result == "lowest":
            lowest = self.period_id.rating_scale_id.class_ids.sorted("minimum_percent")[:1]
            row |= {
                "maximum": float(assessment._get_totals("appraised").maximum),
                "percent": 0.0,
                "rating_id": lowest.id,
                "rating": lowest.name,
            }
        return row

    def _make_not_assessed(self):
        """Return which units count nowhere, and why, as they are called now."""
        exempt = self._get_assessments().filtered(lambda one: one.state == EXEMPT)
        return [
            {
                "unit": assessment.unit_id.name,
                "group": assessment.group_id.name,
                "reason": assessment.aside_reason or "",
                "counted_by": assessment.counted_by_ids.unit_id.mapped("name"),
            }
            for assessment in exempt.sorted(lambda one: (one.group_id.sequence, one.unit_id.name))
        ]

    def _add_origins(self, rows):
        """Say of each result of a correction whether it is another one than before.

        What has not changed goes on as it was published: with the same sheet, and without another notice.
        """
        before = {
            result.assessment_id.id: result
            for result in self.replaces_id.with_env(self.env).result_ids
        }
        for row in rows:
            old = before.get(row["assessment_id"])
            figures = {**NO_FIGURES, **row}
            row["is_changed"] = not old or any(
                _differs(old[name], figures.get(name)) for name in FIGURES
            )
            if old and not row["is_changed"] and old.round == (row.get("round") or 0):
                row["origin_id"] = (old.origin_id or old).id

    def _make_row(self, assessment):
        totals, own = map(assessment._get_totals, ("appraised", "self"))
        percent = totals.percent
        rating, holds = assessment._classify(percent, "appraised")
        if not self._is_settled(assessment):
            rating, holds = rating.browse(), []
        return {
            "publication_id": self.id,
            "assessment_id": assessment.id,
            "round": assessment.round,
            "self_score": float(own.score),
            "self_percent": float(own.percent or 0),
            "score": float(totals.score),
            "maximum": float(totals.maximum),
            "percent": False if percent is None else float(percent),
            "bonus": float(totals.bonus),
            "penalty": float(totals.penalty),
            "rating_id": rating.id,
            "rating": rating.name,
            "class_holds": holds,
            "domain_ids": [
                fields.Command.create(values)
                for values in self._make_domains(assessment, totals, own)
            ],
        }

    def _make_domains(self, assessment, totals, own):
        digits = self.period_id.score_digits
        for node, parent in assessment.rubric_id._get_nodes():
            if parent is not None:
                continue
            subtotal = totals.by_key[node.key]
            lost = {
                "base": difference(subtotal.maximum, subtotal.score, digits),
                "penalty": subtotal.score,
                "bonus": to_decimal(0),
            }[subtotal.section]
            yield {
                "criterion_id": node.key,
                "self_score": float(own.by_key[node.key].score),
                "score": float(subtotal.score),
                "maximum": float(subtotal.maximum),
                "percent": self._get_domain_percent(subtotal),
                "lost": float(lost),
            }

    @api.model
    def _get_domain_percent(self, subtotal):
        """Return how much of a domain was reached; False of a bonus or penalty, of which nothing is to be reached."""
        if subtotal.section != "base" or subtotal.percent is None:
            return False
        return float(subtotal.percent)

    @api.model
    def _is_settled(self, assessment):
        """Whether the council has concluded this unit."""
        return assessment.state in CONCLUDED

    def _add_standing(self, rows):
        """Complete results with places, overall and within the group, and domains with the group's mean.

        A unit that is not concluded yet has no place and moves no mean: its criteria are half decided.
        """
        assessments = self.env["cchc.assessment"].browse([row["assessment_id"] for row in rows])
        settled = set(assessments.filtered(self._is_settled)._ids)
        shown = {
            row["assessment_id"]: None
            if row["percent"] is False or row["assessment_id"] not in settled
            else round_half_up(to_decimal(row["percent"]), self.period_id.score_digits)
            for row in rows
        }
        places = rank(shown)
        places_in_group, groups = {}, assessments.grouped("group_id")
        for members in groups.values():
            places_in_group |= rank({one.id: shown[one.id] for one in members})
        percents = defaultdict(list)
        for row, assessment in zip(rows, assessments, strict=True):
            row["rank_overall"] = places[assessment.id]
            row["rank"] = places_in_group[assessment.id]
            for _command, _id, domain in row["domain_ids"]:
                if domain["percent"] is not False and assessment.id in settled:
                    key = assessment.group_id, domain["criterion_id"]
                    percents[key].append(domain["percent"])
        means = {key: mean(values) for key, values in percents.items()}
        for row, assessment in zip(rows, assessments, strict=True):
            for _command, _id, domain in row["domain_ids"]:
                group_mean = means.get((assessment.group_id, domain["criterion_id"]))
                domain["group_mean"] = False if group_mean is None else float(group_mean)

    def _add_history(self, rows):
        """Complete results with those of the last published year, merged units counted together."""
        before = self.search(
            [
                ("is_effective", "=", True),
                ("company_id", "=", self.company_id.id),
                ("year", "<", self.year),
            ],
            order="year desc, id desc",
            limit=1,
        )
        successors = self.env["cchc.unit"]._get_final_successors()
        results, domains = defaultdict(self.env["cchc.result"].browse), {}
        for result in before.result_ids:
            results[successors.get(result.unit_id.id, result.unit_id.id)] |= result
        for unit_id, merged in results.items():
            for lineage, parts in merged.domain_ids.grouped("lineage_id").items():
                domains[unit_id, lineage.id] = self._get_common_percent(parts)
        criteria = self.env["cchc.criterion"]
        for row in rows:
            unit = self.env["cchc.assessment"].browse(row["assessment_id"]).unit_id
            unit_id = successors.get(unit.id, unit.id)
            merged = results[unit_id]
            row["previous_percent"] = self._get_common_percent(merged)
            row["previous_rank"] = merged.rank if len(merged) == 1 else False
            for _command, _id, domain in row["domain_ids"]:
                lineage = criteria.browse(domain["criterion_id"]).lineage_id
                domain["previous_percent"] = domains.get((unit_id, lineage.id), False)

    @api.model
    def _get_common_percent(self, results):
        """Return the percentage of several units' points taken together; False of nothing."""
        percent = percentage(results.mapped("score"), results.mapped("maximum"))
        return False if percent is None else float(percent)

    def action_send_notices(self):
        """Send the notice to each unit that has not got it yet.

        :raises UserError: when these results are not published, or others have replaced them.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.is_effective:
            raise UserError(
                self.env._(
                    "“%(publication)s” is not in force: there is nothing to let the units know.",
                    publication=self.display_name,
                )
            )
        unsent = self.result_ids.filtered(lambda one: one._is_to_be_told())
        (unsent - unsent._get_on_their_way())._queue_notices()

    def action_stop_notices(self):
        """Leave unsent the notices that nobody has begun to make, and note who did. They can be sent later."""
        self.ensure_one()
        self.check_access("write")
        # sudo: results are the system's to write
        queued = self.result_ids.sudo().filtered(lambda one: one.notice_state == "queued")
        free = queued.try_lock_for_update()
        free._note_mail_result(self.env._("%(user)s has stopped it.", user=self.env.user.name))

    def action_download_annex(self):
        """Download the annex of the decision as a Word document."""
        self.ensure_one()
        return download(f"/cchc/annex/{self.id}")

    def _get_document_name(self, title):
        """Return a document's file name without its ending: "Tổng hợp kết quả CCHC - 2026"."""
        name = f"{title} - {self.period_id.name}"
        if self.number > 1:
            name += f" (lần {self.number})"
        return as_name(name, FILE_NAME_LENGTH)

    def _get_seal_key(self):
        return f"publication {self.number}"

    def _get_sealed_assessments(self):
        # also where the result itself was taken out
        sealed = (self._get_manifest() or {}).get("results", ())
        ids = set(filter(is_whole, (entry.get("assessment_id") for entry in sealed)))
        ids.update(self.result_ids.assessment_id.ids)
        return self.env["cchc.assessment"].browse(ids).exists()

    def _find_seal_problems(self):
        """Look at each unit's result as well, by its own seal."""
        problems, files, values, uncovered = super()._find_seal_problems()
        if self.seal or self.manifest:
            results = self.result_ids | self._get_sealed_results()
            for chunk in split_every(SEALED_AT_ONCE, results.ids, results.browse):
                for one in chunk:
                    found, of_files, of_values, _uncovered = one._find_seal_problems()
                    problems += [f"{one.unit_id.name}: {problem}" for problem in found]
                    files, values = files + of_files, values + of_values
                self._make_room(chunk)
        return problems, files, values, uncovered

    def _make_room(self, results):
        """Forget what was read of these units: a province's appraisals are many."""
        self.env.flush_all()
        self.env["cchc.appraisal"].invalidate_model(flush=False)
        results.invalidate_recordset(["manifest"], flush=False)

    def _get_sealed_results(self):
        """Return the results that were published, also those that were moved away since."""
        sealed = (self._get_manifest() or {}).get("results", ())
        return self.env["cchc.result"].sudo().browse(entry["id"] for entry in sealed).exists()

    def _get_manifest(self):
        if self.sudo().manifest or self.sudo().seal or self.sudo().state != "published":
            return super()._get_manifest()
        # published before there were seals
        return self._complete_manifest({"version": 1})


def _differs(old, new):
    """Whether a figure is another one; numbers as the database keeps them."""
    if isinstance(old, float) or isinstance(new, float):
        # "is": 0.0 == False, but "0 điểm" is a score
        return (old is False) != (new is False or new is None) or round(old or 0, 6) != round(
            new or 0, 6
        )
    return (old or False) != (new or False)
