from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.plain.text import shorten
from ..fields import LimitedText
from ..models.common.screens import download, open_dialog

KINDS = [
    ("cchc.assessment", "Assessment"),
    ("cchc.submission", "Submission"),
    ("cchc.period", "Assessment Period"),
]
# How many missing documents the dialog names, and how much of each: the package names all of them.
MOST_MISSING = 50
_LINE_LENGTH = 150


class CchcPackageDownload(models.TransientModel):
    """What a package lacks and where its links lead, shown before it is downloaded."""

    _name = "cchc.package.download"
    _description = "Download a Package"

    record_ref = fields.Reference(KINDS, "Package of", required=True, readonly=True)
    is_appendix = fields.Boolean("Only the Sealed Appendix", readonly=True)
    is_bag = fields.Boolean("For the Archive", readonly=True)
    part = fields.Integer("Package Number", default=1)
    part_count = fields.Integer("Number of Packages", compute="_compute_part_count")
    # what _look found: that takes opening the appendix of every unit
    looked_into = fields.Integer(
        readonly=True, help="The number of the package of which the following is known."
    )
    missing = LimitedText("Missing Documents", readonly=True)
    old_addresses = LimitedText(readonly=True)
    is_known = fields.Boolean(
        compute="_compute_is_known", help="What is said here is said of the package that is chosen."
    )
    links_note = fields.Text("Where Links Lead", compute="_compute_links_note")

    @api.depends("part", "part_count", "looked_into")
    def _compute_is_known(self):
        for dialog in self:
            dialog.is_known = dialog.looked_into == dialog._get_part()

    @api.depends("old_addresses")
    @api.depends_context("lang")
    def _compute_links_note(self):
        for dialog in self:
            dialog.links_note = False
            if old := dialog.old_addresses:
                dialog.links_note = self.env._(
                    "The links of what was sealed lead to %(old)s; the documents are found at %(new)s "
                    "today. You may take a copy whose links lead there: it is named as a copy. What was "
                    "sealed, and its seal, stay as they are.",
                    old=old,
                    new=self.env["ir.config_parameter"]._get_link_address(),
                )

    @api.depends("record_ref")
    def _compute_part_count(self):
        report = self.env["report.cchc_assessment.package"]
        for dialog in self:
            record = dialog.record_ref
            if record:
                record.check_access("read")
            dialog.part_count = report._count_packages(record) if record else 1

    @api.constrains("record_ref")
    def _check_record(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).record_ref.check_access("read")

    def action_download(self):
        """Download what was asked for as it can be made, with the links that were sealed."""
        self.ensure_one()
        return self._download_chosen()

    def _download_chosen(self, **query):
        """Return the download of what was chosen; this dialog again, if there is something to say first.

        :param query: what the address says besides.
        """
        action = self._download(self.record_ref, self.is_appendix)
        if part := self._get_part():
            self._check_part(part)
            if not self.is_known:
                found = self._look(self.record_ref, part)
                self.write({**found, "looked_into": part})
                if title := self._make_title(found):
                    return open_dialog(self, title)
            query["part"] = part
        if self.is_bag:
            query["form"] = "bagit"
        if not query:
            return action
        return {**action, "url": f"{action['url']}?{urlencode(query)}"}

    def _check_part(self, part):
        """Refuse a package that there is not, or that nothing is in."""
        if part > self.part_count:
            raise UserError(
                self.env._(
                    "There are %(count)s packages: choose one of them.", count=self.part_count
                )
            )
        if not self.env["report.cchc_assessment.package"]._get_parts(self.record_ref, part):
            raise UserError(
                self.env._("None of the units of this package has submitted anything yet.")
            )

    @api.model
    def _refuse_empty(self, record):
        raise UserError(
            self.env._("No unit has submitted anything in “%(period)s” yet.", period=record.name)
        )

    def _get_part(self):
        """Return the number of the package that was chosen; 0 where there is one only."""
        return max(self.part, 1) if self.part_count > 1 else 0

    def action_download_current(self):
        """Download a copy whose links lead to the address of today."""
        self.ensure_one()
        if self.is_appendix:
            return download(f"/cchc/appendix/{self.record_ref.id}/current")
        return self._download_chosen(links="current")

    @api.model
    def _start(self, record):
        """Return the download of the package of ``record``; the dialog if there is something to say first."""
        report = self.env["report.cchc_assessment.package"]
        if report._count_packages(record) > 1:
            return self._start_parts(record)
        if not report._get_parts(record):
            self._refuse_empty(record)
        found = self._look(record)
        if title := self._make_title(found):
            return self._show(record, title, **found)
        return self._download(record)

    @api.model
    def _look(self, record, part=0):
        """Return what a package lacks, and where its links lead that no longer lead here, as values of the dialog.

        What is missing goes into the log of its assessment.
        """
        report = self.env["report.cchc_assessment.package"]
        faults = report._find_faults(record, part)
        self._log_faults(faults)
        lines = [
            shorten(f"• {report._describe_fault(fault)}", _LINE_LENGTH)
            for _assessment, fault in faults[:MOST_MISSING]
        ]
        if len(faults) > MOST_MISSING:
            lines.append(self.env._("%(count)s more documents.", count=len(faults) - MOST_MISSING))
        return {
            "missing": "\n".join(lines),
            "old_addresses": ", ".join(report._find_old_addresses(record, part)),
        }

    @api.model
    def _make_title(self, found):
        """Return the title of the dialog that says what ``_look`` has found; none where it is nothing."""
        if found["missing"]:
            return self.env._("The package is not complete")
        return self.env._("Links lead to an earlier address") if found["old_addresses"] else ""

    @api.model
    def _start_parts(self, record, is_bag=False):
        """Return the dialog that asks for one of the packages of a period with many units."""
        if not self.env["report.cchc_assessment.package"]._get_submitted(record):
            self._refuse_empty(record)
        return self._show(record, self.env._("The package comes in parts"), is_bag=is_bag)

    @api.model
    def _log_faults(self, faults):
        report = self.env["report.cchc_assessment.package"]
        self.env["cchc.log"]._append_apart(
            [
                {
                    "assessment_id": assessment.id,
                    "action": "check",
                    "reason": report._describe_fault(fault),
                }
                for assessment, fault in faults
            ]
        )

    @api.model
    def _start_appendix(self, submission):
        """Return the download of a sealed appendix; the dialog if its links lead to an earlier address."""
        report = self.env["report.cchc_assessment.package"]
        if old := ", ".join(report._find_old_addresses(submission)):
            name = self.env._("Links lead to an earlier address")
            return self._show(submission, name, old_addresses=old, is_appendix=True)
        return self._download(submission, is_appendix=True)

    @api.model
    def _show(self, record, name, **values):
        dialog = self.create({"record_ref": f"{record._name},{record.id}", **values})
        return open_dialog(dialog, name)

    @api.model
    def _download(self, record, is_appendix=False):
        if is_appendix:
            return record._download_sealed_appendix()
        kind = record._name.rpartition(".")[2]
        return download(f"/cchc/package/{kind}/{record.id}")
