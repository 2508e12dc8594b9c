import base64
import json

from odoo import api, models
from odoo.fields import Command
from odoo.tools import file_open

FOLDER = "cchc_assessment/demo"


class CchcDemo(models.AbstractModel):
    """Plays the demonstration year as its sample users, by the same methods that their buttons call.

    What the units fill in stands in ``year.json``, their documents in ``evidence/documents.json``.
    """

    _name = "cchc.demo"
    _description = "Demonstration Year"

    @api.model
    def _play(self):
        self._set_language()
        secretary = self._as("user_secretary_demo")
        self._ref("rubric_department_demo", secretary).action_publish()
        self._ref("rubric_commune_demo", secretary).action_publish()
        self._play_last_year(self._ref("period_last_year_demo", secretary))
        period = self._ref("period_demo", secretary)
        period.action_open()
        assessments = {assessment.unit_id: assessment for assessment in period.assessment_ids}
        for scene in self._read_json("year.json")["units"]:
            self._play_unit(assessments[self._ref(scene["unit"])], scene)

    def _set_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["res.users"].search([("login", "=like", "%.demo")]).lang = "vi_VN"

    def _play_unit(self, assessment, scene):
        officer, leader = assessment.unit_id.officer_ids[:1], assessment.unit_id.leader_ids[:1]
        self._file_documents(assessment.with_user(officer), scene["unit"])
        self._fill_in(assessment.with_user(officer), scene["lines"])
        if scene["state"] == "draft":
            return
        assessment.with_user(officer).action_send_to_leader()
        if scene["state"] == "returned":
            assessment.with_user(leader)._transition(
                "action_return_to_officer", reason=scene["reason"]
            )
        elif scene["state"] == "submitted":
            assessment.with_user(leader)._transition(
                "action_approve",
                dispatch_number=scene["dispatch_number"],
                dispatch_date=scene["dispatch_date"],
                responsibility_confirmed=True,
            )
            self._withhold_mail(assessment.submission_ids)

    def _withhold_mail(self, submissions):
        """The year is played, the council's address is nobody's: nothing is to leave this machine."""
        self.env["mail.mail"].search(
            [("model", "=", "cchc.submission"), ("res_id", "in", submissions.ids)]
        ).unlink()
        for submission in submissions:
            submission.sudo()._note_mail_result()

    def _play_last_year(self, period):
        """Play a year that is over: every department has its result, to compare this year's with."""
        period.action_open()
        # sudo: most of the sample units have nobody who could fill in what was done a year ago
        assessments = period.sudo().assessment_ids
        for place, assessment in enumerate(assessments):
            assessment.write(
                {
                    "line_ids": [
                        Command.update(line.id, self._make_inputs(line, place))
                        for line in assessment.line_ids
                        if line.scored_by == "unit"
                    ]
                }
            )
        assessments._write_as_system({"state": "submitted"})
        period.assessment_ids.action_start_appraisal()
        period.assessment_ids.action_agree()
        council_only = period.assessment_ids.appraisal_ids.filtered(
            lambda appraisal: appraisal.scored_by == "council"
        )
        council_only._decide(
            {
                appraisal: {
                    "override_score": round(appraisal.max_score * 0.8, 2),
                    "override_reason": "Theo kết quả khảo sát năm 2025 (dữ liệu mẫu)",
                }
                for appraisal in council_only
            }
        )
        period.assessment_ids.action_conclude()
        period.action_compute_results()
        publication = period.publication_ids
        publication.write({"decision_number": "25/QĐ-UBND (mẫu)", "decision_date": "2026-01-20"})
        publication.action_publish()
        period._write_as_system({"self_deadline": "2025-12-05 10:00:00"})

    def _make_inputs(self, line, place):
        """Return plausible inputs for the rule of ``line``: fewer points for some, so that places differ."""
        criterion = line.criterion_id
        missing = (7 * place + criterion.sequence // 10) % 10
        values = {"explanation": "Theo báo cáo năm 2025 (dữ liệu mẫu)."}
        if line.rule_type == "choice":
            options = criterion.option_ids.sorted("score", reverse=True)
            return {**values, "option_id": options[min(missing // 7, len(options) - 1)].id}
        if line.rule_type == "manual":
            return {**values, "manual_score": round(line.max_score * (1 - missing / 20), 2)}
        if line.rule_type == "ratio" or line.band_basis == "percent":
            return {**values, "numerator": 100 - 2 * missing, "denominator": 100}
        return {**values, "quantity": missing // 5}

    def _file_documents(self, assessment, unit):
        lines = {line.criterion_id: line.id for line in assessment.line_ids}
        assessment.env["cchc.evidence"].create(
            [
                {
                    "assessment_id": assessment.id,
                    "name": document["name"],
                    "document_number": document["document_number"],
                    "document_date": document["document_date"],
                    "issuer": document["issuer"],
                    "file": self._read_file(document["file"]),
                    "file_name": document["file"],
                    "line_ids": [
                        Command.set(
                            [lines[self._ref(criterion)] for criterion in document["criteria"]]
                        )
                    ],
                }
                for document in self._read_json("evidence/documents.json")
                if document["unit"] == unit
            ]
        )

    def _fill_in(self, assessment, entries):
        lines = {line.criterion_id: line.id for line in assessment.line_ids}
        commands = []
        for entry in entries:
            values = {
                key: value for key, value in entry.items() if key not in ("criterion", "option")
            }
            if "option" in entry:
                values["option_id"] = self._ref(entry["option"]).id
            commands.append(Command.update(lines[self._ref(entry["criterion"])], values))
        assessment.write({"line_ids": commands})

    def _ref(self, xmlid, env=None):
        name = xmlid if "." in xmlid else f"cchc_assessment.{xmlid}"
        return (env or self.env).ref(name)

    def _as(self, xmlid):
        return self.with_user(self._ref(xmlid)).env

    def _read_json(self, name):
        with file_open(f"{FOLDER}/{name}") as handle:
            return json.load(handle)

    def _read_file(self, name):
        with file_open(f"{FOLDER}/evidence/{name}", "rb") as handle:
            return base64.b64encode(handle.read())
