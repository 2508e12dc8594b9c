import secrets
import time
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.package.renewal import Renewal, SealedThing, write_renewal
from ...core.plain.digests import sha256_of_bytes
from ...core.tlog import Checkpoint, format_time
from ..assessment.assessment_workflow import SECRETARY
from ..common.cchc_lock_mixin import try_again
from ..common.groups import SECRETARY_GROUP
from ..common.screens import download, notify, open_form
from ..common.system_voice import as_system
from ..log.seal_key import read_keys

REVIEW_KINDS = [
    ("comparison", "Comparison"),
    ("renewal", "Yearly Renewal"),
]
# How long one transaction goes on before what it has done is committed.
SECONDS_A_PIECE = 3
# How many logs are held against their checkpoints between two looks at the clock.
LEDGERS_AT_ONCE = 20
# How many differences stand in the message that it is done.
MOST_TOLD = 10
# After which a province's seals are renewed.
YEAR = timedelta(days=365)


class CchcSealReview(models.Model):
    """A comparison of many seals with what is stored, done piece by piece by a scheduled job.

    A yearly renewal is one of all that a province has sealed: every sealed file is read against its sum, every log
    is held against its checkpoints and its root is signed anew, with the key and the date of today. Two files stay
    for the archive: a report, and what was signed, first the report's own sum.
    """

    _name = "cchc.seal.review"
    _description = "Review of Seals"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.piece.mixin",
    ]
    _order = "id desc"
    _rec_name = "started_at"
    _piece_job = "cchc_assessment.cchc_seal_review_cron"

    kind = fields.Selection(REVIEW_KINDS, required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Asked For By", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("running", "Under Way"), ("done", "Done")],
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    started_at = fields.Datetime(required=True, readonly=True)
    finished_at = fields.Datetime(readonly=True)
    submission_ids = fields.Many2many("cchc.submission", readonly=True, check_company=True)
    publication_ids = fields.Many2many("cchc.publication", readonly=True, check_company=True)
    check_ids = fields.One2many("cchc.submission.check", "review_id", "Checks", readonly=True)
    done_count = fields.Integer("Compared", compute="_compute_counts")
    total_count = fields.Integer("Of", compute="_compute_counts")
    bad_count = fields.Integer("Differ", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts", aggregator=None)
    findings = fields.Text(
        "Differs", readonly=True, prefetch=False, help="Each difference, a line each."
    )
    origin = fields.Char(
        required=True, readonly=True, help="Its name in what was signed, which tells nothing."
    )
    stamps = fields.Text(
        "Roots Signed Anew", readonly=True, prefetch=False, help="Until they are kept as a file."
    )
    stamp_count = fields.Integer("Logs Signed Anew", readonly=True)
    ledger_count = fields.Integer("Logs", readonly=True)
    last_ledger_id = fields.Many2one(
        "cchc.ledger",
        "Signed Up To",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    report_id = fields.Many2one(
        "ir.attachment", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    stamps_id = fields.Many2one(
        "ir.attachment",
        "File of Roots",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )

    _origin_uniq = models.Constraint("UNIQUE(origin)", "There is such a review already.")

    @api.depends("submission_ids", "publication_ids", "check_ids.state", "state")
    def _compute_counts(self):
        for review in self:
            review.total_count = len(review.submission_ids) + len(review.publication_ids)
            review.done_count = len(review.check_ids)
            review.bad_count = len(review.check_ids.filtered(lambda one: one.state == "bad"))
            whole = review.total_count + (review.kind == "renewal")
            done = review.done_count / whole * 100 if whole else 0
            review.progress = 100 if review.state == "done" else done

    def action_renew(self):
        """Begin the renewal of all that the user's company has sealed, before its year is over.

        One that is under way is shown instead.
        """
        self._check_secretary()
        company = self.env.company
        running = self.search(
            [
                ("kind", "=", "renewal"),
                ("state", "=", "running"),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )
        return open_form(running or self._begin_renewal(company))

    def action_download_report(self):
        """Download the report of a renewal."""
        self.ensure_one()
        return download(f"/web/content/{self.report_id.id}?download=true")

    def action_download_stamps(self):
        """Download what was signed anew, for others to keep."""
        self.ensure_one()
        return download(f"/web/content/{self.stamps_id.id}?download=true")

    def _check_secretary(self):
        if not self.env.user.has_group(SECRETARY_GROUP):
            raise AccessError(self.env._("Only a secretary checks what was sealed."))

    @api.model
    def _begin_renewal(self, company):
        own = [("company_id", "=", company.id)]
        # sudo: what was sealed does not depend on who begins
        submissions = self.env["cchc.submission"].sudo().search(own)
        published = [*own, ("state", "=", "published")]
        publications = self.env["cchc.publication"].sudo().search(published)
        return self._begin("renewal", submissions, publications, company=company)

    @api.model
    def _begin(self, kind, *records, company=None):
        """Note what is to be compared, and let the scheduled job do it; return the reviews, one for each company.

        :param records: submissions, publications, or both.
        """
        # sudo: whoever asks may see them, and their companies
        records = [some.sudo() for some in records]
        companies = company or self.env["res.company"].union(*(some.company_id for some in records))
        reviews = self._create_as_system(
            [
                {
                    "kind": kind,
                    "company_id": one.id,
                    "user_id": self.env.uid,
                    "started_at": fields.Datetime.now(),
                    "origin": f"cchc/{secrets.token_hex(16)}",
                    **self._sort_out(one, records),
                }
                for one in companies
            ]
        )
        reviews._set_going()
        return reviews

    @api.model
    def _sort_out(self, company, records):
        names = {"cchc.submission": "submission_ids", "cchc.publication": "publication_ids"}
        return {
            names[some._name]: [
                fields.Command.set(some.filtered(lambda one: one.company_id == company).ids)
            ]
            for some in records
        }

    def _show(self):
        """Return the action that says that they have begun, and that leads there."""
        return notify(
            self.env._(
                "%(count)s seals are being compared, piece by piece. You are told when it is done; how far it is "
                "stands under “Reviews of Seals”.",
                count=sum(self.mapped("total_count")),
            ),
            "info",
        )

    def _get_left(self):
        """Return the submissions and the publications that are still to be compared."""
        return (
            self.submission_ids - self.check_ids.submission_id,
            self.publication_ids - self.check_ids.publication_id,
        )

    @api.model
    def _get_waiting_domain(self):
        return [("state", "=", "running")]

    def _do_piece(self):
        """Go on for a little while; what it has done is committed by the caller."""
        self.ensure_one()
        self.env.invalidate_all()
        ends_at = time.monotonic() + SECONDS_A_PIECE
        for record in (one for some in self._get_left() for one in some):
            self._get_checks()._check(record, self)
            if time.monotonic() > ends_at:
                return
        if self.kind == "renewal":
            while ledgers := self._get_next_ledgers():
                self._stamp(ledgers)
                if time.monotonic() > ends_at:
                    return
        self._finish()

    def _get_checks(self):
        checks = self.env["cchc.submission.check"]
        if self.kind == "renewal":
            return self.env["res.lang"]._in_vietnamese(checks)
        return checks.with_context(lang=self.user_id.lang)

    def _add_findings(self, name, sentences):
        """Keep each of these sentences on what it is about."""
        if sentences:
            lines = [self.findings, *(f"{name}: {sentence}" for sentence in sentences)]
            self._write_as_system({"findings": "\n".join(filter(None, lines))})

    def _get_next_ledgers(self):
        return self.env["cchc.ledger"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("size", ">", 0),
                ("id", ">", self.last_ledger_id.id or 0),
            ],
            order="id",
            limit=LEDGERS_AT_ONCE,
        )

    def _stamp(self, ledgers):
        """Sign the roots of these ledgers anew, of those that nothing contradicts."""
        keys = read_keys()
        signer = keys and keys.signer
        moment, notes = format_time(fields.Datetime.now()), []
        for ledger in self.env["res.lang"]._in_vietnamese(ledgers):
            breaks = ledger._find_breaks()
            self._add_findings(ledger.assessment_id.display_name or ledger.company_id.name, breaks)
            if signer and not breaks:
                root = ledger._read_frontier()[0].root
                checkpoint = Checkpoint(ledger.origin, ledger.size, root, moment)
                notes.append(str(checkpoint.sign(signer)))
        self._write_as_system(
            {
                "stamps": "\n".join(filter(None, [self.stamps, *notes])),
                "stamp_count": self.stamp_count + len(notes),
                "ledger_count": self.ledger_count + len(ledgers),
                "last_ledger_id": ledgers[-1:].id,
            }
        )

    def _finish(self):
        values = {"state": "done", "finished_at": fields.Datetime.now()}
        if self.kind == "renewal":
            values |= self._keep_files(values["finished_at"])
        self._write_as_system(values)
        self._notify_asker()

    def _keep_files(self, finished_at):
        """Keep report and signed roots as files; return the values that name them."""
        keys = read_keys()
        signer = keys and keys.signer
        year = self.company_id._cchc_local(finished_at).year
        report = write_renewal(self._make_renewal(finished_at, signer))
        files = [(f"Biên bản gia hạn niêm phong năm {year}.txt", report)]
        if signer:
            own = Checkpoint(
                self.origin,
                self.total_count,
                bytes.fromhex(sha256_of_bytes(report)),
                format_time(finished_at),
            )
            stamps = "\n".join(filter(None, [str(own.sign(signer)), self.stamps]))
            files.append((f"Gốc ký lại năm {year}.txt", stamps.encode()))
        attachments = self.env["ir.attachment"]._create_kept(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": "text/plain",
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                }
                for name, content in files
            ]
        )
        return {"report_id": attachments[0].id, "stamps_id": attachments[1:].id, "stamps": False}

    def _make_renewal(self, finished_at, signer):
        """Return what the report says."""
        review = self.env["res.lang"]._in_vietnamese(self)
        checks = review.check_ids.sorted("id")
        return Renewal(
            province=review.company_id.name,
            year=review.company_id._cchc_local(finished_at).year,
            begun=review._write_moment(review.started_at),
            ended=review._write_moment(finished_at),
            key=str(signer.public) if signer else "",
            things=[
                SealedThing(
                    (check.submission_id or check.publication_id).display_name,
                    (check.submission_id or check.publication_id).seal or "",
                    check.file_count,
                    check.state == "ok",
                )
                for check in checks
            ],
            ledgers=review.ledger_count,
            stamped=review.stamp_count,
            stamps_sha256=sha256_of_bytes((review.stamps or "").encode()),
            findings=(review.findings or "").split("\n") if review.findings else [],
        )

    def _write_moment(self, moment):
        return f"{self.company_id._cchc_local(moment):%H:%M:%S ngày %d/%m/%Y}"

    def _find_report_breaks(self, root):
        """Return as sentences what of the report contradicts the sum that was signed of it.

        :param root: that sum, as it stands in a checkpoint that somebody has kept.
        """
        found = self.report_id._get_stored_sha256()
        if found == root.hex():
            return []
        return [
            self.env._("The report of the renewal is not the one that was signed, or is gone."),
        ]

    def _notify_asker(self):
        """Tell whoever asked, on the page of a period, since a review has none of its own to write on."""
        periods = self.publication_ids.period_id | self.submission_ids.period_id
        if not periods:
            return
        people = self.user_id
        if not (people.active and self.with_user(people).has_access("read")):
            # what the system begins by itself, and what whoever asked may not know any more, is the secretaries'
            people = periods[0].assessment_ids[:1]._get_people(SECRETARY)
        told = self.with_context(lang=people[:1].lang)
        title = told.env._("The comparison with the seals is done")
        if self.bad_count or self.findings:
            said = told.env._(
                "%(bad)s of %(count)s differ from what was sealed.",
                bad=self.bad_count,
                count=self.total_count,
            )
        else:
            said = told.env._("All %(count)s are as they were sealed.", count=self.total_count)
        lines = [said, *(self.findings or "").split("\n")[:MOST_TOLD]]
        as_system(periods[0]).message_notify(
            partner_ids=people.partner_id.ids,
            subject=title,
            body=Markup("<p>%s</p>") % Markup("<br/>").join(filter(None, lines)),
        )

    @api.model
    def _cron_go_on(self):
        """Begin the renewals that are due, and go on with what is under way, a transaction for each piece."""
        self._begin_due()
        for review in self._find_left_to_job():
            while review in self._find_left_to_job():
                try_again(self.env, review._do_waiting)
                left = sum(map(len, review._get_left())) + (review.state == "running")
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return

    @api.model
    def _begin_due(self):
        """Begin the renewal of each company whose seals are a year old, and were not renewed since."""
        before = fields.Datetime.now() - YEAR
        submissions = self.env["cchc.submission"]
        old = submissions._read_group([("approved_at", "<", before)], ["company_id"])
        for [company] in old:
            lately = [
                ("company_id", "=", company.id),
                ("kind", "=", "renewal"),
                ("started_at", ">", before),
            ]
            if not self.search_count(lately, limit=1):
                self._begin_renewal(company)
