import re
import subprocess
import sys
from pathlib import Path

from lxml import etree

from odoo.tests import tagged
from odoo.tools import file_path
from odoo.tools.translate import PoFileReader, TranslationModuleReader

from ..common import CchcCase

# What the addons that build on this one need, and what it has to do without.
OTHERS_LIBRARIES = ("pyhanko", "pyhanko_certvalidator", "rfc3161_client")


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every model, view, menu and string of the addon has to have."""

    # another addon's tests have their own
    MODULE = "cchc_assessment"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._find_own()

    @classmethod
    def _find_own(cls):
        cls.root = Path(file_path(cls.MODULE))
        names = [
            name for name, model in cls.env.registry.items() if model._original_module == cls.MODULE
        ]
        cls.models = cls.env["ir.model"].search([("model", "in", names)])
        cls.roles = cls.officer | cls.leader | cls.appraiser | cls.secretary

    def _own(self, model):
        data = self.env["ir.model.data"].search(
            [("module", "=", self.MODULE), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id")).exists()

    def test_every_model_has_access_rows_and_rules(self):
        """No model of ours is open to everybody, or to nobody by mistake."""
        self.assertTrue(self.models)
        for model in self.models.filtered(lambda model: not self.env[model.model]._abstract):
            with self.subTest(model=model.model):
                self.assertTrue(model.access_ids, "no access rows")
                self.assertFalse(
                    model.access_ids.filtered(lambda row: not row.group_id), "open to all"
                )
                if model.model != "cchc.unit.group":
                    self.assertTrue(model.rule_ids, "no record rules")

    def test_nothing_of_a_demonstration_is_here(self):
        """Models, records and files of a sample province are in an addon of their own."""
        data = self.env["ir.model.data"].search([("module", "=", self.MODULE)])
        self.assertIn("model_cchc_period", data.mapped("name"))
        self.assertFalse(data.filtered(lambda row: re.search(r"demo\b|demo_", row.name)))
        names = [
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ]
        self.assertIn("__manifest__.py", names)
        self.assertFalse([name for name in names if "demo" in name])

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

    def test_what_is_new_has_no_odd_title(self):
        """A form in which nothing is filled in yet is headed by nothing that only programmers say."""
        made = 0
        for model in self.models.filtered(lambda model: not self.env[model.model]._abstract):
            for user in self.roles:
                records = self.env[model.model].with_user(user)
                if records.has_access("create"):
                    made += 1
                    with self.subTest(model=model.model, user=user.login):
                        self.assertNotRegex(records.new().display_name or "", "False|None")
        self.assertTrue(made or self.MODULE != "cchc_assessment")

    def test_confirmations_name_what_is_done(self):
        """Whoever is asked before a step reads its verb on the button, not “Ok”."""
        asked = 0
        for view in self._own("ir.ui.view"):
            for button in etree.fromstring(view.arch).iter("button"):
                if button.get("confirm"):
                    asked += 1
                    self.assertTrue(button.get("confirm-label"), (view.name, button.attrib))
        self.assertTrue(asked or self.MODULE != "cchc_assessment")

    def test_moments_are_written_alike(self):
        """Each moment on our screens is shown with its day, hour and minute, by our own widget."""
        for view in self._own("ir.ui.view").filtered("model"):
            if view.type in ("search", "calendar"):
                continue  # shown by these in ways of their own
            with self.subTest(view=view.name):
                self.assertEqual(
                    self._find_other_moments(etree.fromstring(view.arch), view.model), []
                )

    def test_years_have_no_thousands(self):
        """On a card, too, where an option alone does not keep Odoo from writing 2.027."""
        on_cards = 0
        for view in self._own("ir.ui.view").filtered(
            lambda view: view.type in ("list", "kanban", "form")
        ):
            for field in etree.fromstring(view.arch).iter("field"):
                hidden = "1" in (field.get("invisible"), field.get("column_invisible"))
                if field.get("name", "").rpartition("_")[2] == "year" and not hidden:
                    on_card = any(parent.tag == "templates" for parent in field.iterancestors())
                    on_cards += on_card
                    with self.subTest(view=view.name):
                        self.assertRegex(field.get("options", ""), "'enable_formatting': [Ff]alse")
                        self.assertEqual(field.get("widget"), "integer" if on_card else None)
        self.assertTrue(on_cards or self.MODULE != "cchc_assessment")

    def test_no_heading_of_a_group_adds_up_points(self):
        """Points of several units, years or rounds are no sum, but where a model sees to it that they are of one."""
        added = [
            f"{name}.{field}"
            for name in self.models.mapped("model")
            # cchc.counted.mixin sees to it that they are of one unit
            if not (hasattr(self.env[name], "_point_fields") or self.env[name]._transient)
            for field, said in self.env[name].fields_get(attributes=["type", "aggregator"]).items()
            if said["type"] == "float" and said.get("aggregator") == "sum"
        ]
        self.assertEqual(added, [])

    def _find_other_moments(self, node, model):
        """The moments below ``node`` that something else shows."""
        found = []
        for child in node.iterchildren(etree.Element):
            below = model
            if child.tag == "field" and (field := self.env[model]._fields.get(child.get("name"))):
                hidden = "1" in (child.get("invisible"), child.get("column_invisible"))
                shown = (
                    not hidden
                    and child.get("column_invisible") != "True"
                    and child.getparent().tag != "kanban"
                )
                if field.type == "datetime" and shown and child.get("widget") != "cchc_moment":
                    found.append(field.name)
                below = field.comodel_name or model
            found += self._find_other_moments(child, below)
        return found

    def test_names_are_read_while_they_are_edited(self):
        """A title that can be typed in goes on in further lines: the end of a long one is seen."""
        titles = [
            field
            for view in self._own("ir.ui.view").filtered(lambda view: view.type == "form")
            for field in etree.fromstring(view.arch).xpath("//h1/field[@name='name']")
        ]
        self.assertTrue(titles or self.MODULE != "cchc_assessment")
        for field in titles:
            self.assertEqual(field.get("widget"), "text", etree.tostring(field))

    def test_lists_have_cards(self):
        """What a phone has no room for as a list is there as cards, too."""
        looked_at = 0
        for menu in self._own("ir.ui.menu").filtered("action"):
            action = menu.action
            if action._name != "ir.actions.act_window" or action.view_mode[:4] != "list":
                continue
            if action.res_model not in self.models.mapped("model"):
                continue  # Odoo's own lists
            looked_at += 1
            chosen = {line.view_mode: line.view_id.id for line in action.view_ids}
            if not chosen and action.view_id:
                chosen[action.view_id.type] = action.view_id.id
            archs = {
                mode: etree.fromstring(
                    self.env[action.res_model].get_view(chosen.get(mode), mode)["arch"]
                )
                for mode in action.view_mode.split(",")
                if mode in ("list", "kanban")
            }
            columns = archs["list"].xpath(
                "field[not(@column_invisible or @optional='hide' or @widget='handle')]"
            )
            with self.subTest(action=action.name):
                self.assertTrue(len(columns) <= 4 or "kanban" in archs)
                # what is done with several of a list is done with several cards
                buttons = [
                    set(archs.get(mode, archs["list"]).xpath("header/button/@name"))
                    for mode in ("list", "kanban")
                ]
                self.assertLessEqual(*buttons)
        self.assertTrue(looked_at or self.MODULE != "cchc_assessment")

    def test_menus_lead_somewhere(self):
        """Each menu that a role sees opens a model that this role may read."""
        for user in self.roles:
            menus = self._own("ir.ui.menu").with_user(user)
            visible = menus.browse(menus._visible_menu_ids()) & menus
            self.assertTrue(visible)
            for menu in visible.filtered("action"):
                with self.subTest(menu=menu.complete_name, user=user.login):
                    action = menu.sudo().action
                    name = (
                        action.model_name
                        if action._name == "ir.actions.server"
                        else action.res_model
                    )
                    self.assertTrue(self.env[name].with_user(user).has_access("read"))

    def test_menu_actions_run_for_those_who_see_them(self):
        """What the Actions and Print menus show a role it can run, also without the right to write."""
        self._open_period()
        self._fill_in()
        self._send()
        self._approve()
        self.assessment.with_user(self.secretary)._transition("action_start_appraisal")
        # a member of the council prints what the secretary has computed
        self.period.with_user(self.secretary).action_compute_results()
        own = self._own("ir.actions.server").filtered("binding_model_id")
        # found before any runs: some make a record of their own
        first = {
            (user, model): self.env[model].with_user(user).search([], limit=1)
            for user in self.roles
            for model in set(own.model_id.mapped("model"))
            if self.env[model].with_user(user).has_access("read")
        }
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
                record = first[user, action.model_id.model]
                with self.subTest(action=action.name, user=user.login):
                    self.assertTrue(
                        action.with_user(user)
                        .with_context(
                            active_model=record._name, active_id=record.id, active_ids=record.ids
                        )
                        .run()
                    )

    def test_it_does_without_what_only_others_need(self):
        """Each module of the addon is imported where the libraries of the other addons are missing."""
        code = (
            "import importlib, pkgutil, sys\n"
            f"sys.modules.update(dict.fromkeys({OTHERS_LIBRARIES!r}))\n"
            "import odoo.addons\n"
            f"odoo.addons.__path__.append({str(self.root.parent)!r})\n"
            f"addon = importlib.import_module('odoo.addons.{self.MODULE}')\n"
            "found = pkgutil.walk_packages(addon.__path__, addon.__name__ + '.')\n"
            "names = [one.name for one in found if '.tests' not in one.name]\n"
            "print(len([importlib.import_module(name) for name in names]))\n"
        )
        answer = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        self.assertFalse(answer.returncode, answer.stderr)
        self.assertGreater(int(answer.stdout), 150)

    def test_it_has_no_word_of_what_only_others_need(self):
        """Nothing of the addon's own sources names the libraries of the other addons."""
        sources = [
            path
            for path in self.root.rglob("*")
            if path.suffix in (".py", ".xml", ".js", ".csv", ".scss", ".po")
            and path.relative_to(self.root).parts[0] not in ("tests", "migrations")
        ]
        self.assertGreater(len(sources), 250)
        for path in sources:
            text = path.read_text(encoding="utf-8").lower()
            for library in OTHERS_LIBRARIES:
                self.assertNotIn(library, text, path)

    def test_vietnamese_is_complete(self):
        """Each string of words that a person sees has a Vietnamese translation with the same placeholders."""
        placeholders = re.compile(r"%\(\w+\)[sd]|%[sd]")
        with (self.root / "i18n" / "vi.po").open("rb") as handle:
            translated = {
                (entry["src"], entry["value"])
                for entry in PoFileReader(handle)
                if entry.get("value")
            }
        sources = {source for source, _value in translated}
        rows = TranslationModuleReader(self.env.cr, modules=[self.MODULE], lang=None)
        others = self._get_fields_of_other_apps()
        missing = {row[4] for row in rows if others.isdisjoint(self._places(row))} - sources
        # a calculation reads the same in every language
        missing = {
            source for source in missing if re.search(r"[^\W\d_]", placeholders.sub("", source))
        }
        self.assertFalse(missing, "strings without a Vietnamese translation")
        for source, value in translated:
            self.assertEqual(
                sorted(placeholders.findall(source)),
                sorted(placeholders.findall(value)),
                f"in {source!r}",
            )

    def _places(self, row):
        """Where a string stands: the record, and the field in it where it is a record's."""
        _module, kind, place, reference, *_ = row
        name = str(reference).rpartition(".")[2]
        return {name, place} if kind in ("model", "model_terms") else {name}

    def _get_fields_of_other_apps(self):
        """Return what apps beside ours bring.

        Those are the fields that they put on our models, by the mixins that we inherit, and on Odoo's own lists of
        models and fields, where ours have their records.
        """
        own = self.env["ir.module.module"].search([("name", "=", self.MODULE)])
        modules = {
            self.MODULE,
            *own.upstream_dependencies(exclude_states=("uninstalled",)).mapped("name"),
        }
        ours = set(self.models.mapped("model"))
        return {
            f"field_{model.replace('.', '_')}__{name}" if model in ours else f"{model},{name}"
            for model in ours | {"ir.model", "ir.model.fields"}
            for name, field in self.env[model]._fields.items()
            if field._modules and modules.isdisjoint(field._modules)
        }

    def test_every_file_of_tests_is_run(self):
        """Odoo's own runner runs what the package imports; pytest would run the rest as well."""
        tests = self.root / "tests"
        for package in tests.rglob("__init__.py"):
            folder = package.parent
            parts = {f"from . import {path.stem}" for path in folder.glob("test_*.py")}
            parts |= {f"from .{path.parent.name} import *" for path in folder.glob("*/__init__.py")}
            imports = re.findall(
                r"^\s*(from \.\w* import (?:test_\w+|\*))",
                package.read_text(encoding="utf-8"),
                re.M,
            )
            self.assertTrue(parts)
            self.assertEqual(parts, set(imports), folder.name)
        named = {path.parent for path in tests.rglob("test_*.py")} - {tests}
        self.assertEqual(
            {folder for folder in named if "pure" not in folder.parts},
            {package.parent for package in tests.glob("*/__init__.py")},
        )
