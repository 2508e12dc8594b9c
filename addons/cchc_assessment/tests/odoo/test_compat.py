import inspect
import io
import re
from email.message import EmailMessage

from psycopg2 import errors
from werkzeug.test import EnvironBuilder

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, LazyTranslate

from odoo.addons.bus.models.bus import channel_with_db, json_dump

from ... import compat
from ...messages.scoring import HOLDS

_lt = LazyTranslate(__name__)


@tagged("post_install", "-at_install")
class TestCompat(TransactionCase):
    """What the addon needs of the parts of Odoo that it promises to nobody: a test for each, named after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create([{"name": "One"}, {"name": "Other"}])
        cls.person = new_test_user(cls.env, "compat", "base.group_user")
        cls.files = cls.env["ir.attachment"]

    def test_each_part_has_its_test(self):
        """A part that is taken in without saying what the addon needs of it fails here."""
        functions = dict(inspect.getmembers(compat, inspect.isfunction))
        own = {name for name, one in functions.items() if one.__module__ == compat.__name__}
        self.assertIn("get_window", own)
        tests = {name.removeprefix("test_") for name in dir(self)}
        wanted = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in own}
        wanted |= {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in compat.__all__}
        self.assertFalse(wanted - tests)

    def test_max_tries_on_concurrency_failure(self):
        """A job tries again as often as a request."""
        self.assertGreater(compat.MAX_TRIES_ON_CONCURRENCY_FAILURE, 1)

    def test_pg_concurrency_exceptions_to_retry(self):
        """A transaction that met another one is told from any other failure of the database."""
        retried = compat.PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
        self.assertTrue(issubclass(errors.SerializationFailure, retried))
        self.assertFalse(issubclass(errors.UniqueViolation, retried))

    def test_excel_export(self):
        """The download of a list makes its workbook by two methods, of rows and of groups."""
        for name, arguments in (
            ("from_data", ["self", "fields", "columns_headers", "rows"]),
            ("from_group_data", ["self", "fields", "columns_headers", "groups"]),
        ):
            method = getattr(compat.ExcelExport, name)
            self.assertEqual(list(inspect.signature(method).parameters), arguments)

    def test_csvexport(self):
        """The download as CSV makes its text of headers and rows by one method."""
        parameters = inspect.signature(compat.CSVExport.from_data).parameters
        self.assertEqual(list(parameters), ["self", "fields", "columns_headers", "rows"])

    def test_export_xlsx_writer(self):
        """Each cell of a list goes through ``write``."""
        writer = compat.ExportXlsxWriter
        parameters = list(inspect.signature(writer.write).parameters)
        self.assertEqual(parameters, ["self", "row", "column", "cell_value", "style"])
        for method in (writer.write_cell, writer.write_header):
            self.assertIn("write", method.__code__.co_names)

    def test_group_export_xlsx_writer(self):
        """The list in groups writes a group below another one."""
        parameters = inspect.signature(compat.GroupExportXlsxWriter.write_group).parameters
        self.assertEqual(list(parameters)[:5], ["self", "row", "column", "group_name", "group"])

    def test_table_exporter(self):
        """The download of a pivot table is made of a text of JSON, or a file of it."""
        self.assertEqual(
            list(inspect.signature(compat.TableExporter.export_xlsx).parameters)[:2],
            ["self", "data"],
        )

    def test_http_dispatcher(self):
        """A dispatcher for forms answers errors itself, and is found by its kind of route."""
        self.assertTrue(callable(compat.HttpDispatcher.handle_error))
        self.assertIn("cchc_upload", http._dispatchers)

    def test_lazy_gettext(self):
        """What ``_lt`` makes is of this class."""
        self.assertIsInstance(_lt("Name"), compat.LazyGettext)

    def test_registry(self):
        """A database's registry is had by its name, after the request is over."""
        self.assertIs(compat.Registry(self.env.cr.dbname), self.env.registry)

    def test_table_kind(self):
        """A table is told from a view and from what is not there."""
        kind = compat.table_kind(self.env.cr, "res_partner")
        self.assertEqual(kind, compat.TableKind.Regular)
        self.assertIsNone(compat.table_kind(self.env.cr, "no_such_table"))

    def test_constraint_definition(self):
        """What a constraint is is told of one that is there, also where its comment has got lost."""
        name = "cchc_assessment_line_assessment_criterion_uniq"
        self.env.cr.execute(
            SQL("COMMENT ON CONSTRAINT %s ON cchc_assessment_line IS NULL", SQL.identifier(name))
        )
        found = compat.constraint_definition(self.env.cr, "cchc_assessment_line", name)
        self.assertEqual(found, "UNIQUE (assessment_id, criterion_id)")
        self.assertIsNone(
            compat.constraint_definition(self.env.cr, "cchc_assessment_line", "no_such_thing")
        )

    def test_convert_xml_import(self):
        """A file without a name is loaded as data of the addon, by the external ids in it."""
        source = io.BytesIO(
            b'<odoo><record id="compat_partner" model="res.partner">'
            b'<field name="name">Third</field></record></odoo>'
        )
        source.name = ""
        compat.convert_xml_import(self.env, "cchc_assessment", source, mode="init", noupdate=True)
        self.assertEqual(self.env.ref("cchc_assessment.compat_partner").name, "Third")

    def test_get_po_paths(self):
        """The addon's Vietnamese is found."""
        paths = list(compat.get_po_paths("cchc_assessment", "vi_VN"))
        self.assertTrue(any(str(path).endswith("vi.po") for path in paths))

    def test_translation_importer(self):
        """Translations of records are read from a file without a name, of those external ids alone."""
        parameters = inspect.signature(compat.TranslationImporter.load).parameters
        self.assertIn("xmlids", parameters)
        self.assertTrue(callable(compat.TranslationImporter.save))

    def test_condition_values(self):
        """A search for the files of one model is told from one for any."""
        asked = Domain("res_model", "=", "cchc.evidence")
        self.assertEqual(
            set(compat.condition_values(self.files, "res_model", asked)), {"cchc.evidence"}
        )
        self.assertIsNone(compat.condition_values(self.files, "res_model", Domain.TRUE))

    def test_is_testing(self):
        """A test is running now."""
        self.assertTrue(compat.is_testing())

    def test_get_source(self):
        """A sentence is had as it stands in the code."""
        self.assertEqual(compat.get_source(_lt("Name")), "Name")

    def test_translate(self):
        """Papers are in Vietnamese, whichever languages the database has."""
        self.assertEqual(
            compat.translate(HOLDS["unmet"], "vi_VN"), "chưa đạt tiêu chí “%(criterion)s”"
        )

    def test_get_window(self):
        """An action is read by whoever may read none, and changed without its record."""
        action = compat.get_window(
            self.env(user=self.person), "base.action_partner_form", domain=[("id", "=", 1)]
        )
        self.assertEqual(action["type"], "ir.actions.act_window")
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["domain"], [("id", "=", 1)])

    def test_get_model_id(self):
        """A model's record is known by its name."""
        number = compat.get_model_id(self.env, "res.partner")
        self.assertEqual(self.env["ir.model"].browse(number).model, "res.partner")

    def test_get_model_label(self):
        """Who may not read models is told what one is called."""
        self.assertEqual(compat.get_model_label(self.env, "res.partner"), "Contact")
        self.assertEqual(
            compat.get_model_label(self.env(user=self.person), "res.partner"), "Contact"
        )

    def test_get_all_external_ids(self):
        """Each of a record's names is there, and records without one have none."""
        company = self.env.ref("base.main_company")
        self.env["ir.model.data"].create(
            {
                "module": "other",
                "name": "company",
                "model": company._name,
                "res_id": company.id,
            }
        )
        self.assertEqual(
            set(compat.get_all_external_ids(company)[company.id]),
            {"base.main_company", "other.company"},
        )
        self.assertFalse(compat.get_all_external_ids(self.partners)[self.partners[0].id])

    def test_get_rule_domain(self):
        """What the rules ask of a record names the fields that they look at."""
        domain = compat.get_rule_domain(self.env(user=self.person), "res.partner", "write")
        self.assertIn("company_id", {one.field_expr for one in domain.iter_conditions()})

    def test_get_company_domain(self):
        """A contact of all companies may be named by any, one of another company may not."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.partners[1].company_id = other
        domain = compat.get_company_domain(self.partners, self.env.company)
        self.assertEqual(self.partners.filtered_domain(domain), self.partners[0])

    def test_judge_companies(self):
        """What is of another company is refused, where the field that leads to it is asked about."""
        group = self.env["cchc.unit.group"].create({"name": "Group", "code": "JUDGED"})
        unit = self.env["cchc.unit"].create(
            {"name": "Unit", "code": "JUDGED", "group_id": group.id}
        )
        compat.judge_companies(unit, ["group_id"])
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.cr.execute(
            "UPDATE cchc_unit_group SET company_id = %s WHERE id = %s", [other.id, group.id]
        )
        group.invalidate_recordset()
        compat.judge_companies(unit, ["name"])
        with self.assertRaises(UserError):
            compat.judge_companies(unit, ["group_id"])

    def test_may_access_field(self):
        """A field with groups is kept from who has none of them."""
        rules = self.env["ir.rule"].with_user(self.person)
        field = rules._fields["domain_force"]
        self.assertTrue(compat.may_access_field(rules, field, "read"))
        keys = self.env["cchc.assessment"].with_user(self.person)
        hidden = next(one for one in keys._fields.values() if "appraiser" in (one.groups or ""))
        self.assertFalse(compat.may_access_field(keys, hidden, "read"))

    def test_fill_cache(self):
        """What was read is not read again."""
        field = self.partners._fields["child_ids"]
        self.env.invalidate_all()
        compat.fill_cache(field, self.partners, [(self.partners[1].id,), ()])
        with self.assertQueryCount(0):
            self.assertEqual(self.partners[0].child_ids, self.partners[1])
            self.assertFalse(self.partners[1].child_ids)

    def test_read_column(self):
        """A column is read at once, as its cache holds it; who may not read the field is refused."""
        self.partners[0].user_id = self.person
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertEqual(compat.read_column(self.partners, "name"), ["One", "Other"])
            self.assertEqual(compat.read_column(self.partners, "user_id"), [self.person.id, None])
        self.assertEqual(compat.read_column(self.partners.browse(), "name"), [])
        # what is still to be computed is computed first
        self.partners[1].name = "Another"
        self.assertEqual(
            compat.read_column(self.partners, "complete_name"),
            self.partners.mapped("complete_name"),
        )
        notes = self.env["ir.mail_server"].create({"name": "One", "smtp_host": "localhost"})
        with self.assertRaises(AccessError):
            compat.read_column(notes.with_user(self.person), "smtp_pass")

    def test_write_each(self):
        """Each record is given its own value, in one statement."""
        self.env.flush_all()
        with self.assertQueryCount(1):
            compat.write_each(self.partners, [{"color": 3}, {"color": 4}])
        self.partners.invalidate_recordset(["color"])
        self.assertEqual(self.partners.mapped("color"), [3, 4])

    def test_browse_beside(self):
        """One of several records is read with the others."""
        self.env.invalidate_all()
        one = compat.browse_beside(self.partners, self.partners[0].id)
        self.assertEqual(one, self.partners[0])
        self.assertEqual(one.name, "One")
        with self.assertQueryCount(0):
            self.assertEqual(self.partners[1].name, "Other")

    def test_field_to_sql(self):
        """A field of the table that is grouped stands in SQL by its column."""
        query = self.partners._search([("id", "in", self.partners.ids)])
        column = compat.field_to_sql(self.partners, "color", query)
        self.env.cr.execute(query.select(column))
        self.assertEqual(self.env.cr.fetchall(), [(0,), (0,)])

    def test_get_html_link(self):
        """A link in a message leads to its record, and what it is called is text."""
        link = compat.get_html_link(self.partners[0], "<One>")
        self.assertRegex(link, f"data-oe-id=.{self.partners[0].id}\\b")
        self.assertIn("&lt;One&gt;", link)

    def test_log_notes(self):
        """A note stands in the discussion of each record, and nobody is told."""
        compat.log_notes(self.partners, {one.id: one.name for one in self.partners})
        for partner in self.partners:
            note = partner.message_ids[0]
            self.assertIn(partner.name, note.body)
            self.assertFalse(note.notification_ids)

    def test_get_reply_to(self):
        """Odoo chooses one address per record."""
        partner = self.partners[0]
        address = compat.get_reply_to(partner, "a@example.com", self.env.user.partner_id.id)
        self.assertIn("@", address)

    def test_get_operation_to_post(self):
        """Odoo asks for what the model of the record says."""
        partner = self.partners[0]
        self.assertEqual(compat.get_operation_to_post(partner), partner._mail_post_access)

    def test_send_back(self):
        """Who sent an e-mail is written to, with its number."""
        before = self.env["mail.mail"].search([])
        threads = self.env["mail.thread"]
        compat.send_back(
            threads,
            {"email_from": "a@example.com", "message_id": "<1@example.com>"},
            "No e-mail, please.",
            EmailMessage(),
        )
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.email_to, "a@example.com")
        self.assertIn("No e-mail, please.", mail.body_html)
        self.assertEqual(mail.references, "<1@example.com>")
        before |= mail
        compat.send_back(
            threads,
            {"email_from": "a@example.com", "message_id": "<2@example.com>"},
            "No answer, please.",
            EmailMessage(),
            "b@example.com",
        )
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.email_to, "b@example.com")
        self.assertTrue(mail.references.startswith("<2@example.com> "))
        back = {"references": mail.references, "in_reply_to": ""}
        self.assertTrue(threads._detect_loop_headers(back))

    def test_find_open_alias_name(self):
        """A name is cleaned as Odoo cleans it; one that an alias or the domain itself has is taken."""
        aliases = self.env["mail.alias"]
        company = self.env.company
        company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "a.example.com"})
        values = {
            "alias_name": "one",
            "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            "alias_domain_id": company.alias_domain_id.id,
        }
        one = aliases.create(values)
        found = {
            name: compat.find_open_alias_name(self.env, name, company, aliases)
            for name in ("Số Một", "one", company.alias_domain_id.catchall_alias, "部", " ")
        }
        self.assertEqual([*found.values()], ["so-mot", "", "", "", ""])
        self.assertEqual(compat.find_open_alias_name(self.env, "one", company, one), "one")

    def test_send_on_bus(self):
        """A message waits for the listeners of its channel, of a record or of a part of one."""
        channels = (self.partners[0], (self.partners[0], "council"))
        for channel in channels:
            compat.send_on_bus(self.env, channel, "compat", {"id": 1})
        self.env.cr.precommit.run()
        wanted = [json_dump(channel_with_db(self.env.cr.dbname, one)) for one in channels]
        rows = self.env["bus.bus"].search([("channel", "in", wanted)])
        self.assertEqual(set(rows.mapped("channel")), set(wanted))

    def test_get_tour(self):
        """A tour says its name and its steps."""
        tour = self.env["web_tour.tour"].create({"name": "compat"})
        self.assertEqual(compat.get_tour(tour)["name"], "compat")

    def test_get_modules_that_go(self):
        """With a module go those that build on it."""
        base = self.env.ref("base.module_web")
        dialog = self.env["base.module.uninstall"].new({"module_ids": base.ids})
        self.assertIn("cchc_assessment", compat.get_modules_that_go(dialog).mapped("name"))

    def test_get_stream(self):
        """A file is served by its name, with its type."""
        self.env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "db")
        file = self.files.create({"name": "a", "raw": b"%PDF-1.4", "mimetype": "application/pdf"})
        stream = compat.get_stream(file, "report.pdf")
        self.assertEqual(stream.mimetype, "application/pdf")
        self.assertEqual(stream.download_name, "report.pdf")

    def test_get_bare_request(self):
        """The body of a request is read in pieces, and its limit can be lifted."""
        environ = EnvironBuilder(method="POST", data=b"12345678").get_environ()
        bare = compat.get_bare_request(http.HTTPRequest(environ))
        bare.max_content_length = None
        self.assertEqual(bare.stream.read(4), b"1234")

    def test_keeps_in_files(self):
        """Where files are kept is what the system parameter says."""
        parameters = self.env["ir.config_parameter"].sudo()
        for place, is_here in (("file", True), ("db", False)):
            parameters.set_param("ir_attachment.location", place)
            self.assertEqual(compat.keeps_in_files(self.files), is_here)

    def test_get_store_path(self):
        """What Odoo filed lies there."""
        file = self.files.create({"name": "a", "raw": b"content of compat"})
        path = compat.get_store_path(file, file.store_fname)
        self.assertEqual(path.read_bytes(), b"content of compat")

    def test_find_in_store(self):
        """What Odoo filed lies there, as long as it was; a folder is no file, and what is gone is not found."""
        file = self.files.create({"name": "a", "raw": b"content of compat"})
        path = compat.get_store_path(file, file.store_fname)
        self.assertEqual(compat.find_in_store(file, file.store_fname), (str(path), 17))
        self.assertIsNone(compat.find_in_store(file, path.parent.name))
        path.unlink()
        self.assertIsNone(compat.find_in_store(file, file.store_fname))

    def test_read_stored(self):
        """What Odoo filed is read, and what is gone is nothing."""
        file = self.files.create({"name": "a", "raw": b"content of compat"})
        self.assertEqual(compat.read_stored(file, file.store_fname), b"content of compat")

    def test_mark_for_collection(self):
        """The collection of what no attachment has looks into this folder."""
        compat.mark_for_collection(self.files, "aa/compat")
        mark = compat.get_store_path(self.files, "checklist/aa/compat")
        self.assertTrue(mark.is_file())
        mark.unlink()

    def test_compute_checksum(self):
        """It is the one that the attachment was given."""
        file = self.files.create({"name": "a", "raw": b"content of compat"})
        self.assertEqual(compat.compute_checksum(file, b"content of compat"), file.checksum)

    def test_guess_mimetype(self):
        """Of the bytes alone the same type is noted."""
        self.assertEqual(compat.guess_mimetype(self.files, b"%PDF-1.4\n"), "application/pdf")

    def test_write_past_attachment(self):
        """What Odoo's attachments leave out is written: the name in the store, the checksum."""
        file = self.files.with_user(SUPERUSER_ID).create({"name": "a", "raw": b"content"})
        compat.write_past_attachment(file, {"checksum": "0" * 40})
        file.invalidate_recordset(["checksum"])
        self.assertEqual(file.checksum, "0" * 40)
