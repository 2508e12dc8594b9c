from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("cchc.assessment", "Assessment"),
    ("cchc.submission", "Submission"),
    ("cchc.period", "Assessment Period"),
]


class CchcPackageDownload(models.TransientModel):
    """What a package lacks, shown before it is downloaded."""

    _name = "cchc.package.download"
    _description = "Download a Package"

    record_ref = fields.Reference(KINDS, "Package of", required=True, readonly=True)
    missing = fields.Text("Missing Documents", compute="_compute_missing")

    @api.depends("record_ref")
    def _compute_missing(self):
        report = self.env["report.cchc_assessment.package"]
        for dialog in self:
            record = dialog.record_ref
            if not record:
                dialog.missing = ""
                continue
            record.check_access("read")
            dialog.missing = "\n".join(
                f"• {report._describe_fault(fault)}"
                for _assessment, fault in report._find_faults(record)
            )

    @api.constrains("record_ref")
    def _check_record(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).record_ref.check_access("read")

    def action_download(self):
        """Download the package as it can be made."""
        self.ensure_one()
        return self._download(self.record_ref)

    @api.model
    def _start(self, record):
        """Return the download of the package of ``record``; the dialog if something is missing in it.

        What is missing goes into the log of its assessment.
        """
        report = self.env["report.cchc_assessment.package"]
        if not report._get_parts(record):
            raise UserError(
                self.env._(
                    "No unit has submitted anything in “%(period)s” yet.", period=record.name
                )
            )
        faults = report._find_faults(record)
        if not faults:
            return self._download(record)
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
        dialog = self.create({"record_ref": f"{record._name},{record.id}"})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The package is not complete"),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _download(self, record):
        kind = record._name.rpartition(".")[2]
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/package/{kind}/{record.id}",
            "target": "download",
        }
