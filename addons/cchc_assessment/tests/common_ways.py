from odoo.fields import Command, Datetime
from odoo.tools import SQL

from .common_council import Council


class Ways(Council):
    """A year in which not everybody cooperates: beside the two units there are three more.

    ``silent_unit`` never submits, ``new_unit`` is not assessed, ``old_unit`` was merged into the sample unit within
    the year. For a class that inherits ``Province``.
    """

    @classmethod
    def _make_ways(cls):
        cls.silent_unit, cls.new_unit, cls.old_unit = cls.env["cchc.unit"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "group_id": cls.group.id,
                    "officer_ids": [Command.set(cls.other_officer.ids)],
                    "leader_ids": [Command.set(cls.other_leader.ids)],
                }
                for name, code in (
                    ("Sở Im lặng", "T-SIL"),
                    ("Sở Mới lập", "T-SML"),
                    ("Sở Cũ", "T-SC"),
                )
            ]
        )
        cls.unit.predecessor_ids = cls.old_unit
        cls._make_council()
        of_unit = {one.unit_id: one for one in cls.period.assessment_ids}
        cls.other_assessment = of_unit[cls.other_unit]
        cls.silent, cls.new, cls.old = (
            of_unit[unit] for unit in (cls.silent_unit, cls.new_unit, cls.old_unit)
        )

    @classmethod
    def _pass_deadline(cls, assessment, name="deadline"):
        """As if the time of this unit had passed; by SQL, since no date in the past is taken."""
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE cchc_assessment SET %s = %s WHERE id = %s",
                SQL.identifier(name),
                Datetime.add(Datetime.now(), days=-1),
                assessment.id,
            )
        )
        cls.env.invalidate_all()

    @classmethod
    def _act(cls, action, assessment, user=None, reason="Theo Công văn số 5/SNV.", **details):
        """Carry a step out as its dialog does."""
        assessment.with_user(user or cls.secretary)._transition(action, reason=reason, **details)

    @classmethod
    def _set_others_aside(cls):
        """What is left of the year is that of the two sample units."""
        cls._pass_deadline(cls.silent)
        cls._act("action_declare_absent", cls.silent)
        cls._act("action_exempt", cls.new, reason="Mới thành lập tháng 10.")
        cls._act(
            "action_count_elsewhere",
            cls.old,
            reason="Hợp nhất từ 01/7.",
            counting=cls.assessment,
        )

    def _states(self):
        self.env.invalidate_all()
        return {one.unit_id.name: one.state for one in self.period.assessment_ids}
