import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import RemoteCase
from ..common_council import Council
from .test_sheet import SheetCase
from .test_sheet_tour import SheetTour

SECRET = "Chỗ này số liệu chưa khớp"


class NotesCase(Council, SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls._fill_in(cls.other_assessment, cls.other_officer)
        cls.officer.name, cls.leader.name = "Lan", "Lan Anh"

    def _write(self, body, user=None, line=None):
        notes = self.env["cchc.note"].with_user(user or self.officer)
        return notes.create({"line_id": (line or self._line("1.1.1")).id, "body": body})


@tagged("post_install", "-at_install")
class TestNotes(NotesCase):
    """People of a unit write to each other beside a criterion, whatever state the assessment is in."""

    def test_who_is_named(self):
        """Who stands behind an “@” is told; the longest name counts, part of a word and strangers do not."""
        for body, named in (
            ("@Lan Anh xem giúp", self.leader),
            ("@lan anh, @LAN", self.leader | self.officer),
            ("@Lan xem giúp", self.officer),
            ("@Landa, lan@example.com, Lan Anh", self.leader.browse()),
            (f"@{self.other_officer.name}", self.leader.browse()),
        ):
            with self.subTest(body=body):
                self.assertEqual(self._write(body).mentioned_ids, named)

    def test_whoever_is_named_is_told(self):
        """Once, with the criterion and without the words; nobody is told of what they say themselves."""
        before = self.env["mail.message"].search([])
        self._write(f"@Lan Anh @Lan {SECRET}")
        (message,) = self.env["mail.message"].search([]) - before
        self.assertEqual(message.partner_ids, self.leader.partner_id)
        self.assertEqual(message.author_id, self.officer.partner_id)
        self.assertIn("1.1.1", message.body)
        self.assertNotIn(SECRET, message.body)
        self.assertNotIn(message, self.assessment.message_ids)

    def test_after_the_submission(self):
        """What was submitted is closed; what the unit says of it is not part of it."""
        self._send()
        self._approve()
        note = self._write(f"@Lan {SECRET}", self.leader)
        note.with_user(self.officer).is_settled = True
        self.assertTrue(note.is_settled)
        submission = self.assessment.submission_ids
        self.assertNotIn(SECRET, json.dumps(submission.manifest, ensure_ascii=False))
        self.assertFalse(
            self.assessment.sudo().log_ids.filtered(lambda one: SECRET in str(one.read()))
        )

    def test_it_stays_as_it_was_written(self):
        """Nobody changes who wrote what, of which criterion, or takes it away; the superuser doesn't either."""
        note = self._write(SECRET)
        for values in (
            {"body": "Khác"},
            {"line_id": self._line("1.2").id},
            {"mentioned_ids": [Command.set(self.leader.ids)]},
        ):
            for someone in (note, note.with_user(self.leader), note.sudo()):
                with self.subTest(values=values), self.assertRaises(AccessError):
                    someone.write(values)
        with self.assertRaises(AccessError):
            self.env["cchc.note"].with_user(self.officer).create(
                {
                    "line_id": self._line("1.1.1").id,
                    "body": "x",
                    "mentioned_ids": [Command.set(self.leader.ids)],
                }
            )
        with self.assertRaises(AccessError):
            note.sudo().unlink()
        self.assertEqual(note.body, SECRET)

    def test_whoever_leaves(self):
        """Who is no longer of the unit reads its notes no more, and is told of none."""
        note = self._write(SECRET)
        self.unit.officer_ids -= self.officer
        self.assertFalse(note.with_user(self.officer).search([("id", "=", note.id)]))
        self.assertFalse(self._write("@Lan xem giúp", self.leader).mentioned_ids)


@tagged("post_install", "-at_install")
class TestNotesOfOthers(NotesCase, RemoteCase):
    """Another unit, the council and its secretary find no note, and no sign of one, by any door."""

    def test_no_door(self):
        """Read, searched, counted, grouped, exported, by the line, by messages and on the bus: nothing."""
        self._send()
        self._approve()
        self._start()
        self.env.flush_all()
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        note = self._write(f"@Lan Anh {SECRET}")
        message = self.env["mail.message"].search([], order="id desc", limit=1)
        self.env.flush_all()
        self.env.cr.precommit.run()
        people = (self.officer | self.leader).partner_id
        told = [row.channel for row in self.env["bus.bus"].search([("id", ">", bus)])]
        about = [channel for channel in told if "res.partner" in channel or "cchc" in channel]
        self.assertTrue(about)
        for channel in about:
            self.assertIn(json.loads(channel)[2], people.ids)
        appraiser, secretary = self.appraiser, self.secretary
        for user in (self.other_officer, self.other_leader, appraiser, secretary):
            user.group_ids |= self.env.ref("base.group_allow_export")
            for model, method, *args in (
                ("cchc.note", "read", note.ids),
                ("cchc.note", "web_read", note.ids, {"body": {}}),
                ("cchc.note", "search_read", []),
                ("cchc.note", "search_count", []),
                ("cchc.note", "name_search", ""),
                ("cchc.note", "formatted_read_group", [], ["line_id"], ["__count"]),
                ("cchc.note", "export_data", note.ids, ["body"]),
                ("mail.message", "read", message.ids, ["body"]),
                ("mail.message", "search_read", [["id", "=", message.id]], ["body"]),
                ("cchc.assessment", "message_ids", self.assessment.ids),
            ):
                if method == "message_ids":
                    method, args = "read", (*args, ["message_ids"])
                answer = self._call(model, method, *args, user=user)
                with self.subTest(user=user.login, model=model, method=method):
                    text = json.dumps(answer, ensure_ascii=False)
                    self.assertNotIn(SECRET, text)
                    if model == "mail.message":
                        self.assertNotIn(f'"id": {message.id},', text)
                    if model == "cchc.assessment":
                        rows = answer if isinstance(answer, list) else []
                        self.assertFalse([row for row in rows if message.id in row["message_ids"]])
                    if model == "cchc.note":
                        is_refused = isinstance(answer, str) and "Error: " in answer
                        self.assertTrue(is_refused or not answer, text)
            for method, *args in (
                ("create", {"line_id": self._line("1.1.1").id, "body": "x"}),
                ("write", note.ids, {"is_settled": True}),
                ("unlink", note.ids),
                ("copy", note.ids),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_refused(self._call("cchc.note", method, *args, user=user))
        self.env.invalidate_all()
        self.assertFalse(note.is_settled)
        self.assertEqual(self.env["cchc.note"].search([("unit_id", "=", self.unit.id)]), note)

    def test_the_sheet_of_others(self):
        """What the council's sheet is made of tells nothing of notes, also while they come and go."""
        self._send()
        self._approve()
        self._start()
        before = self._call(
            "cchc.assessment", "get_sheet", self.assessment.ids, user=self.appraiser
        )
        self._write(SECRET)
        self.env.flush_all()
        after = self._call("cchc.assessment", "get_sheet", self.assessment.ids, user=self.appraiser)
        self.assertEqual(before, after)


@tagged("post_install", "-at_install")
class TestNotesTour(SheetTour):
    """Notes stand beside the criterion, are found by the filter, and are settled."""

    def test_in_the_sheet(self):
        self._open_period()
        self._fill_in()
        self.leader.name = "Trần Thị Lãnh Đạo"
        self._play_in_sheet("cchc_officer_writes_a_note", self.officer, self.assessment)
        note = self.env["cchc.note"].search([])
        self.assertEqual(note.line_id, self._line("1.2"))
        self.assertEqual(note.mentioned_ids, self.leader)
        self.assertFalse(note.is_settled)
        self._play_in_sheet("cchc_leader_settles_a_note", self.leader, self.assessment)
        self.assertTrue(note.is_settled)


@tagged("post_install", "-at_install")
class TestNotesOnAPhone(SheetTour):
    """A leader writes a note on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_in_a_card(self):
        self._open_period()
        self._fill_in()
        self._send()
        self._play_in_sheet("cchc_leader_writes_a_note_on_a_phone", self.leader, self.assessment)
        self.assertEqual(self.env["cchc.note"].search([]).body, "Xem lại minh chứng")
