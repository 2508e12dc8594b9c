from odoo import api, fields, models

OFFICER = "cchc_assessment.cchc_assessment_group_officer"


class CchcUnit(models.Model):
    """A unit that is a department among the employees of its company."""

    _inherit = "cchc.unit"

    department_id = fields.Many2one(
        "hr.department",
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="The employees of this department, and of those below it, are proposed as the unit's officers.",
    )

    @api.onchange("department_id")
    def _onchange_department_id(self):
        """Propose the department's people as officers, in words: nobody is one before the form is saved.

        Only who has the officer's role already is proposed: the role is the administrator's to give.
        """
        users = self._get_department_users() - self.officer_ids._origin
        # sudo: whether somebody has a role is asked, and of nobody but the department's people
        role = self.env.ref(OFFICER).sudo()
        proposed = users.filtered(lambda user: role in user.sudo().all_group_ids)
        self.officer_ids |= proposed
        if not users:
            return None
        return {
            "warning": {
                "title": self.env._("Officers from the department"),
                "message": self._describe_proposal(proposed, users - proposed),
            }
        }

    def _get_department_users(self):
        """Return the active users of those who work in the department or below it and may enter the company."""
        if not self.department_id:
            return self.env["res.users"]
        employees = self.env["hr.employee.public"].search(
            [
                ("department_id", "child_of", self.department_id.ids),
                ("company_id", "=", self.company_id.id),
            ]
        )
        company = self.company_id._origin
        # sudo: a secretary need not see which companies others may enter
        return employees.user_id.filtered(
            lambda user: user.active and company in user.sudo().company_ids
        )

    def _describe_proposal(self, proposed, without_role):
        """Say who becomes an officer by saving, and who cannot yet."""
        sentences = []
        if proposed:
            sentences.append(
                self.env._(
                    "When you save, these become officers of the unit: %(people)s. Take out who is not to be one.",
                    people=", ".join(proposed.mapped("name")),
                )
            )
        if without_role:
            sentences.append(
                self.env._(
                    "Left out, for want of the officer's role, which an administrator gives: %(people)s.",
                    people=", ".join(without_role.mapped("name")),
                )
            )
        return "\n".join(sentences)
