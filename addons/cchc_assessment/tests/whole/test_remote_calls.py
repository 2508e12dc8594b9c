import base64

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PDF, RemoteCase


@tagged("post_install", "-at_install")
class TestRemoteCalls(RemoteCase):
    """Another unit's officer, over JSON-RPC, tries each door of an assessment that isn't theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls.line = cls._line("1.2")
        cls.evidence = cls.assessment.evidence_ids
        cls.records = {
            "cchc.unit": cls.unit,
            "cchc.assessment": cls.assessment,
            "cchc.assessment.line": cls.line,
            "cchc.evidence": cls.evidence,
            "ir.attachment": cls.evidence.attachment_id,
        }

    def _call(self, model, method, *args, user=None, **kwargs):
        """Call as another unit's officer, or as ``user``."""
        return super()._call(model, method, *args, user=user or self.other_officer, **kwargs)

    def test_the_way_in_works_for_the_own_unit(self):
        """The same calls by the unit's own officer succeed: what the next tests see refused is refused for a reason."""
        for model, record in self.records.items():
            self.assertEqual(
                [
                    row["id"]
                    for row in self._call(
                        model, "read", record.ids, ["display_name"], user=self.officer
                    )
                ],
                record.ids,
            )
        self._call(
            "cchc.assessment.line", "write", self.line.ids, {"manual_score": 1}, user=self.officer
        )
        self.assertEqual(self.line.manual_score, 1)

    def test_nothing_is_found(self):
        """Searching, counting, grouping, looking up by name and exporting give nothing of another unit."""
        for model, record in self.records.items():
            domain = [("id", "in", record.ids)]
            self.assertEqual(self._call(model, "search", domain), [])
            self.assertEqual(self._call(model, "search_count", domain), 0)
            self.assertEqual(self._call(model, "search_read", domain, ["display_name"]), [])
            self.assertEqual(
                self._call(model, "web_search_read", domain, {"display_name": {}})["records"], []
            )
            self.assertNotIn(
                record.id, [row[0] for row in self._call(model, "name_search", record.display_name)]
            )
            self.assertEqual(
                self._call(model, "formatted_read_group", domain, ["create_uid"], ["__count"]), []
            )

    def test_nothing_is_read(self):
        """Reading by number is refused for every model, through exports as well."""
        for model, record in self.records.items():
            self._assert_refused(self._call(model, "read", record.ids, ["display_name"]))
            self._assert_refused(self._call(model, "web_read", record.ids, {"display_name": {}}))
            self._assert_refused(self._call(model, "export_data", record.ids, ["display_name"]))
        answer = self._call(
            "cchc.evidence",
            "onchange",
            [],
            {"assessment_id": self.assessment.id},
            ["assessment_id"],
            {"assessment_id": {}, "unit_id": {"fields": {"display_name": {}}}},
        )
        self.assertNotIn(self.unit.name, str(answer))

    def test_nothing_is_written(self):
        """Writing, saving, copying, deleting and importing over another unit's records change nothing."""
        line, evidence = self.line, self.evidence
        mine = self._line("1.2", self.other_assessment)
        document = {
            "assessment_id": self.assessment.id,
            "name": "Chen vào",
            "file": base64.b64encode(PDF).decode(),
            "file_name": "chen.pdf",
        }
        for model, method, *args in (
            ("cchc.assessment.line", "write", line.ids, {"manual_score": 2}),
            ("cchc.assessment.line", "web_save", line.ids, {"manual_score": 2}, {}),
            ("cchc.assessment.line", "write", mine.ids, {"assessment_id": self.assessment.id}),
            (
                "cchc.assessment.line",
                "write",
                mine.ids,
                {"evidence_ids": [Command.link(evidence.id)]},
            ),
            (
                "cchc.assessment.line",
                "write",
                mine.ids,
                {"evidence_ids": [Command.update(evidence.id, {"name": "Khác"})]},
            ),
            (
                "cchc.assessment.line",
                "write",
                mine.ids,
                {"evidence_ids": [Command.delete(evidence.id)]},
            ),
            ("cchc.assessment.line", "create", [{"assessment_id": self.assessment.id}]),
            ("cchc.assessment.line", "copy", line.ids),
            ("cchc.assessment.line", "unlink", line.ids),
            (
                "cchc.assessment",
                "write",
                self.assessment.ids,
                {"line_ids": [Command.update(line.id, {"manual_score": 2})]},
            ),
            (
                "cchc.assessment",
                "write",
                self.other_assessment.ids,
                {"line_ids": [Command.update(line.id, {"manual_score": 2})]},
            ),
            (
                "cchc.assessment",
                "write",
                self.other_assessment.ids,
                {"line_ids": [Command.link(line.id)]},
            ),
            (
                "cchc.assessment",
                "write",
                self.other_assessment.ids,
                {"evidence_ids": [Command.link(evidence.id)]},
            ),
            ("cchc.assessment", "write", self.other_assessment.ids, {"state": "submitted"}),
            ("cchc.assessment", "write", self.other_assessment.ids, {"unit_id": self.unit.id}),
            ("cchc.assessment", "copy", self.assessment.ids),
            ("cchc.assessment", "unlink", self.assessment.ids),
            ("cchc.assessment", "message_post", self.assessment.ids),
            ("cchc.evidence", "create", [document]),
            ("cchc.evidence", "write", evidence.ids, {"name": "Khác"}),
            ("cchc.evidence", "web_save", evidence.ids, {"name": "Khác"}, {}),
            ("cchc.evidence", "copy", evidence.ids),
            ("cchc.evidence", "unlink", evidence.ids),
            ("ir.attachment", "write", evidence.attachment_id.ids, {"name": "khác.pdf"}),
            ("ir.attachment", "unlink", evidence.attachment_id.ids),
            (
                "ir.attachment",
                "create",
                [{"name": "x.pdf", "res_model": "cchc.evidence", "res_id": evidence.id}],
            ),
            (
                "cchc.unit",
                "write",
                self.unit.ids,
                {"officer_ids": [Command.link(self.other_officer.id)]},
            ),
            ("cchc.submission", "create", [{"assessment_id": self.assessment.id, "number": 1}]),
        ):
            with self.subTest(model=model, method=method, args=str(args)[:80]):
                self._assert_refused(self._call(model, method, *args))
        answer = self._call(
            "cchc.assessment.line", "load", [".id", "manual_score"], [[str(line.id), "2"]]
        )
        self.assertFalse(answer["ids"])
        self.env.invalidate_all()
        self.assertEqual(line.manual_score, 0)
        self.assertEqual(evidence.line_ids, self._line("1.1.1"))
        self.assertEqual(len(self.assessment.evidence_ids), 1)

    def test_no_button_works(self):
        """Each button of an assessment, and each dialog behind one, is refused to another unit."""
        self._assert_refused(
            self._call("cchc.assessment", "action_send_to_leader", self.assessment.ids)
        )
        for model, values in (
            ("cchc.assessment.return", {"reason": "Không"}),
            (
                "cchc.assessment.approve",
                {
                    "dispatch_number": "1",
                    "dispatch_date": "2026-12-05",
                    "responsibility_confirmed": True,
                },
            ),
        ):
            on_foreign = {"assessment_id": self.assessment.id}
            on_own = {"assessment_id": self.other_assessment.id}
            shown = {
                "assessment_id": {"fields": {"display_name": {}}},
                "is_late": {},
                "self_score": {},
            }
            shown = {name: spec for name, spec in shown.items() if name in self.env[model]._fields}
            for method, *args in (
                ("create", [{**on_foreign, **values}]),
                ("web_save", [], {**on_foreign, **values}, shown),
                ("onchange", [], on_foreign, ["assessment_id"], shown),
            ):
                with self.subTest(dialog=model, method=method):
                    self._assert_refused(self._call(model, method, *args, user=self.other_leader))
            dialog = self._call(model, "create", [{**on_own, **values}], user=self.other_leader)
            self._assert_refused(
                self._call(model, "write", dialog, on_foreign, user=self.other_leader)
            )
        self.assertEqual(self.assessment.state, "draft")

    def test_private_methods_are_closed(self):
        """The methods that write states and seals cannot be called from outside at all."""
        for model, method in (
            ("cchc.assessment", "_transition"),
            ("cchc.assessment", "_do_approve"),
            ("cchc.submission", "_seal"),
            ("cchc.rubric", "_write_state"),
            ("cchc.evidence", "_store_files"),
        ):
            self._assert_refused(self._call(model, method, self.assessment.ids, user=self.officer))

    def test_own_unit_cannot_write_what_follows(self):
        """The unit's own leader cannot write a state, a score, a checksum or a deadline over the wire."""
        for model, record, values in (
            ("cchc.assessment", self.assessment, {"state": "submitted"}),
            ("cchc.assessment", self.assessment, {"self_score": 10}),
            ("cchc.assessment", self.assessment, {"rubric_id": self.rubric.id}),
            ("cchc.assessment", self.assessment, {"deadline": "2030-01-01 00:00:00"}),
            ("cchc.assessment.line", self.line, {"self_score": 2}),
            ("cchc.assessment.line", self.line, {"is_scored": True}),
            ("cchc.assessment.line", self.line, {"evidence_status": "complete"}),
            ("cchc.assessment.line", self.line, {"criterion_id": self.criteria["1.1.1"].id}),
            ("cchc.evidence", self.evidence, {"sha256": "0"}),
            ("cchc.evidence", self.evidence, {"attachment_id": False}),
            ("cchc.evidence", self.evidence, {"assessment_id": self.other_assessment.id}),
            ("cchc.evidence", self.evidence, {"unit_id": self.other_unit.id}),
            ("cchc.evidence", self.evidence, {"period_id": False}),
            ("cchc.evidence", self.evidence, {"company_id": False}),
            ("cchc.assessment.line", self.line, {"manual_score": [1]}),
            ("cchc.period", self.period, {"self_deadline": "2030-01-01 00:00:00"}),
            ("cchc.unit", self.unit, {"leader_ids": [Command.link(self.officer.id)]}),
        ):
            with self.subTest(model=model, values=values):
                self._assert_refused(
                    self._call(model, "write", record.ids, values, user=self.leader)
                )
        self.env.invalidate_all()
        self.assertEqual(self.assessment.state, "draft")
        self.assertEqual(self.evidence.unit_id, self.unit)

    def test_context_opens_nothing(self):
        """No key that a caller puts in the context opens a record or a right."""
        context = {
            "active_test": False,
            "uid": 1,
            "su": True,
            "bypass": True,
            "force_edit": True,
            "install_mode": True,
            "tracking_disable": True,
            "skip_res_field_check": True,
            "allowed_company_ids": [1],
        }
        self._assert_refused(
            self._call(
                "cchc.assessment.line", "write", self.line.ids, {"manual_score": 2}, context=context
            )
        )
        self.assertEqual(
            self._call(
                "ir.attachment", "search", [("res_model", "=", "cchc.evidence")], context=context
            ),
            [],
        )

    def test_defaults_from_the_context_open_nothing(self):
        """A default that a caller puts in the context is no way around what may be filed, where and until when."""
        document = {
            "name": "Chen vào",
            "file": base64.b64encode(PDF).decode(),
            "file_name": "chen.pdf",
        }
        for assessment in (self.assessment, self.other_assessment):
            self._assert_refused(
                self._call(
                    "cchc.evidence",
                    "create",
                    [document],
                    context={"default_assessment_id": assessment.id},
                )
            )
        created = self._call(
            "cchc.evidence",
            "create",
            [{**document, "assessment_id": self.other_assessment.id}],
            context={
                "default_superseded_by_id": self.evidence.id,
                "default_unit_id": self.unit.id,
                "default_line_ids": [Command.link(self.line.id)],
                "default_sha256": "0",
            },
        )
        evidence = self.env["cchc.evidence"].browse(created)
        self.assertFalse(evidence.superseded_by_id)
        self.assertEqual(evidence.unit_id, self.other_unit)
        self.assertFalse(evidence.line_ids)
        self.assertEqual(len(evidence.sha256), 64)

    def test_refusals_tell_nothing(self):
        """A refusal names no document and no state to those who may see neither, portal users included."""
        groupless = new_test_user(self.env, "cchc_groupless", groups="base.group_user")
        portal = new_test_user(self.env, "cchc_portal", groups="base.group_portal")
        attachment = self.evidence.attachment_id
        for user in (self.other_officer, groupless, portal):
            for model, method, *args in (
                ("ir.attachment", "write", attachment.ids, {"name": "x"}),
                ("ir.attachment", "unlink", attachment.ids),
                ("cchc.assessment", "write", self.assessment.ids, {"line_ids": []}),
                ("cchc.assessment.line", "write", self.line.ids, {"explanation": "x"}),
                ("cchc.evidence", "write", self.evidence.ids, {"name": "x"}),
            ):
                with self.subTest(user=user.login, model=model, method=method):
                    answer = self._call(model, method, *args, user=user)
                    self.assertRegex(answer, "^AccessError: ")
                    self.assertNotIn(attachment.name, answer)
                    self.assertNotIn(self.unit.name, answer)

    def test_other_units_appendix_is_refused(self):
        """The report's address with another unit's number gives no workbook."""
        self.authenticate(self.other_officer.login, self.other_officer.login)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(f"/report/xlsx/cchc_assessment.appendix/{self.assessment.id}")
        self.assertFalse(answer.content.startswith(b"PK"))
        self.assertNotIn("Kịp thời".encode(), answer.content)
        self.assertGreaterEqual(answer.status_code, 400)

    def test_a_conflict_is_told_by_every_door(self):
        """Saving a criterion that a colleague changed meanwhile is refused, alone and within the assessment."""
        colleague = new_test_user(
            self.env, "cchc_colleague", groups="cchc_assessment.cchc_assessment_group_officer"
        )
        self.unit.officer_ids |= colleague
        seen = self.line.with_user(self.officer).revision
        self._call(
            "cchc.assessment.line",
            "web_save",
            self.line.ids,
            {"explanation": "Của đồng nghiệp.", "seen_revision": seen},
            {},
            user=colleague,
        )
        mine = {"explanation": "Của tôi.", "seen_revision": seen}
        for model, ids, values in (
            ("cchc.assessment.line", self.line.ids, mine),
            (
                "cchc.assessment",
                self.assessment.ids,
                {"line_ids": [Command.update(self.line.id, mine)]},
            ),
        ):
            with self.subTest(model=model):
                answer = self._call(model, "web_save", ids, values, {}, user=self.officer)
                self.assertRegex(
                    answer, "(?s)^ConflictError.*cchc_colleague.*Explanation.*Của đồng nghiệp"
                )
        self.env.invalidate_all()
        self.assertEqual(self.line.explanation, "Của đồng nghiệp.")
        # told of it, the officer saves all the same
        mine["seen_revision"] = self.line.revision
        self._call("cchc.assessment.line", "web_save", self.line.ids, mine, {}, user=self.officer)
        self.env.invalidate_all()
        self.assertEqual(self.line.explanation, "Của tôi.")
        self._assert_refused(
            self._call(
                "cchc.assessment.line",
                "write",
                self.line.ids,
                {"explanation": "x", "seen_revision": "[1]"},
                user=self.officer,
            )
        )
