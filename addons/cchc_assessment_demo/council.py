from odoo import fields, models
from odoo.fields import Command

from .this_year import ThisYear


class Year(ThisYear):
    """The council's half: a year that is over and published, and what is under way in this one.

    What the council says and what the units answer stands in ``last_year.json`` and ``year.json``.
    """

    def _play_last_year(self, period, rubrics):
        """Play a year that is over, by rubrics of which this year's are new versions.

        :param rubrics: this year's, still drafts.
        """
        year = self._read_json("last_year.json")
        earlier = self.env["cchc.rubric"].union(
            *(self._make_earlier(rubric, year["rubrics"]) for rubric in rubrics)
        )
        earlier.with_env(period.env).action_publish()
        period.rubric_ids = earlier
        period.action_open()
        assessments = {assessment.unit_id: assessment for assessment in period.assessment_ids}
        # sudo: most of the sample units have nobody who could fill in what was done a year ago
        self._fill_in_plausibly(
            {
                assessments[self._ref(unit)].sudo(): quality
                for unit, quality in year["quality"].items()
            }
        )
        period.assessment_ids._write_as_system({"state": "submitted"})
        self._appraise_last_year(period, year, assessments)
        self._publish_last_year(period, year["publication"])
        earlier.with_env(period.env).action_archive_rubric()
        self._ref(year["merged"]).active = False

    def _make_earlier(self, rubric, changes):
        """Return last year's version of ``rubric``, from which its criteria come from now on."""
        rubric._sort_criteria()
        earlier = rubric.copy({"name": rubric.name})
        earlier.write(changes["values"])
        twins = zip(rubric._get_ordered_criteria(), earlier._get_ordered_criteria(), strict=True)
        for criterion, twin in twins:
            if values := changes["criteria"].get(criterion.get_external_id()[criterion.id]):
                twin.write(values)
            # past write() of this class: it is the other way round than a new version is made
            models.BaseModel.write(criterion, {"origin_id": twin.id})
        models.BaseModel.write(rubric, {"origin_id": earlier.id})
        return earlier

    def _appraise_last_year(self, period, year, assessments):
        period.assessment_ids.action_start_appraisal()
        for scene in year["council"]:
            self._disagree(assessments[self._ref(scene["unit"])], scene)
        period.assessment_ids.action_agree()
        self._score_survey(period.assessment_ids, year["quality"])
        for scene in year["council"]:
            assessment = assessments[self._ref(scene["unit"])]
            self._ask(assessment, scene)
            self._answer(assessment, scene)
        period.assessment_ids.action_conclude()

    def _publish_last_year(self, period, values):
        period.action_compute_results()
        publication = period.publication_ids
        publication.write(
            {
                "decision_number": values["decision_number"],
                "decision_date": values["decision_date"],
                # nothing is to leave this machine
                "notify_units": False,
            }
        )
        publication.action_publish()
        # the deadlines are of a year ago; when it was published is sealed, and stays today
        period._write_as_system(values["deadlines"])

    def _assign(self, period, assignments):
        self.env["cchc.assignment"].with_env(period.env).create(
            [
                {
                    "period_id": period.id,
                    "appraiser_id": self._ref(assignment["appraiser"]).id,
                    **{
                        name: [Command.set([self._ref(xmlid).id for xmlid in assignment[name]])]
                        for name in ("group_ids", "unit_ids", "criterion_ids")
                        if name in assignment
                    },
                }
                for assignment in assignments
            ]
        )

    def _play_appraisal(self, assessment, scene):
        """Play what the council and one unit have done so far this year."""
        assessment.action_start_appraisal()
        self._disagree(assessment, scene)
        domains = self.env["cchc.criterion"].union(*map(self._ref, scene["agreed"]))
        assessment.appraisal_ids.filtered(lambda one: one.domain_id in domains).action_agree()
        self._ask(assessment, scene)
        self._answer(assessment, scene)

    def _disagree(self, assessment, scene):
        self._decide(assessment, scene.get("differences", ()))

    def _score_survey(self, assessments, quality):
        """Score what only the council scores, as a survey might have found it."""
        qualities = {self._ref(unit): share for unit, share in quality.items()}
        values = {}
        for appraisal in assessments.appraisal_ids:
            if appraisal.scored_by == "council":
                share = 0.7 + 0.25 * qualities[appraisal.unit_id]
                values[appraisal] = {
                    "remark": "Theo kết quả điều tra xã hội học năm 2025 (dữ liệu mẫu).",
                    **(
                        {"manual_score": round(appraisal.max_score * share, 2)}
                        if appraisal.rule_type == "manual"
                        else {"numerator": round(200 * share), "denominator": 200}
                    ),
                }
        self.env["cchc.appraisal"].with_env(assessments.env)._decide(values)

    def _ask(self, assessment, scene):
        questions = scene.get("questions", ())
        for question in questions:
            self._appraisal_of(assessment, question).write(
                {"explanation_requested": True, "request": question["request"]}
            )
        if questions:
            assessment._transition(
                "action_request_explanation",
                explanation_deadline=fields.Datetime.add(fields.Datetime.now(), days=10),
            )

    def _answer(self, assessment, scene):
        """Let the unit answer as far as it has, and where the leader has sent it, the council decide anew."""
        questions = [question for question in scene.get("questions", ()) if "answer" in question]
        officer, leader = assessment.unit_id.officer_ids[:1], assessment.unit_id.leader_ids[:1]
        for question in questions:
            appraisal = self._appraisal_of(assessment, question).with_user(officer)
            if "document" in question:
                appraisal.env["cchc.evidence"].create(
                    self._make_document(question["document"], appraisal.line_id.ids)
                    | {"assessment_id": assessment.id}
                )
            appraisal.write({"explanation": question["answer"]})
        if not scene.get("sent"):
            return
        assessment.with_user(leader).action_send_explanation()
        self._decide(
            assessment,
            [
                {"criterion": question["criterion"], **question["decision"]}
                for question in questions
                if question.get("decision")
            ],
        )
        if scene.get("kept"):
            assessment.appraisal_ids.filtered("is_open").action_keep()

    def _decide(self, assessment, entries):
        assessment.env["cchc.appraisal"]._decide(
            {
                self._appraisal_of(assessment, entry): {
                    name: value for name, value in entry.items() if name != "criterion"
                }
                for entry in entries
            }
        )

    def _appraisal_of(self, assessment, entry):
        """Return the appraisal that stands for the criterion of an entry, or for its twin of last year."""
        criterion = self._ref(entry["criterion"])
        return assessment.appraisal_ids.filtered(
            lambda appraisal: (
                appraisal.is_current and appraisal.criterion_id in (criterion, criterion.origin_id)
            )
        )
