import json

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ...fields import HTML_LENGTH, NAME_LENGTH, REASON_LENGTH, TEXT_LENGTH
from ...models.common.system_voice import as_system
from ..common import CchcCase, RemoteCase, post, rewrite

LONGEST = "ư" * TEXT_LENGTH
TOO_LONG = LONGEST + "x"
REFUSAL = r"20.001 characters and may have 20.000, so it is 1 too long"

# Texts without a greatest length, and why they need none: nobody can write them by any call.
UNLIMITED = {
    ("cchc.assessment", "gate"): "drawn by the system, which alone writes it",
    ("cchc.assessment", "activity_summary"): "its activity's, which has a bound",
    ("cchc.criterion", "parent_path"): "Odoo's own",
    ("cchc.evidence", "remark_codes"): "made of the file",
    ("cchc.evidence", "sha256"): "made of the file",
    ("cchc.tray.document", "sha256"): "made of the file",
    ("cchc.evidence", "text_content"): "read out of the file, by its reader's own bound",
    ("cchc.publication", "manifest"): "made of the results, by their seal",
    ("cchc.publication", "seal"): "made of the results, by their seal",
    ("cchc.publication", "signed_remark_codes"): "made of the file",
}


@tagged("post_install", "-at_install")
class TestTextLengths(CchcCase):
    """A text that is too long is refused whole, at each door, by a sentence that says how much is too much."""

    # another addon's tests have their own
    MODULE = "cchc_assessment"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.line = cls._line("1.2").with_user(cls.officer)

    def _texts(self):
        """Yield each text of our models that somebody may write."""
        for name, model in self.env.registry.items():
            if model._original_module != self.MODULE or model._abstract or not model._auto:
                continue
            rows = self.env["ir.model.access"].search([("model_id.model", "=", name)])
            if not any(row.perm_write or row.perm_create for row in rows):
                continue
            for field in model._fields.values():
                ours = [name for name in field._modules if name.startswith("cchc_assessment")]
                if ours and self.MODULE not in ours:
                    continue
                if field.type in ("char", "text", "html") and (field.store or field.inverse):
                    yield field

    def test_every_text_has_a_length(self):
        """No text that people can write is without a bound; what is listed as unlimited is still there."""
        texts = {(field.model_name, field.name): field for field in self._texts()}
        self.assertIn(("cchc.assessment.line", "explanation"), texts)
        self.assertIn(("cchc.assessment.return", "reason"), texts)
        self.assertGreater(len(texts), 60)
        without = {key for key, field in texts.items() if not getattr(field, "max_length", None)}
        self.assertEqual(without, set(UNLIMITED))
        for field in texts.values():
            self.assertFalse(field.size, "Odoo cuts off what is longer, in silence")

    def test_lengths_are_told_to_the_screen(self):
        """A form knows how long its texts may be."""
        views = self.line.get_views([(False, "form")])
        field = views["models"]["cchc.assessment.line"]["fields"]["explanation"]
        self.assertEqual(field["max_length"], TEXT_LENGTH)
        self.assertEqual(field["max_breaks"], TEXT_LENGTH // 20)

    def test_long_texts_are_counted_where_they_are_typed(self):
        """Each field of several lines that somebody can fill in on a form of ours counts its characters."""
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "cchc.%"), ("type", "=", "form"), ("inherit_id", "=", False)]
        )
        counted = set()
        for view in views:
            arch = etree.fromstring(view.arch)
            for node in arch.xpath("//field[not(ancestor::field)]"):
                field = self.env[view.model]._fields[node.get("name")]
                if (
                    field.type == "text"
                    and getattr(field, "max_length", None)
                    and node.get("readonly") not in ("1", "True")
                    and not field.readonly
                ):
                    with self.subTest(view=view.name, field=field.name):
                        self.assertEqual(node.get("widget"), "cchc_text")
                    counted.add(field.name)
        self.assertLessEqual({"explanation", "remark", "reason", "guidance"}, counted)

    def test_the_longest_text_is_taken(self):
        """A text exactly as long as allowed is stored as it was typed."""
        self.line.write({"explanation": LONGEST})
        self.assertEqual(self.line.explanation, LONGEST)

    def test_write_refuses_one_character_more(self):
        """The sentence names criterion, field, length, bound and excess; nothing else of the call is written."""
        before = self.line.explanation
        with self.assertRaisesRegex(ValidationError, REFUSAL) as caught, self.cr.savepoint():
            self.line.write({"manual_score": 1, "explanation": TOO_LONG})
        self.assertIn("1.2 Sáng kiến", str(caught.exception))
        self.assertIn("Explanation", str(caught.exception))
        self.line.invalidate_recordset()
        self.assertEqual(self.line.explanation, before)
        self.assertFalse(self.line.is_scored)

    def test_the_sentence_is_in_the_readers_language(self):
        """The field and the numbers are as a Vietnamese reads them."""
        self.env["res.lang"]._activate_lang("vi_VN")
        with self.assertRaisesRegex(ValidationError, r"Giải trình: .*20\.001.*20\.000"):
            self.line.with_context(lang="vi_VN").write({"explanation": TOO_LONG})

    def test_line_breaks_count_too(self):
        """A text of blank lines would fill hundreds of pages: breaks and tabs have a bound of their own."""
        most = TEXT_LENGTH // 20
        self.line.write({"explanation": "a" + "\n" * most})
        for text in ("\n" * (most + 1), "\t" * (most + 1), "a\r" * (most + 1)):
            with self.assertRaisesRegex(ValidationError, "1.001 line breaks and tabs"):
                self.line.write({"explanation": text})

    def test_create_defaults_and_bytes(self):
        """Values, a caller's defaults, and bytes that Odoo would store as text."""
        units = self.env["cchc.unit.group"]
        long_name = "x" * (NAME_LENGTH + 1)
        with self.assertRaisesRegex(ValidationError, "501 characters"):
            units.create({"name": long_name, "code": "T-X"})
        with self.assertRaisesRegex(ValidationError, "501 characters"):
            units.with_context(default_name=long_name).create({"code": "T-X"})
        with self.assertRaisesRegex(ValidationError, "501 characters"):
            units.create({"name": long_name.encode(), "code": "T-X"})
        with self.assertRaisesRegex(ValidationError, "5.001 characters"):
            self.env["cchc.assessment.return"].with_user(self.leader).create(
                {"assessment_id": self.assessment.id, "reason": "x" * (REASON_LENGTH + 1)}
            )

    def test_import_names_the_row(self):
        """What is imported from a file is told row by row, and nothing of it arrives."""
        result = self.env["cchc.unit.group"].load(
            ["name", "code"], [["Nhóm một", "T-1"], ["x" * (NAME_LENGTH + 1), "T-2"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("501 characters", str(result["messages"]))
        self.assertIn(1, [message["record"] for message in result["messages"]])
        self.assertFalse(self.env["cchc.unit.group"].search([("code", "=", "T-1")]))

    def test_translations(self):
        """Odoo stores translations past the field: they have the same bound."""
        self.env["res.lang"]._activate_lang("vi_VN")
        with self.assertRaisesRegex(ValidationError, "501 characters"):
            self.group.update_field_translations("name", {"vi_VN": "x" * (NAME_LENGTH + 1)})
        self.group.update_field_translations("name", {"vi_VN": "x" * NAME_LENGTH})
        self.assertEqual(self.group.with_context(lang="vi_VN").name, "x" * NAME_LENGTH)

    def test_what_was_stored_before_stays(self):
        """A text from before there was a bound is read, written back, copied, and blocks no other field."""
        rubric = self.rubric.copy()
        criterion = rubric.criterion_ids.filtered(lambda c: c.code == "1.2")
        old = "cũ" * TEXT_LENGTH
        rewrite(rubric, criterion, guidance=old)
        criterion.write({"name": "Sáng kiến trong năm"})
        criterion.write({"guidance": old})
        with Form(criterion) as form:
            form.name = "Sáng kiến"
        self.assertEqual(criterion.guidance, old)
        twin = rubric.copy().criterion_ids.filtered(lambda c: c.code == "1.2")
        self.assertEqual(twin.guidance, old)
        with self.assertRaisesRegex(ValidationError, "40.001 characters"):
            criterion.write({"guidance": old + "x"})
        with self.assertRaisesRegex(ValidationError, "40.000 characters"):
            twin.copy({"guidance": "mo" * TEXT_LENGTH})

    def test_a_form_keeps_what_was_pasted(self):
        """While a form is filled in nothing is refused or cut; saving says what is too much."""
        record = self.env["cchc.rubric"].new({"name": "x" * (NAME_LENGTH + 1)})
        record.name = record.name + "x"
        self.assertEqual(len(record.name), NAME_LENGTH + 2)
        form = Form(self.env["cchc.rubric"])
        form.name = "x" * (NAME_LENGTH + 1)
        with self.assertRaisesRegex(ValidationError, "501 characters"):
            form.save()

    def test_discussion_activities_and_templates(self):
        """What Odoo's own models hold for our records is bounded, and theirs alone."""
        body = "x" * (HTML_LENGTH + 1)
        with self.assertRaisesRegex(ValidationError, r"100.000\b"):
            self.assessment.with_user(self.officer).message_post(body=body)
        message = post(self.assessment.with_user(self.officer), "x", message_type="comment")
        with self.assertRaisesRegex(ValidationError, r"100.000\b"):
            self.assessment.with_user(self.officer)._message_update_content(message, body=body)
        with self.assertRaisesRegex(ValidationError, r"\b501\b"):
            self.assessment.with_user(self.officer).activity_schedule(
                "mail.mail_activity_data_todo",
                summary="x" * (NAME_LENGTH + 1),
                user_id=self.officer.id,
            )
        template = self.env["mail.template"].search([("model", "=like", "cchc.%")], limit=1)
        self.assertTrue(template)
        with self.assertRaisesRegex(ValidationError, r"\b501\b"):
            template.write({"subject": "x" * (NAME_LENGTH + 1)})
        partner = self.officer.partner_id
        long = partner.message_post(body=body)
        self.assertTrue(long, "others' discussions are not ours to bound")
        # one of others before it hides none of ours, nor does a field before it
        both = long.sudo() | message.sudo()
        for messages in (message.sudo(), both):
            with self.assertRaisesRegex(ValidationError, r"100.000\b"), self.cr.savepoint():
                as_system(messages).write({"body": body})

    def test_objection_and_reasons_reach_no_further(self):
        """A dialog's text and the field that it goes to have the same bound."""
        for dialog, name, model, target in (
            ("cchc.assessment.object", "reason", "cchc.assessment", "objection"),
            ("cchc.assessment.answer", "answer", "cchc.assessment", "objection_answer"),
            ("cchc.assessment.approve", "dispatch_number", "cchc.submission", "dispatch_number"),
            ("cchc.assessment.nudge", "text", "cchc.reminder", "text"),
            ("cchc.rubric.import", "name", "cchc.rubric", "name"),
            ("cchc.rubric.import", "legal_basis", "cchc.rubric", "legal_basis"),
        ):
            source, goal = self.env[dialog]._fields[name], self.env[model]._fields[target]
            self.assertLessEqual(source.max_length, goal.max_length, f"{dialog}.{name}")


@tagged("post_install", "-at_install")
class TestTextLengthsRemotely(RemoteCase):
    """The same bound over the network, where every method that writes is a door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.line = cls._line("1.2")

    def test_doors_of_the_network(self):
        """What the web client calls, and what programs do; what copies a record is no way round."""
        line, officer = self.line, self.officer
        values = {"explanation": TOO_LONG}
        for method, args in (
            ("write", [line.ids, values]),
            ("web_save", [line.ids, values, {"explanation": {}}]),
            ("save_row", [line.ids, values, self.assessment.log_count]),
        ):
            with self.subTest(method=method):
                answer = self._call("cchc.assessment.line", method, *args, user=officer)
                self.assertRegex(json.dumps(answer), "20.001 characters")
                line.invalidate_recordset()
                self.assertFalse(line.explanation)
        answer = self._call(
            "cchc.assessment.return",
            "web_save",
            [],
            {"assessment_id": self.assessment.id, "reason": "x" * (REASON_LENGTH + 1)},
            {"reason": {}},
            user=self.leader,
        )
        self.assertRegex(answer, "5.001 characters")
        answer = self._call(
            "cchc.unit.group",
            "load",
            ["name", "code"],
            [["x" * (NAME_LENGTH + 1), "T-X"]],
            user=self.secretary,
        )
        self.assertIn("501 characters", json.dumps(answer))
        rubric = self._call("cchc.rubric", "create", {"name": "x"}, user=self.secretary)
        answer = self._call(
            "cchc.rubric", "copy", [rubric], {"name": "x" * (NAME_LENGTH + 1)}, user=self.secretary
        )
        self.assertIn("501 characters", answer)
        self._call(
            "cchc.assessment.line", "write", line.ids, {"explanation": LONGEST}, user=officer
        )
        line.invalidate_recordset()
        self.assertEqual(line.explanation, LONGEST, "the way in works")
