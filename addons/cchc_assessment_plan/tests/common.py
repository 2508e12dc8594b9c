from odoo.fields import Command, Date

from odoo.addons.cchc_assessment.tests.common_council import Council


class Plans(Council):
    """What the tests of plans share: results that are published, and plans as people make them.

    Of the sample unit 1.1.1 has 1 of 2, 1.1.2 0.5 of 1, 1.2 0 of 2, 2.1 1.7 of 2 and 2.2 2.5 of 3. For a class that
    inherits ``Province``.
    """

    @classmethod
    def _make_published(cls):
        cls._make_council()
        cls._conclude_both()
        cls._publish()
        cls.contributor, cls.colleague = cls._make_users(
            {"contributor": "contributor", "colleague": "contributor"}
        )
        cls.unit.contributor_ids = cls.contributor | cls.colleague

    @classmethod
    def _make_plan(cls, assessment=None, user=None):
        """Begin the plan as an officer does, by the button on the assessment."""
        assessment, user = assessment or cls.assessment, user or cls.officer
        answer = assessment.with_user(user).action_plan()
        return cls.env["cchc.plan"].with_user(user).browse(answer["res_id"])

    @classmethod
    def _fill_in_plan(cls, plan, people=None):
        """Say of each criterion why, what is done, by whom and until when."""
        people = people or cls.env.user.browse(plan.env.uid)
        for line in plan.line_ids:
            line.write({"cause": "Chưa phân công rõ."})
            plan.env["cchc.plan.measure"].create(
                {
                    "line_id": line.id,
                    "name": f"Biện pháp cho {line.criterion_id.code}",
                    "user_ids": [Command.set(people.ids)],
                    "date": Date.add(Date.today(), days=30),
                }
            )

    @classmethod
    def _agree(cls, plan, leader=None):
        plan.action_submit()
        plan.with_user(leader or cls.leader).action_agree()

    @classmethod
    def _make_agreed(cls):
        plan = cls._make_plan()
        cls._fill_in_plan(plan, cls.contributor)
        cls._agree(plan)
        return plan

    @classmethod
    def _plan_line(cls, plan, code):
        return plan.line_ids.filtered(lambda line: line.criterion_id.code == code)
