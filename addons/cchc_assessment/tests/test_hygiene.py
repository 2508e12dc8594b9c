import re
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import file_path
from odoo.tools.translate import PoFileReader, TranslationModuleReader

from .common import CchcCase

MODULE = "cchc_assessment"


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every model, view, menu and string of the addon has to have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = Path(file_path(MODULE))
        cls.models = cls.env["ir.model"].search([("model", "=like", "cchc.%")])
        cls.roles = cls.officer | cls.leader | cls.appraiser | cls.secretary

    def _own(self, model):
        data = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
        return self.env[model].browse(data.mapped("res_id")).exists()

    def test_every_model_has_access_rows_and_rules(self):
        """No model of ours is open to everybody, or to nobody by mistake."""
        for model in self.models.filtered(lambda model: not self.env[model.model]._abstract):
            with self.subTest(model=model.model):
                self.assertTrue(model.access_ids, "no access rows")
                self.assertFalse(
                    model.access_ids.filtered(lambda row: not row.group_id), "open to all"
                )
                if model.model != "cchc.unit.group":
                    self.assertTrue(model.rule_ids, "no record rules")

    def test_views_load_as_each_role(self):
        """Each view of ours opens for each role that may read its model."""
        for view in self._own("ir.ui.view").filtered("model"):
            for user in self.roles:
                model = self.env[view.model].with_user(user)
                if model.has_access("read"):
                    with self.subTest(view=view.name, user=user.login):
                        model.get_view(view.id, view.type)

    def test_buttons_have_their_methods(self):
        """Each button calls a public method that exists."""
        for view in self._own("ir.ui.view").filtered("model"):
            for name in re.findall(
                r'<(?:button|a)[^>]*?\bname="(action_\w+)"[^>]*?type="object"', view.arch
            ):
                with self.subTest(view=view.name, button=name):
                    models = [view.model] + [
                        field.comodel_name
                        for field in self.env[view.model]._fields.values()
                        if field.relational and field.comodel_name.startswith("cchc.")
                    ]
                    self.assertTrue(
                        any(callable(getattr(self.env[model], name, None)) for model in models)
                    )

    def test_menus_lead_somewhere(self):
        """Each menu that a role sees opens a model that this role may read."""
        for user in self.roles:
            menus = self._own("ir.ui.menu").with_user(user)
            visible = menus.browse(menus._visible_menu_ids()) & menus
            self.assertTrue(visible)
            for menu in visible.filtered("action"):
                with self.subTest(menu=menu.complete_name, user=user.login):
                    self.assertTrue(
                        self.env[menu.sudo().action.res_model].with_user(user).has_access("read")
                    )

    def test_menu_actions_run_for_those_who_see_them(self):
        """What the Actions and Print menus show a role it can run, also without the right to write."""
        self._open_period()
        self._fill_in()
        self._send()
        self._approve()
        own = self._own("ir.actions.server").filtered("binding_model_id")
        for user in self.roles:
            shown = {
                entry["id"]
                for model in set(own.binding_model_id.mapped("model"))
                for entries in self.env["ir.actions.actions"]
                .with_user(user)
                .get_bindings(model)
                .values()
                for entry in entries
            }
            for action in own.filtered(lambda action: action.id in shown):
                record = self.env[action.model_id.model].with_user(user).search([], limit=1)
                with self.subTest(action=action.name, user=user.login):
                    self.assertTrue(
                        action.with_user(user)
                        .with_context(
                            active_model=record._name, active_id=record.id, active_ids=record.ids
                        )
                        .run()
                    )

    def test_vietnamese_is_complete(self):
        """Each string that a person sees has a Vietnamese translation with the same placeholders."""
        with (self.root / "i18n" / "vi.po").open("rb") as handle:
            translated = {
                (entry["src"], entry["value"])
                for entry in PoFileReader(handle)
                if entry.get("value")
            }
        sources = {source for source, _value in translated}
        rows = TranslationModuleReader(self.env.cr, modules=[MODULE], lang=None)
        others = self._get_fields_of_other_apps()
        missing = {row[4] for row in rows if str(row[3]).rpartition(".")[2] not in others} - sources
        self.assertFalse(missing, "strings without a Vietnamese translation")
        for source, value in translated:
            placeholders = re.compile(r"%\(\w+\)[sd]|%[sd]")
            self.assertEqual(
                sorted(placeholders.findall(source)),
                sorted(placeholders.findall(value)),
                f"in {source!r}",
            )

    def _get_fields_of_other_apps(self):
        """Return the names of the fields that apps beside ours put on our models, by the mixins that we inherit."""
        own = self.env["ir.module.module"].search([("name", "=", MODULE)])
        modules = {
            MODULE,
            *own.upstream_dependencies(exclude_states=("uninstalled",)).mapped("name"),
        }
        return {
            f"field_{model.model.replace('.', '_')}__{name}"
            for model in self.models
            for name, field in self.env[model.model]._fields.items()
            if field._modules and modules.isdisjoint(field._modules)
        }

    def test_every_file_of_tests_is_run(self):
        """Odoo's own runner runs what the package imports; pytest would run the rest as well."""
        files = {path.stem for path in (self.root / "tests").glob("test_*.py")}
        self.assertIn("test_hygiene", files)
        imports = (self.root / "tests" / "__init__.py").read_text(encoding="utf-8")
        self.assertEqual(files, set(re.findall(r"\bimport (test_\w+)", imports)))
