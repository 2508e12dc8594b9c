"""A small addon of somebody else, put into the registry for one class of tests and taken out again."""

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

MODELS = ("cchc.assessment", "cchc.assessment.line", "cchc.appraisal")


def make_foreign_addon(seen):
    """Return the extensions of such an addon: a field that a unit writes, one of its own, and overrides of ``write``.

    :param seen: a list that gets ``(model, ids, names)`` of each write.
    """

    def extend(model, check):
        class Extension(models.Model):
            _register = False
            _module = "x_foreign"
            _name = model
            _inherit = [model]

            x_note = fields.Char("Foreign Note", default="as it came")
            x_writes = fields.Integer("Foreign Count")

            @api.model
            def _get_open_fields(self):
                return {**super()._get_open_fields(), "x_note": check}

            def write(self, vals):
                seen.append((self._name, self._ids, frozenset(vals)))
                result = super().write(vals)
                if "x_writes" not in vals:
                    for record in self:
                        record._write_as_system({"x_writes": record.sudo().x_writes + 1})
                return result

        return Extension

    checks = ("_check_unit_may_edit", "_check_unit_may_edit", "_check_council_may_edit")
    return [extend(model, check) for model, check in zip(MODELS, checks, strict=True)]


class ForeignAddon:
    """For a ``TransactionCase``: installs extensions of models of ours, by ``_install``."""

    @classmethod
    def _install(cls, *extensions):
        models_ = [extension._name for extension in extensions]
        before = {name: cls.registry[name]._base_classes__ for name in models_}
        # before anything is taken out of the cache: what the class has made is in the database
        cls.env.flush_all()
        for extension in extensions:
            add_to_registry(cls.registry, extension)
        cls.registry._setup_models__(cls.env.cr, models_)
        cls.registry.init_models(cls.env.cr, models_, {})
        cls.addClassCleanup(cls._uninstall, before)

    @classmethod
    def _uninstall(cls, before):
        for name, bases in before.items():
            cls.registry[name]._base_classes__ = bases
            for heir in cls.registry.descendants([name], "_inherit", "_inherits"):
                cls.registry[heir]._setup_done__ = False
        cls.registry._setup_models__(cls.env.cr, list(before))
