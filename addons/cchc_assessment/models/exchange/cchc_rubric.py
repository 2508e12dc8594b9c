"""Exchange: a rubric as other programs read it, and make one."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..common.system_voice import as_system
from .shapes import CRITERION, OPTION, RUBRIC, check_readable, take_data, tell

# What of a criterion are no fields of it alone
_PARTS = ("options", "requirements", "children")


class CchcRubric(models.Model):
    _name = "cchc.rubric"
    _inherit = ["cchc.rubric"]

    @api.readonly
    def read_exchange(self):
        """Return each of these rubrics as plain data.

        :return: a list of ``shapes.RUBRIC``, which ``create_from_exchange`` takes back.
        """
        check_readable(self)
        return [rubric._make_exchange() for rubric in self]

    @api.model
    def create_from_exchange(self, data):
        """Create a draft of a rubric, whole or not at all.

        :param data: of the shape ``shapes.RUBRIC``; what is told only, such as ids, is passed over.
        :return: the id of the rubric.
        :raises UserError: when the data has another shape, or a unit group is unknown.
        """
        self.check_access("create")
        data = take_data(self.env, RUBRIC, data)
        criteria, groups = data.pop("criteria"), data.pop("groups", None)
        rubric = self.create(
            {
                **_fill(self, data),
                "group_ids": [Command.set(self._find_told_groups(groups or []).ids)],
            }
        )
        rubric._create_branches(criteria)
        as_system(rubric).message_post(body=self.env._("Created by another program."))
        return rubric.id

    def _make_exchange(self):
        children = self._get_ordered_criteria().grouped("parent_id")
        return tell(
            self,
            RUBRIC,
            groups=self.group_ids.mapped("code"),
            criteria=self._make_branches(children, self.env["cchc.criterion"]),
        )

    def _make_branches(self, children, parent):
        return [
            tell(
                criterion,
                CRITERION,
                options=[tell(option, OPTION) for option in criterion.option_ids],
                requirements=criterion.requirement_ids.mapped("name"),
                children=self._make_branches(children, criterion),
            )
            for criterion in children.get(parent, ())
        ]

    def _find_told_groups(self, codes):
        """Return the company's unit groups of these codes, its own before those that all companies share."""
        groups = self.env["cchc.unit.group"].search(
            [("code", "in", codes), ("company_id", "in", (False, self.env.company.id))],
            order="company_id, id",
        )
        # NULL comes last
        found = groups.browse().union(*(same[0] for same in groups.grouped("code").values()))
        if unknown := sorted(set(codes) - set(found.mapped("code"))):
            raise UserError(
                self.env._(
                    "There is no unit group with the code “%(code)s”.", code=", ".join(unknown)
                )
            )
        return found

    def _create_branches(self, roots):
        """Create a tree of criteria: a level at a time, each in one batch."""
        places = {id(node): place for place, node in enumerate(_walk(roots), start=1)}
        level = [(self.env["cchc.criterion"], node) for node in roots]
        while level:
            criteria = self.env["cchc.criterion"].create(
                [
                    {
                        **_fill(parent, {k: v for k, v in node.items() if k not in _PARTS}),
                        "rubric_id": self.id,
                        "parent_id": parent.id,
                        "sequence": 10 * places[id(node)],
                    }
                    for parent, node in level
                ]
            )
            made = [
                (criterion, node)
                for criterion, (_parent, node) in zip(criteria, level, strict=True)
            ]
            self._create_parts(made)
            level = [(above, node) for above, one in made for node in one.get("children") or ()]
        # made a level at a time, they stand in the cache in that order
        self.invalidate_recordset(["criterion_ids"])

    def _create_parts(self, made):
        """Create what stands below each criterion besides criteria.

        :param made: pairs of a criterion and its data.
        """
        options = self.env["cchc.criterion.option"]
        options.create(
            [
                {
                    **_fill_option(options, option),
                    "criterion_id": criterion.id,
                    "sequence": 10 * place,
                }
                for criterion, node in made
                for place, option in enumerate(node.get("options") or (), start=1)
            ]
        )
        self.env["cchc.criterion.requirement"].create(
            [
                {"name": name, "criterion_id": criterion.id, "sequence": 10 * place}
                for criterion, node in made
                for place, name in enumerate(node.get("requirements") or (), start=1)
            ]
        )


def _walk(nodes):
    """Yield each node of a tree in printed order."""
    for node in nodes:
        yield node
        yield from _walk(node.get("children") or ())


def _fill(records, values):
    """Return values for a new record: ``None`` is empty, and where nothing may be empty what a new form has."""
    return {
        name: False if value is None else value
        for name, value in values.items()
        if value is not None or not records._fields[name].required
    }


def _fill_option(options, option):
    values = _fill(options, option)
    if values.get("share", False) is not False:
        # the points follow from it
        values.pop("score", None)
    return values
