import base64
import json
from zlib import crc32

from odoo import fields
from odoo.fields import Command
from odoo.tools import file_open

ADDON = "cchc_assessment_demo"
FOLDER = f"{ADDON}/data"


class ThisYear:
    """Plays the demonstration as its sample users, by the same methods that their buttons call.

    What the units fill in stands in ``year.json``, their documents in ``evidence/documents.json``. No model:
    nothing of it is in the registry once the year has been played.
    """

    def __init__(self, env):
        self.env = env(context={**env.context, "lang": "vi_VN"})

    def play(self):
        """Play last year to its end, and this one as far as it has come."""
        self._let_users_speak_vietnamese()
        secretary = self._as("user_secretary_demo")
        rubrics = self._ref("rubric_department_demo") | self._ref("rubric_commune_demo")
        self._play_last_year(self._ref("period_last_year_demo", secretary), rubrics)
        for rubric in rubrics.with_env(secretary):
            rubric.action_publish()
        period = self._ref("period_demo", secretary)
        period.action_open()
        assessments = {assessment.unit_id: assessment for assessment in period.assessment_ids}
        year = self._read_json("year.json")
        for scene in year["units"]:
            self._play_unit(assessments[self._ref(scene["unit"])], scene)
        self._assign(period, year["assignments"])
        for scene in year["council"]:
            self._play_appraisal(assessments[self._ref(scene["unit"])], scene)

    def _let_users_speak_vietnamese(self):
        """They are shown what was written in their names; who wants to look around takes no tour."""
        self.env["res.lang"]._install_vietnamese()
        users = self.env["res.users"].search([("share", "=", False)])
        users.tour_enabled = False
        users.filtered(lambda user: user.login.endswith(".demo")).lang = "vi_VN"

    def _play_unit(self, assessment, scene):
        officer, leader = assessment.unit_id.officer_ids[:1], assessment.unit_id.leader_ids[:1]
        self._file_documents(assessment.with_user(officer), scene["unit"])
        if "quality" in scene:
            self._fill_in_plausibly({assessment.with_user(officer): scene["quality"]})
        else:
            self._fill_in(assessment.with_user(officer), scene["lines"])
        self._give_out(assessment, scene)
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

    def _give_out(self, assessment, scene):
        """Let the leader give parts of the form to divisions, and the officer look through what has come of it."""
        officer, leader = assessment.unit_id.officer_ids[:1], assessment.unit_id.leader_ids[:1]
        today = assessment.company_id._cchc_today()
        self.env["cchc.task"].with_user(leader).create(
            [
                {
                    "assessment_id": assessment.id,
                    "criterion_id": self._ref(task["criterion"]).id,
                    "division_ids": [Command.link(self._ref(task["division"]).id)],
                    "date": fields.Date.add(today, days=task["days"]),
                }
                for task in scene.get("tasks", ())
            ]
        )
        lines = {line.criterion_id: line.id for line in assessment.line_ids}
        if "checked" in scene:
            assessment.with_user(officer).action_check_off(
                [lines[self._ref(criterion)] for criterion in scene["checked"]]
            )
        if back := scene.get("handed_back"):
            assessment.with_user(officer).action_hand_back(
                [lines[self._ref(back["criterion"])]], back["reason"]
            )

    def _withhold_mail(self, submissions):
        """The year is played, the council's address is nobody's: nothing is to leave this machine."""
        self.env["mail.mail"].search(
            [("model", "=", "cchc.submission"), ("res_id", "in", submissions.ids)]
        ).unlink()
        for submission in submissions:
            submission.sudo()._note_mail_result()

    def _file_documents(self, assessment, unit):
        lines = {line.criterion_id: line.id for line in assessment.line_ids}
        assessment.env["cchc.evidence"].create(
            [
                self._make_document(
                    document, [lines[self._ref(criterion)] for criterion in document["criteria"]]
                )
                | {"assessment_id": assessment.id}
                for document in self._read_json("evidence/documents.json")
                if document["unit"] == unit
            ]
        )

    def _make_document(self, document, line_ids):
        return {
            **{
                name: document[name]
                for name in ("name", "document_number", "document_date", "issuer")
            },
            "file": self._read_file(document["file"]),
            "file_name": document["file"],
            "line_ids": [Command.set(line_ids)],
        }

    def _fill_in(self, assessment, entries):
        lines = {line.criterion_id: line.id for line in assessment.line_ids}
        assessment.write(
            {
                "line_ids": [
                    Command.update(lines[self._ref(entry["criterion"])], self._read_values(entry))
                    for entry in entries
                ]
            }
        )

    def _read_values(self, entry):
        """Return the values of fields of an entry of the scenes, its option by its name."""
        values = {key: value for key, value in entry.items() if key not in ("criterion", "option")}
        if "option" in entry:
            values["option_id"] = self._ref(entry["option"]).id
        return values

    def _fill_in_plausibly(self, qualities):
        """Score whatever these units score themselves, as a unit of such a quality might.

        :param qualities: ``{assessment: share of the criteria in which nothing was amiss}``
        """
        values = {
            line: self._make_inputs(line, quality)
            for assessment, quality in qualities.items()
            for line in assessment.line_ids
            if line.scored_by == "unit"
        }
        for alike in self._group_equal(values):
            alike.write(values[alike[0]])

    def _group_equal(self, values):
        """Return the keys of ``{record: values}``, those with the same values together."""
        groups = {}
        for record, vals in values.items():
            key = repr(vals)
            groups[key] = groups.get(key, record.browse()) | record
        return groups.values()

    def _make_inputs(self, line, quality):
        """Return inputs for the rule of ``line``, always the same ones for the same unit and criterion."""
        criterion = line.criterion_id
        seed = crc32(f"{line.unit_id.code} {criterion.code}".encode())
        is_weak = seed % 100 >= 100 * quality
        values = {
            "explanation": f"Theo báo cáo cải cách hành chính năm {line.period_id.year} của cơ quan (dữ liệu mẫu)."
        }
        by_score = criterion.option_ids.sorted("score", reverse=True)
        match line.rule_type:
            case "choice":
                return {**values, "option_id": by_score[:2][-1 if is_weak else 0].id}
            case "manual":
                share = 0.75 if is_weak else 0.95
                return {**values, "manual_score": round(line.max_score * share, 2)}
            case "band" if line.band_basis != "percent":
                return {**values, "quantity": by_score[:2][-1 if is_weak else 0].threshold}
            case "deduction":
                return {**values, "quantity": int(is_weak)}
            case "per_item":
                return {**values, "quantity": self._make_quantity(criterion, seed, is_weak)}
        total = 50
        missing = 5 + seed % 3 * 2 if is_weak else seed % 3
        return {**values, "numerator": total - missing, "denominator": total}

    def _make_quantity(self, criterion, seed, is_weak):
        if criterion.counted_section == "bonus":
            return int(not is_weak and seed % 3 == 0)
        if criterion.counted_section == "penalty":
            return int(is_weak)
        full = criterion.max_score / criterion.points_per_item
        return full // 2 if is_weak else full

    def _ref(self, xmlid, env=None):
        name = xmlid if "." in xmlid else f"{ADDON}.{xmlid}"
        return (env or self.env).ref(name)

    def _as(self, xmlid):
        return self.env(user=self._ref(xmlid).id)

    def _read_json(self, name):
        with file_open(f"{FOLDER}/{name}") as handle:
            return json.load(handle)

    def _read_file(self, name):
        with file_open(f"{FOLDER}/evidence/{name}", "rb") as handle:
            return base64.b64encode(handle.read())
