from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.tests.common import CchcCase

from ..models.conditions import Conditions
from ..models.takable import find_takable, is_takable
from .common import Records


@tagged("post_install", "-at_install")
class TestConditions(Records, CchcCase):
    """What an administrator may ask of which records, and what is never evaluated or passed by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_records()

    def _refuse(self, domain, words):
        with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
            self.source.domain = domain

    def test_no_code(self):
        """What would have to be evaluated is refused as it stands."""
        for domain in (
            "[('create_date', '>=', context_today())]",
            "[('user_id', '=', uid)]",
            "[('ref', '=', __import__('os').getcwd())]",
            "[x for x in ()]",
            "[('ref', '=', 'a' * 9)]",
            "lambda: []",
            "(" * 900,
            "-" * 1500 + "1",
            "[('ref', '=', 'HS')",
        ):
            with self.subTest(domain=domain[:60]):
                self._refuse(domain, "evaluated|cannot be used|characters|PostgreSQL|text")

    def test_no_list(self):
        for domain, words in (
            ("{'ref': 1}", "have to be a list"),
            ("'ref'", "have to be a list"),
            ("[('ref', '=')]", "is no condition"),
            ("['ref']", "is no condition"),
            ("[('ref', '=', {1: 2})]", "no plain value"),
            ("[('ref', '=', b'x')]", "no plain value"),
            ("[('ref', 'in', [('a',)])]", "no plain value"),
            ("[('color', '=', 1e999)]", "no plain value"),
            ("[('color', '=', 10000000000000000000)]", "no plain value"),
            ("['|', ('ref', '=', 'HS')]", "do not fit together"),
            ("['&']", "do not fit together"),
            ("[('create_date', '>', 'today -30d')]", "no day of the calendar"),
            ("[('create_date', 'in', ['=monday'])]", "no day of the calendar"),
            ("[('create_date', '>', '20260105')]", "no day of the calendar"),
            ("[('create_date', '>', '2026-W02-1')]", "no day of the calendar"),
            ("[('create_date', '>', '2026-01-05T00:00:00+07:00')]", "no day of the calendar"),
            ("[('parent_id.create_date', '<', 'now')]", "no day of the calendar"),
            ("[('ref', '=?', 'x')]", "compares nothing"),
            (f"[('ref', 'in', {list(range(300))})]", "more than 200 values"),
            (str([("ref", "=", "x")] * 21), "more than 20 of them"),
        ):
            with self.subTest(domain=domain[:60]):
                self._refuse(domain, words)

    def test_past_the_rights(self):
        """What leaves out the rules of other records is refused, and so is what an app searches by code of its own."""
        for domain, words in (
            ("[('parent_id', 'any!', [('ref', '=', 'x')])]", "compares nothing"),
            ("[('parent_id', 'any', [('parent_id', 'any!', [])])]", "compares nothing"),
            # res.users beyond a field that leaves its rules out
            ("[('user_ids', 'any', [('login', '=', 'admin')])]", "nothing may be asked"),
            ("[('user_ids.login', '=', 'admin')]", "nothing may be asked"),
            ("[('user_ids', 'ilike', 'admin')]", "nothing may be asked"),
            ("[('user_ids', 'child_of', 1)]", "nothing may be asked"),
            ("[('create_uid.password', '!=', False)]", "nothing may be asked"),
            ("[('create_uid', 'in', ['admin'])]", "nothing may be asked"),
            ("[('display_name', '=', 'x')]", "kept in the database"),
            ("[('nothing', '=', 1)]", "kept in the database"),
            ("[('ref.x', '=', 1)]", "leads to no records"),
            ("[('ref', 'any', [])]", "leads to no records"),
            ("[('parent_id.parent_id.parent_id.ref', '=', 1)]", "further than 3 steps"),
            (
                "[('parent_id', 'any', [('parent_id', 'any', [('parent_id', 'any', [])])])]",
                "nested too deeply",
            ),
        ):
            with self.subTest(domain=domain[:60]):
                self._refuse(domain, words)

    def test_what_may_be_asked(self):
        for domain in (
            "[]",
            "[('create_date', '>=', '2026-01-05')]",
            "[('create_date', '>=', '2026-01-05 00:00:00')]",
            "[('create_uid', '=', 1)]",
            "[('create_uid', 'in', [1, 2])]",
            "[('parent_id.country_id.code', '=', 'VN')]",
            "['|', ('ref', '=', 'HS'), '!', ('parent_id', 'any', [('ref', '=', 'x')])]",
            "[('category_id', 'child_of', 'Một cửa')]",
        ):
            with self.subTest(domain=domain):
                self.source.domain = domain
                self.line.with_user(self.officer).count_record_figure()

    def test_each_bound_itself(self):
        """As many, as long and as deep as is allowed is allowed; what is one more is refused."""
        deepest = "[('parent_id', 'any', [('parent_id', 'any', [('ref', '=', 'x')])])]"
        for allowed, refused, words in (
            (str([("ref", "=", "x")] * 20), str([("ref", "=", "x")] * 21), "more than 20 of them"),
            (
                f"[('ref', 'in', {['x'] * 200})]",
                f"[('ref', 'in', {['x'] * 201})]",
                "more than 200 values",
            ),
            (
                "[('parent_id.parent_id.ref', '=', 'x')]",
                "[('parent_id.parent_id.parent_id.ref', '=', 'x')]",
                "further than 3 steps",
            ),
            (deepest, f"[('parent_id', 'any', {deepest})]", "nested too deeply"),
            (
                f"[('partner_latitude', '=', {-(10**15)})]",
                f"[('partner_latitude', '=', {-(10**15) - 1})]",
                "no plain value",
            ),
            ("[('ref', 'ilike', 'x')]", "[('', 'ilike', 'x')]", "is no field"),
        ):
            with self.subTest(words=words):
                self.source.domain = allowed
                self.line.with_user(self.officer).count_record_figure()
                self._refuse(refused, words)

    def test_records(self):
        """Of people's work alone: no settings, accounts, keys, messages, dialogs, nothing of this addon."""
        takable = find_takable(self.env)
        self.assertIn("res.partner", takable)
        for name in (
            "ir.config_parameter",
            "ir.attachment",
            "res.users",
            "res.users.apikeys",
            "res.company",
            "mail.message",
            "mail.mail",
            "base",
            "mail.thread",
            "fetchmail.server",
            "cchc.assessment",
            "cchc.appraisal",
            "cchc.assessment.return",
            "nothing.like.it",
            None,
        ):
            with self.subTest(name=name):
                self.assertFalse(is_takable(self.env, name))
                self.assertNotIn(name, takable)
        self.assertFalse([name for name in takable if self.env[name]._transient])
        with self.assertRaisesRegex(ValidationError, "people's work"), self.cr.savepoint():
            self.source.model_id = self.env["ir.model"]._get("res.users")
        # what only administrators read is a setting
        rows = self.env["ir.model.access"].search([("model_id.model", "=", "res.partner")])
        rows.group_id = self.env.ref("base.group_system")
        self.assertFalse(is_takable(self.env, "res.partner"))

    def test_fields(self):
        """A date and a number that are kept, of these records and of no others."""
        for values, words in (
            ({"date_field_id": self._get_model_field("ref")}, "Choose a date"),
            (
                {"date_field_id": self._get_model_field("create_date", "res.country")},
                "Choose a date",
            ),
            ({"measure": "sum", "sum_field_id": False}, "Choose a number"),
            ({"measure": "sum", "sum_field_id": self._get_model_field("ref")}, "Choose a number"),
            (
                {"measure": "sum", "sum_field_id": self._get_model_field("contact_address")},
                "Choose a number",
            ),
            ({"part_domain": "[]"}, "count as done"),
            ({"domain": "[('color', '=', 'abc')]"}, "do not fit|cannot be used"),
            ({"domain": "x" * 2001}, "too long"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self.source.write(values)

    def test_criteria(self):
        """A criterion that takes no figures from a unit has none computed."""
        for code in ("1.1", "1.1.1", "2.2"):
            with (
                self.subTest(code=code),
                self.assertRaisesRegex(ValidationError, "takes no figures"),
                self.cr.savepoint(),
            ):
                self.source.criterion_id = self.criteria[code]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._make_source(domain="[]")
            self.env.flush_all()

    def test_in_words(self):
        """What is asked is told as a sentence for each condition."""
        records = self.env["res.partner"].with_user(self.officer)
        country = self.env.ref("base.vn")

        def word(domain):
            return Conditions(records, str(domain)).describe()

        labels = {
            name: records.fields_get([name], ["string"])[name]["string"]
            for name in ("ref", "employee", "country_id", "parent_id", "type", "create_date")
        }
        self.assertEqual(
            word(
                [
                    ("ref", "=", "HS"),
                    ("employee", "=", True),
                    ("country_id", "=", country.id),
                    ("parent_id", "=", False),
                    ("parent_id.ref", "!=", False),
                    ("type", "in", ["contact"]),
                    ("create_date", ">=", "2026-05-04"),
                ]
            ),
            [
                f"{labels['ref']} is “HS”",
                f"{labels['employee']} is “yes”",
                f"{labels['country_id']} is “{country.name}”",
                f"{labels['parent_id']} is empty",
                f"{labels['parent_id']} › {labels['ref']} is not empty",
                f"{labels['type']} is one of “Contact”",
                f"{labels['create_date']} is at least “04/05/2026”",
            ],
        )
        ref = labels["ref"]
        self.assertEqual(
            word(["|", ("ref", "=", "a"), "&", "!", ("ref", "=", "b"), ("ref", "like", "c")]),
            [f"({ref} is “a” or (not ({ref} is “b”) and {ref} contains “c”))"],
        )
        self.assertEqual(
            word([("parent_id", "any", [("ref", "=", "a")])]),
            [f"{labels['parent_id']}: those with {ref} is “a”"],
        )

    def test_names_that_are_hidden(self):
        """The name of a record that its reader may not read is not told by the conditions that name it."""
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.requests[0].id})]",
            }
        )
        self.source.domain = f"[('parent_id', 'in', {self.requests[:2].ids})]"
        told = str(self.line.with_user(self.officer).get_record_figure()["conditions"])
        self.assertNotIn("Hồ sơ 0", told)
        self.assertIn("“…”, “Hồ sơ 1”", told)

    def test_what_fits_no_more(self):
        """What was set up is looked at again whenever it is computed, however it came there."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_record_source SET domain = %s WHERE id = %s",
            ["[('parent_id', 'any!', [])]", self.source.id],
        )
        self.env.invalidate_all()
        line = self.line.with_user(self.officer)
        self.assertIn("compares nothing", str(line.get_record_figure()["conditions"]))
        for attempt in (
            line.count_record_figure,
            line.take_record_figure,
            line.action_view_records,
        ):
            with self.assertRaisesRegex(ValidationError, "compares nothing"):
                attempt()

    def test_who_sets_it_up(self):
        """The administrator, who has a role that reads rubrics; nobody else, and not in another company."""
        administrator = self.secretary.copy({"login": "cchc_record_administrator"})
        administrator.group_ids |= self.env.ref("base.group_system")
        sources = self.env["cchc.record.source"].with_user(administrator)
        self.source.unlink()
        with Form(sources) as form:
            form.name = "Hồ sơ"
            form.criterion_id = self.criteria["2.1"]
            form.model_id = self.env["ir.model"]._get("res.partner")
            form.date_field_id = self.env["ir.model.fields"]._get("res.partner", "create_date")
            form.domain = "[('ref', '=', 'HS')]"
            form.part_domain = "[('employee', '=', True)]"
        source = sources.search([])
        self.assertEqual(source.company_id, self.env.company)
        for user in (self.officer, self.leader, self.appraiser, self.secretary):
            for attempt in (
                lambda user=user: source.with_user(user).read(["name"]),
                lambda user=user: source.with_user(user).write({"domain": "[]"}),
                lambda user=user: source.with_user(user).action_try(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger = self.env["res.users"].create(
            {
                **self._user_values("record_stranger", "secretary"),
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        stranger.group_ids |= self.env.ref("base.group_system")
        self.assertFalse(self.env["cchc.record.source"].with_user(stranger).search([]))

    def test_another_kind_of_records(self):
        """What was said of records of one kind is forgotten when another is chosen."""
        with Form(self.source) as form:
            form.model_id = self.env["ir.model"]._get("mail.activity")
            self.assertFalse(form.date_field_id)
            self.assertEqual(form.domain, "[]")
            form.date_field_id = self.env["ir.model.fields"]._get("mail.activity", "date_deadline")
            form.part_domain = "[('summary', '!=', False)]"
        self.assertEqual(self.source.model, "mail.activity")
