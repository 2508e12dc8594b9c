from odoo import fields, models
from odoo.tools import split_every

from ...fields import VisibleOne2many
from ..common.groups import SECRETARY_GROUP
from ..log.sealed_fields import PUBLICATION, RESULT

# How many units' appraisals are held in memory at a time.
CHUNK = 20


class CchcPublicationSeal(models.Model):
    """The seal of a publication: of each unit its result, and of all of them together."""

    _name = "cchc.publication"
    _inherit = ["cchc.publication", "cchc.checked.mixin"]
    _sealed_parts = PUBLICATION

    check_ids = VisibleOne2many("cchc.submission.check", "publication_id", "Checks", readonly=True)

    def action_publish(self):
        """Publish, and seal what is published."""
        result = super().action_publish()
        # sudo: nobody may write on what is published
        publication = self.sudo()
        self.env.flush_all()
        results = publication.result_ids
        for chunk in split_every(CHUNK, results.ids, results.browse):
            for one in chunk:
                assessment = one.assessment_id
                one._seal_now(log={"count": assessment.log_count, "head": assessment.log_head})
            self._make_room(chunk)
        publication._seal_now()
        publication._log_seal()
        return result

    def _get_seal_key(self):
        return f"publication {self.number}"

    def _get_sealed_assessments(self):
        # also where the result itself was taken out
        sealed = (self._get_manifest() or {}).get("results", ())
        ids = {entry.get("assessment_id") for entry in sealed} | set(
            self.result_ids.assessment_id.ids
        )
        return self.env["cchc.assessment"].browse(i for i in ids if isinstance(i, int)).exists()

    def _find_seal_problems(self):
        """Look at each unit's result as well, by its own seal."""
        problems, files, values, uncovered = super()._find_seal_problems()
        if self.seal or self.manifest:
            results = self.result_ids | self._get_sealed_results()
            for chunk in split_every(CHUNK, results.ids, results.browse):
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


class CchcResultSeal(models.Model):
    """What a unit's result stands on: the council's word on each criterion, and the unit's submission."""

    _name = "cchc.result"
    _inherit = ["cchc.result", "cchc.sealed.mixin"]
    _sealed_parts = RESULT

    # as the content it is taken of, until the unit may see all of that
    seal = fields.Char(groups=SECRETARY_GROUP)

    def _get_sealed_name(self):
        return self.publication_id.display_name

    def _get_sealed_appraisals(self):
        """Return the council's word on each criterion, up to the round that this stands on."""
        appraisals = self.assessment_id.appraisal_ids
        return appraisals.filtered(lambda one: one.round <= self.round).sorted(
            lambda one: (one.round, one.id)
        )

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


class CchcAssessmentSeal(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    def _get_seals(self):
        return [*super()._get_seals(), *self.sudo().result_ids.filtered("seal")]
