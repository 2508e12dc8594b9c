from datetime import timedelta

from odoo import fields, models

# Requests of one person for one document within this time are one download.
DOWNLOAD_PAUSE = timedelta(minutes=5)


class CchcEvidenceLog(models.Model):
    """What the log says of documents: filed, changed, tied to other criteria, opened by the council."""

    _name = "cchc.evidence"
    _inherit = ["cchc.evidence", "cchc.logged.mixin"]

    def _log_download(self):
        """Log that somebody of the council opened this document.

        Once in a while for each: a browser asks for a large file in many pieces.
        """
        if self.unit_id._is_officer(self.env.user):
            return
        # sudo: appraisers do not read the log
        is_logged = (
            self.env["cchc.log"]
            .sudo()
            .search_count(
                [
                    ("assessment_id", "=", self.assessment_id.id),
                    ("user_id", "=", self.env.uid),
                    ("action", "=", "download"),
                    ("new_value", "=", self.display_name),
                    ("date", ">", fields.Datetime.now() - DOWNLOAD_PAUSE),
                ],
                limit=1,
            )
        )
        if not is_logged:
            self.env["cchc.log"]._append(
                [
                    {
                        "assessment_id": self.assessment_id.id,
                        "action": "download",
                        "new_value": self.display_name,
                    }
                ]
            )

    def _get_links(self):
        """The criteria that each of these documents proves, archived documents included."""
        return {evidence: evidence.line_ids for evidence in self}

    def _follow_links(self, before):
        """Log which criteria were added to or taken from these documents, and settle what follows.

        :param before: what ``_get_links`` returned before the change.
        """
        entries = []
        for evidence in self:
            added, removed = (
                evidence.line_ids - before[evidence],
                before[evidence] - evidence.line_ids,
            )
            entries += [
                {
                    "assessment_id": line.assessment_id.id,
                    "line_id": line.id,
                    "action": "document",
                    # by the name that the criterion's reader knows it
                    "field": "evidence_ids",
                    side: evidence.display_name,
                }
                for side, lines in (("new_value", added), ("old_value", removed))
                for line in lines
            ]
            requirements = evidence.requirement_ids & evidence.line_ids.criterion_id.requirement_ids
            requirements |= requirements.browse(
                self._guess_requirements(added, evidence.document_type_id)
            )
            if requirements != evidence.requirement_ids:
                # what follows from a link that the user was allowed to make
                evidence._write_as_system(
                    {"requirement_ids": [fields.Command.set(requirements.ids)]}
                )
        self.env["cchc.log"]._append(entries)

    def _get_log_row(self, name):
        return {
            "assessment_id": self.assessment_id.id,
            "action": "document",
            "reason": self.display_name,
        }

    def _log_filing(self):
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": evidence.assessment_id.id,
                    "line_id": evidence.line_ids.id if len(evidence.line_ids) == 1 else False,
                    "action": "file",
                    "new_value": evidence.display_name,
                }
                for evidence in self
            ]
        )
