import base64
import io
import json
from contextlib import closing

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase, make_pdf
from ..common_rights import MethodsCase, ProtectedCase
from ..rights import WRITABLE

# What a contributor is refused, as anybody would be, by a sentence that says which row it was.
REFUSED_ELSEWHERE = {("cchc.assessment", "write_exchange"): "UserError"}
# Doors that open for nobody: the system alone writes there.
CLOSED_TO_EVERYBODY = {
    ("cchc.assessment", "write", "extended_deadline"),
    ("cchc.assessment", "write", "state"),
    ("cchc.assessment.line", "unlink"),
    ("cchc.mark", "create"),
    ("cchc.unit", "write", "officer_ids"),
}


class TeamCase(CchcCase):
    """A unit with three contributors: of the plan, of the initiatives, and of one document of the plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1.1"].requirement_ids = [
            Command.create({"name": "Kế hoạch"}),
            Command.create({"name": "Báo cáo"}),
        ]
        cls._open_period()
        cls._make_contributors()

    @classmethod
    def _make_contributors(cls):
        cls.planner, cls.inventor, cls.clerk = cls._make_users(
            dict.fromkeys(("planner", "inventor", "clerk"), "contributor")
        )
        cls.planner.name, cls.inventor.name, cls.clerk.name = "Mai", "Nam", "Hoa"
        cls.contributors = cls.planner | cls.inventor | cls.clerk
        cls.unit.contributor_ids = cls.contributors
        cls.part = cls.criteria["1.1.1"].requirement_ids[0]
        cls.plan_task, cls.idea_task, cls.part_task = (
            cls._give("1.1", cls.planner),
            cls._give("1.2", cls.inventor),
            cls._give("1.1.1", cls.clerk, requirement_id=cls.part.id),
        )

    @classmethod
    def _give(cls, code, users, user=None, **values):
        return (
            cls.env["cchc.task"]
            .with_user(user or cls.leader)
            .create(
                {
                    "assessment_id": cls.assessment.id,
                    "criterion_id": cls.criteria[code].id,
                    "user_ids": [Command.set(users.ids)],
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestContributors(TeamCase):
    """A contributor fills in and files what is theirs, and reads the rest of their unit's form."""

    def test_what_is_theirs(self):
        """They fill in a criterion below what they were given, and file, link and take away a document."""
        line = self._line("1.1.2").with_user(self.planner)
        answer = line.save_row({"numerator": 8, "denominator": 10}, line.revision)
        self.assertEqual(answer["lines"][0]["self_score"], 0.5)
        document = self._file(line, "1/A", user=self.planner)
        self.assertEqual(line.evidence_ids, document)
        document.write({"document_number": "2/A"})
        other = self._line("1.1.1").with_user(self.planner)
        other.write({"evidence_ids": [Command.link(document.id)]})
        line.write({"evidence_ids": [Command.unlink(document.id)]})
        self.assertEqual(document.line_ids, other)
        document.unlink()
        self.assertFalse(document.exists())

    def test_the_nearest_giving_counts(self):
        """Of a domain that is given as a whole, what is given to somebody else below it is theirs alone."""
        self._give("1", self.clerk)
        for code, user in (("1.1.2", self.planner), ("1.2", self.inventor)):
            line = self._line(code)
            with self.subTest(code=code):
                line.with_user(user).write({"explanation": "Đủ"})
                with self.assertRaises(AccessError):
                    line.with_user(self.clerk).write({"explanation": "Khác"})
        self.idea_task.unlink()
        self._line("1.2").with_user(self.clerk).write({"explanation": "Khác"})
        with self.assertRaises(AccessError):
            self._line("1.2").with_user(self.inventor).write({"explanation": "Đủ"})

    def test_one_document(self):
        """Whoever was given one required document files this one, and fills in nothing."""
        line = self._line("1.1.1")
        document = self._file(line, "3/A", user=self.clerk)
        self.assertEqual(document.requirement_ids, self.part)
        document.with_user(self.clerk).write({"document_number": "4/A"})
        for values in (
            {"option_id": self._option("1.1.1", 2).id},
            {"explanation": "x"},
            {"evidence_ids": [Command.unlink(document.id)]},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                line.with_user(self.clerk).write(values)
        other = self.criteria["1.1.1"].requirement_ids[1]
        with self.assertRaises(AccessError):
            document.with_user(self.clerk).write({"requirement_ids": [Command.set(other.ids)]})
        with self.assertRaises(AccessError):
            self._file(self._line("1.1.2"), "5/A", user=self.clerk)

    def test_a_document_of_two_hands(self):
        """What proves a colleague's criterion, too, is changed by officers alone; each links it for themselves."""
        document = self._file(self._line("1.1.2"), "6/A", user=self.planner)
        line = self._line("1.2").with_user(self.inventor)
        line.write({"evidence_ids": [Command.link(document.id)]})
        self.assertEqual(len(document.line_ids), 2)
        for user in (self.planner, self.inventor):
            for call in (
                lambda one: one.write({"document_number": "7/A"}),
                lambda one: one.write({"active": False}),
                lambda one: one.write({"line_ids": [Command.clear()]}),
                lambda one: one.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(document.with_user(user))
        document.with_user(self.officer).write({"document_number": "9/A"})
        line.write({"evidence_ids": [Command.unlink(document.id)]})
        document.with_user(self.planner).write({"document_number": "8/A"})
        for lines in (self._line("2.1"), self._line("2.1") | self._line("1.1.2")):
            with self.assertRaises(AccessError):
                document.with_user(self.planner).write({"line_ids": [Command.set(lines.ids)]})

    def test_the_same_file_again(self):
        """A file that a colleague has filed proves the own criterion, too, without being changed."""
        content = make_pdf("chung")
        document = self._file(self._line("1.1.2"), "10/A", user=self.planner, content=content)
        line = self._line("1.2").with_user(self.inventor)
        stream = io.BytesIO(content)
        same, created, _guess = (
            self.env["cchc.evidence"].with_user(self.inventor)._upload(stream, "x.pdf", line=line)
        )
        self.assertFalse(created)
        self.assertEqual(same, document)
        self.assertIn(document, line.evidence_ids)

    def test_divisions(self):
        """What a division was given is that of its people of now."""
        division = (
            self.env["cchc.division"]
            .with_user(self.leader)
            .create(
                {
                    "name": "Văn phòng",
                    "unit_id": self.unit.id,
                    "user_ids": [Command.set(self.clerk.ids)],
                }
            )
        )
        self._give("2", self.clerk.browse(), division_ids=[Command.set(division.ids)])
        line = self._line("2.1")
        line.with_user(self.clerk).write({"explanation": "A"})
        division.user_ids = self.inventor
        line.with_user(self.inventor).write({"explanation": "B"})
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).write({"explanation": "C"})
        division.active = False
        with self.assertRaises(AccessError):
            line.with_user(self.inventor).write({"explanation": "C"})

    def test_whoever_leaves(self):
        """Whoever leaves the unit has nothing there any more; their tasks are the officers' again."""
        self.unit.with_user(self.secretary).contributor_ids -= self.inventor
        self.assertFalse(self.idea_task.exists())
        self.assertFalse(self._line("1.2").filer_ids)
        lines = self.env["cchc.assessment.line"].with_user(self.inventor)
        self.assertFalse(lines.search([("assessment_id", "=", self.assessment.id)]))
        self.assertFalse(self.env["mail.activity"].search([("user_id", "=", self.inventor.id)]))

    def test_who_gives_out(self):
        """A leader, and an officer once a leader has named them; nobody else."""
        for user in (self.officer, self.planner, self.other_leader, self.secretary):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._give("2", self.clerk, user=user)
        for user in (self.officer, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.unit.with_user(user).name_coordinators(self.officer.ids)
        self.unit.with_user(self.leader).name_coordinators(self.officer.ids)
        task = self._give("2", self.clerk, user=self.officer)
        task.with_user(self.officer).date = "2026-12-01"
        self.unit.with_user(self.leader).name_coordinators([])
        with self.assertRaises(AccessError):
            task.with_user(self.officer).unlink()

    def test_strangers(self):
        """Nothing is given to people, divisions or criteria of others."""
        division = (
            self.env["cchc.division"]
            .with_user(self.other_leader)
            .create({"name": "Phòng", "unit_id": self.other_unit.id})
        )
        for code, users, values in (
            ("2", self.other_officer, {}),
            ("2", self.secretary, {}),
            ("2", self.clerk, {"division_ids": [Command.set(division.ids)]}),
            ("2.1", self.clerk, {"requirement_id": self.part.id}),
            ("2", self.clerk.browse(), {}),
        ):
            with self.subTest(values=values), self.assertRaises(Exception) as caught:
                self._give(code, users, **values)
            self.assertIn(type(caught.exception).__name__, ("AccessError", "ValidationError"))

    def test_after_sending(self):
        """With the leader, nothing is filled in, given out or marked any more."""
        self._fill_in()
        self._line("1.1.1").with_user(self.officer).write({"explanation": "Đủ"})
        self._send()
        line = self._line("1.1.2")
        for call in (
            lambda: line.with_user(self.planner).write({"explanation": "x"}),
            lambda: self._file(line, "11/A", user=self.planner),
            lambda: self._give("2", self.clerk),
            lambda: self.plan_task.write({"date": "2026-12-01"}),
            lambda: self.assessment.with_user(self.officer).action_check_off(line.ids),
        ):
            with self.assertRaises(Exception) as caught:
                call()
            self.assertIn(type(caught.exception).__name__, ("AccessError", "UserError"))


@tagged("post_install", "-at_install")
class TestContributorsDoors(TeamCase, RemoteCase):
    """Over JSON-RPC a contributor writes nothing but what is theirs, by no door that an officer has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._fill_in()
        cls.foreign = cls._line("1.2")
        cls.document = cls._file(cls.foreign, "20/A")
        cls.note = cls.env["cchc.note"].create({"line_id": cls.foreign.id, "body": "Trao đổi"})
        # by somebody else, and proving nothing
        cls.loose = cls._file(cls.foreign, "21/A")
        cls.loose.with_user(cls.officer).write({"line_ids": [Command.clear()]})
        cls.attachment = (
            cls.env["ir.attachment"]
            # which everybody reads
            .create({"name": "x.pdf", "raw": make_pdf("x"), "public": True})
        )
        cls.activity = cls.assessment.with_user(cls.officer).activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.planner.id
        )

    def _state(self):
        self.env.invalidate_all()
        lines = self.assessment.line_ids
        return json.dumps(
            [
                self.assessment.state,
                self.assessment.read(["report_general", "extended_deadline", "handed_over_at"]),
                lines.read(
                    ["option_id", "numerator", "manual_score", "explanation", "evidence_ids"]
                ),
                self.assessment.evidence_ids.read(
                    [
                        "name",
                        "document_number",
                        "active",
                        "line_ids",
                        "requirement_ids",
                        "superseded_by_id",
                    ]
                ),
                self.env["cchc.note"].search([]).read(["body", "is_settled"]),
                self.env["cchc.task"].search([]).read(["user_ids", "date", "criterion_id"]),
                self.env["cchc.mark"].search([]).read(["kind", "reason"]),
                self.env["mail.message"].search_count([("model", "=like", "cchc.%")]),
                self.env["ir.attachment"].search_count([]),
                self.unit.read(["officer_ids", "leader_ids", "contributor_ids", "name"]),
            ],
            default=str,
        )

    def _get_doors(self):
        line, document = self.foreign.ids, self.document.ids
        assessment = self.assessment.ids
        own = self._line("1.1.2").ids
        said = {"explanation": "Giả mạo"}
        file = {
            "assessment_id": assessment[0],
            "name": "Giả",
            "file": base64.b64encode(make_pdf("gia")).decode(),
            "file_name": "gia.pdf",
        }
        yield "cchc.assessment.line", "write", line, said
        yield "cchc.assessment.line", "write", line + own, said
        yield "cchc.assessment.line", "web_save", line, said, {}
        yield "cchc.assessment.line", "save_row", line, said, 0
        yield (
            "cchc.assessment.line",
            "write",
            own,
            {"evidence_ids": [Command.update(document[0], {"document_number": "X"})]},
        )
        yield "cchc.assessment.line", "write", own, {"evidence_ids": [Command.delete(document[0])]}
        yield (
            "cchc.assessment.line",
            "write",
            own,
            {"evidence_ids": [Command.create({**file, "line_ids": [Command.set(line)]})]},
        )
        loose = self.loose.ids
        yield "cchc.assessment.line", "write", own, {"evidence_ids": [Command.link(loose[0])]}
        yield "cchc.assessment.line", "save_row", own, {"evidence_ids": [Command.link(loose[0])]}, 0
        yield "cchc.evidence", "write", loose, {"line_ids": [Command.set(own)]}
        yield "cchc.evidence", "unlink", loose
        yield "cchc.assessment.line", "action_use_attachments", line, self.attachment.ids
        yield (
            "cchc.assessment",
            "write_exchange",
            assessment,
            {"lines": [{"criterion_id": self.foreign.criterion_id.id, **said}]},
        )
        yield "cchc.note", "create", {"line_id": line[0], "body": "@Mai tự nhắc"}
        yield "mail.activity", "action_done", self.activity.ids
        yield "cchc.assessment.line", "action_take_over", line, document
        yield "cchc.assessment.line", "unlink", line
        for values in (
            {"line_ids": [Command.update(line[0], said)]},
            {"line_ids": [Command.update(own[0], said)]},
            {"evidence_ids": [Command.create(file)]},
            {"report_general": "Giả"},
            {"state": "submitted"},
            {"extended_deadline": "2030-01-01 00:00:00"},
        ):
            yield "cchc.assessment", "write", assessment, values
        yield "cchc.evidence", "create", [file]
        yield "cchc.evidence", "create", [{**file, "line_ids": [Command.set(line)]}]
        yield "cchc.evidence", "create", [{**file, "line_ids": [Command.set(line + own)]}]
        yield "cchc.evidence", "write", document, {"document_number": "X"}
        yield "cchc.evidence", "write", document, {"active": False}
        yield "cchc.evidence", "write", document, {"line_ids": [Command.link(own[0])]}
        yield "cchc.evidence", "write", document, {"line_ids": [Command.set(own)]}
        yield "cchc.evidence", "write", document, {"line_ids": [Command.update(own[0], said)]}
        yield "cchc.evidence", "unlink", document
        yield "cchc.evidence", "action_archive", document
        yield "cchc.evidence", "load", ["name", ".id"], [["X", str(document[0])]]
        yield "cchc.note", "create", {"line_id": line[0], "body": "x"}
        yield "cchc.note", "write", self.note.ids, {"is_settled": True}
        for name in (
            "action_send_to_leader",
            "action_take_over_tasks",
        ):
            yield "cchc.assessment", name, assessment
        yield "cchc.assessment", "action_check_off", assessment, own
        yield "cchc.assessment", "action_hand_back", assessment, line, "x"
        yield "cchc.assessment", "message_post", assessment
        yield (
            "mail.message",
            "create",
            {"model": "cchc.assessment", "res_id": assessment[0], "body": "x"},
        )
        yield (
            "ir.attachment",
            "create",
            {
                "name": "x.txt",
                "res_model": "cchc.assessment",
                "res_id": assessment[0],
                "raw": "x",
            },
        )
        yield (
            "cchc.task",
            "create",
            {
                "assessment_id": assessment[0],
                "criterion_id": self.criteria["2"].id,
                "user_ids": [Command.set(self.planner.ids)],
            },
        )
        yield (
            "cchc.task",
            "write",
            self.idea_task.ids,
            {"user_ids": [Command.link(self.planner.id)]},
        )
        yield "cchc.task", "unlink", self.idea_task.ids
        yield "cchc.task", "action_nudge", self.idea_task.ids
        yield (
            "cchc.task.nudge",
            "create",
            {"task_ids": [Command.set(self.idea_task.ids)], "text": "x"},
        )
        yield "cchc.division", "create", {"name": "x", "unit_id": self.unit.id}
        yield "cchc.mark", "create", {"line_id": line[0], "kind": "checked"}
        yield "cchc.unit", "name_coordinators", self.unit.ids, []
        yield "cchc.unit", "write", self.unit.ids, {"officer_ids": [Command.link(self.planner.id)]}
        for dialog in (
            "cchc.assessment.import",
            "cchc.assessment.approve",
            "cchc.assessment.return",
            "cchc.assessment.recall",
            "cchc.assessment.step",
            "cchc.evidence.take",
            "cchc.submission.sign",
        ):
            yield dialog, "create", {}

    def test_every_door_is_closed(self):
        before = self._state()
        doors = 0
        for model, method, *args in self._get_doors():
            doors += 1
            with self.subTest(model=model, method=method, args=args):
                answer = self._call(model, method, *args, user=self.planner)
                if method == "load":
                    self.assertFalse(answer["ids"])
                else:
                    refusal = REFUSED_ELSEWHERE.get((model, method), "AccessError")
                    self.assertEqual(str(answer).partition(": ")[0], refusal, answer)
                self.assertEqual(self._state(), before)
        self.assertGreater(doors, 55)

    def test_the_doors_are_there(self):
        """Each of them opens for a leader of the unit, so that it is the contributor who is refused."""
        closed = set()
        for model, method, *args in self._get_doors():
            # undone, whatever became of it
            with closing(self.env.cr.savepoint()):
                answer = self._call(model, method, *args, user=self.leader)
            self.env.invalidate_all()
            if str(answer).startswith("AccessError"):
                closed.add((model, method, *(args[1] if method == "write" else ())))
        self.assertEqual(closed, CLOSED_TO_EVERYBODY)

    def test_several_rows_at_once(self):
        """Of rows that are sent together those are saved that are theirs; the others are refused by name."""
        own, foreign = self._line("1.1.2"), self.foreign
        answer = self._call(
            "cchc.assessment",
            "save_rows",
            self.assessment.ids,
            "unit",
            [
                [own.id, {"explanation": "Của tôi"}, own.revision],
                [foreign.id, {"explanation": "Giả mạo"}, foreign.revision],
            ],
            user=self.planner,
        )
        self.assertEqual([row["id"] for row in answer["refused"]], foreign.ids)
        self.env.invalidate_all()
        self.assertEqual(own.explanation, "Của tôi")
        self.assertNotEqual(foreign.explanation, "Giả mạo")

    def test_the_rest_is_read(self):
        """They read the whole form, with the documents, and its notes."""
        sheet = self._call("cchc.assessment", "get_sheet", self.assessment.ids, user=self.planner)
        self.assertEqual(len(sheet["lines"]), 5)
        self.assertFalse(sheet["is_editable"])
        self.assertEqual(sheet["given_line_ids"], (self._line("1.1.1") | self._line("1.1.2")).ids)
        self.assertIn(self.document.id, [one["id"] for one in sheet["documents"]])
        notes = self._call("cchc.note", "search_read", [], ["body"], user=self.planner)
        self.assertEqual([note["body"] for note in notes], ["Trao đổi"])
        self._assert_refused(
            self._call("cchc.assessment", "read", self.other_assessment.ids, user=self.planner)
        )

    def test_notes(self):
        """A contributor writes on what is theirs, and answers where they are named."""
        notes = self.env["cchc.note"]
        own = notes.with_user(self.planner).create({"line_id": self._line("1.1.1").id, "body": "x"})
        own.is_settled = True
        with self.assertRaises(AccessError):
            notes.with_user(self.planner).create({"line_id": self.foreign.id, "body": "x"})
        notes.with_user(self.officer).create({"line_id": self.foreign.id, "body": "@Mai xem giúp"})
        notes.with_user(self.planner).create({"line_id": self.foreign.id, "body": "Rồi, @Nam"})


@tagged("post_install", "-at_install")
class TestContributorsMethods(MethodsCase):
    """A contributor to whom nothing is given changes nothing of their own unit's work, by no public method."""

    def test_own_unit(self):
        watch = self._watch()
        outsider = self._make_user("outsider", "contributor")
        self.unit.contributor_ids |= outsider
        self.env.flush_all()
        before = next(watch)
        for model in self.ATTACKED:
            target = self._sample(model) if self.MATRIX[model].reach != "dialog" else None
            if not target:
                continue
            for name, method in self._methods(model):
                self._attack(outsider, model, name, method, target.ids)
            after = next(watch)
            with self.subTest(model=model):
                self.assertEqual(after, before, "something was changed")
            before = after


@tagged("post_install", "-at_install")
class TestContributorsFields(ProtectedCase):
    """A contributor to whom nothing is given writes no field of their own unit's work."""

    def test_own_unit(self):
        outsider = self._make_user("outsider", "contributor")
        self.unit.contributor_ids |= outsider
        self._assert_protected(outsider, dict.fromkeys(WRITABLE, ()))
