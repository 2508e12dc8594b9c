import json

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.log.sealed_fields import VERSION
from ...models.log.sealed_part import KEPT
from .test_seal import SealCase

# What JSON may hold in the place of a value, by whoever writes into the database.
ODD = ([1], True, "khác")


class AgedSealCase(SealCase):
    def _age(self, sealed, version, **changed):
        """Seal anew what is sealed, by an earlier version of the table."""
        manifest = {**json.loads(sealed.sudo().manifest), "version": version, **changed}
        text = sealed._serialize(manifest)
        self._forge(sealed, text, sealed._make_seal(text))

    def _count_held(self, sealed, version):
        """Return how many values a seal of this version holds against what there is."""
        manifest = sealed._get_manifest()
        return sum(
            len(manifest[part.key])
            * sum(row.since <= version and row.holds != KEPT for row in part.fields)
            for part in sealed._sealed_parts
        )


@tagged("post_install", "-at_install")
class TestSealVersions(AgedSealCase):
    """What a seal of each version of the table holds, and what it cannot."""

    def test_each_seal_is_pinned(self):
        """From the first version that had seals on: by its own sum, and by the row of the log that notes it."""
        for version in (2, VERSION):
            with self.subTest(version=version):
                with self._undone():
                    manifest = json.loads(self.submission.sudo().manifest)
                    self._forge(self.submission, json.dumps({**manifest, "version": version}))
                    self.assertIn("is not the seal", self._problems(self.submission))
                with self._undone():
                    self._age(self.submission, version)
                    self._sql(
                        "DELETE FROM cchc_log WHERE action = 'seal' AND assessment_id = %s",
                        self.assessment.id,
                    )
                    self.assertIn("the log notes", self._problems(self.submission))

    def test_what_came_later_is_not_held(self):
        """It is said to be uncovered by the seals of before, and held by those of since then."""
        label = self.submission._fields["signed_by_deputy"].string
        for version, is_held in ((3, False), (4, True), (VERSION, True)):
            with self.subTest(version=version), self._undone():
                self._age(self.submission, version)
                found = self.submission._find_seal_problems()
                self.assertEqual(found[2], self._count_held(self.submission, version))
                self.assertIs(label in "".join(found[3]), not is_held)
                self._sql(
                    "UPDATE cchc_submission SET signed_by_deputy = NOT signed_by_deputy WHERE id = %s",
                    self.submission.id,
                )
                self.assertIs(label in self._problems(self.submission), is_held)
        self.assertEqual(self.submission._get_uncovered(VERSION), [])

    def test_what_was_added_to_an_empty_list(self):
        """The very first seals left empty lists out, so that they say nothing of it; any other one does."""
        for version, is_found in ((1, False), (2, True), (VERSION, True)):
            with self.subTest(version=version), self._undone():
                self._age(self.submission, version, evidence=[])
                self.assertIs(
                    "was added after the sealing" in self._problems(self.submission), is_found
                )

    def test_what_is_gone_hides_nothing(self):
        """Behind a criterion that is gone the others are still looked at; a file that is gone has its name."""
        criteria = json.loads(self.submission.sudo().manifest)["criteria"]
        with self._undone():
            self._age(
                self.submission, VERSION, criteria=[{**criteria[0], "id": 2**31 - 1}, *criteria]
            )
            self._sql(
                "UPDATE cchc_assessment_line SET explanation = 'khác' WHERE id = %s",
                self._line("1.2").id,
            )
            problems = self._problems(self.submission)
            self.assertIn(" is gone", problems)
            self.assertIn("“khác”", problems)
        document = self.submission.evidence_ids[0].sudo()
        appendix = self.submission.appendix_id.sudo()
        for attachment, name in (
            (document.attachment_id, document.file_name),
            (appendix, appendix.name),
        ):
            with self._damaged(attachment, None):
                self.assertIn(f"“{name}” is gone.", self._problems(self.submission))

    def test_what_cannot_be_read_has_no_numbers(self):
        """Nothing was looked at; and of two at once nothing is sealed."""
        self._forge(self.submission, "{")
        found = self.submission.sudo()._find_seal_problems()
        self.assertEqual(found[1:], (0, 0, []))
        with self.assertRaises(ValueError):
            (self.submission | self.other_assessment.submission_ids).sudo()._seal_now({})


@tagged("post_install", "-at_install")
class TestDamagedSeals(AgedSealCase):
    """Whatever is written into what was sealed, the check says so, and goes on with the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._start(assessment)
            cls._decide_all(assessment)
            cls._conclude(assessment)
        cls.publication = cls._publish()

    def _places(self, sealed, manifest):
        """Yield where a value stands in what was sealed, one of each kind."""
        yield ("version",)
        if "log" in manifest:
            yield from (("log",), ("log", "unit"), ("log", "unit", "size"))
        kinds = set()
        for part in sealed._sealed_parts:
            yield (part.key,)
            if not manifest[part.key]:
                continue
            yield from ((part.key, 0), (part.key, 0, "id"))
            record = sealed._get_sealed_records(part)[:1]
            for row in part.fields:
                is_called = row.path.startswith("_")
                kind = row.path if is_called else self._find_column(record, row.path)[1].type
                if kind not in kinds:
                    kinds.add(kind)
                    yield part.key, 0, row.key
        self.assertGreater(len(kinds), 3)

    def _forgeries(self, sealed, odd):
        """Yield ``(place, text)``: what was sealed with something else in one place."""
        text = sealed.sudo().manifest
        for place in list(self._places(sealed, json.loads(text))):
            for value in odd:
                manifest = json.loads(text)
                within = manifest
                for key in place[:-1]:
                    within = within[key]
                within[place[-1]] = value
                yield place, json.dumps(manifest)

    def test_of_a_submission(self):
        """A value of each kind is another one, of any kind: it is found, and nothing stumbles."""
        for place, text in self._forgeries(self.submission, ODD):
            with self.subTest(place=place, text=text[:40]), self._undone():
                self._forge(self.submission, text)
                self.assertTrue(self._problems(self.submission))
                self.env["cchc.log"]._find_break(self.assessment.sudo())

    def test_of_a_publication_and_its_results(self):
        """The same of what was published, as a whole and of each unit."""
        for sealed in (self.publication, self.publication.result_ids[0]):
            for place, text in self._forgeries(sealed, ODD[:2]):
                with self.subTest(place=place, text=text[:40]), self._undone():
                    self._forge(sealed, text)
                    self.assertTrue(self._problems(self.publication))

    def test_the_jobs_go_on(self):
        """Sizes that are none, and lists in lists without end, stop neither check: the others are still looked at."""
        deep = "[" * 100_000
        for text in (
            '{"log": {"unit": {"size": [1], "root": "x"}}, "version": 4}',
            '{"log": {"unit": {"size": {"a": 1}, "root": ["x"]}}, "version": "4"}',
            '{"log": {"count": [1], "head": {}}}',
            '{"log": [1]}',
            deep,
        ):
            with self.subTest(text=text[:60]), self._undone():
                self._forge(self.submission, text)
                self._sql(
                    "UPDATE cchc_log SET new_value = 'khác' WHERE id = %s",
                    self.env["cchc.log"]
                    .search([("assessment_id", "=", self.other_assessment.id)], limit=1)
                    .id,
                )
                found = self.env["cchc.log"]._find_breaks(self.assessment | self.other_assessment)
                self.assertIn(self.submission.display_name, found[self.assessment])
                self.assertIn(self.other_assessment, found)
                both = self.submission | self.other_assessment.submission_ids
                checks = both.with_user(self.secretary)._check_seals()
                self.assertEqual(checks.mapped("state"), ["bad", "bad"])

    def test_a_list_that_came_later(self):
        """A seal of before the classes were sealed says nothing of them; one of since then holds them."""
        rating = self.scale.class_ids[0]
        others = set()
        for version, is_held in ((4, False), (5, True)):
            with self.subTest(version=version), self._undone():
                self._age(self.publication, version, **({} if is_held else {"classes": []}))
                values = self.publication._find_seal_problems()[2]
                others.add(values - self._count_held(self.publication, version))
                self._sql(
                    "UPDATE cchc_rating_class SET minimum_percent = 71 WHERE id = %s", rating.id
                )
                self.assertIs(f"“{rating.name}”" in self._problems(self.publication), is_held)
        self.assertEqual(len(others), 1, "as many values of its results, whatever its version")

    def test_a_chain_that_is_none(self):
        """What a row keeps of the time before may be damaged, too: that row is named, and no other one lost."""
        row = self.env["cchc.log"].search([("assessment_id", "=", self.assessment.id)], limit=1)
        for text in ('{"number": [1], "hash": "x"}', "[" * 100_000, "[]", "{"):
            with self.subTest(text=text[:20]), self._undone():
                self._sql("UPDATE cchc_log SET chain = %s WHERE id = %s", text, row.id)
                self._forge(self.submission, '{"log": {"count": 1, "head": "x"}}')
                self.assertTrue(self.env["cchc.log"]._find_break(self.assessment.sudo()))
                self.assertEqual(self.env["cchc.log"]._read_chain({"chain": text})[0], None)
        self.assertEqual(self.env["cchc.log"]._read_chain({"chain": None}), (None, None))
        self.assertEqual(
            self.env["cchc.log"]._read_chain({"chain": '{"number": 3, "hash": "ab"}'}), (3, "ab")
        )


@tagged("post_install", "-at_install")
class TestLogGuards(SealCase):
    """What the log takes, tells and keeps, and from whom."""

    def _rows(self):
        return self.env["cchc.log"].search([("assessment_id", "=", self.assessment.id)])

    def test_nothing_is_nothing(self):
        """No entry adds no row; what an entry leaves empty is empty, and texts stay texts."""
        log, before = self.env["cchc.log"], self._rows()
        count = self.assessment.log_count
        log._append([])
        log._append_apart([])
        self.assertEqual(self._rows(), before)
        entry = {
            "assessment_id": self.assessment.id,
            "action": "fill",
            "old_value": "",
            "reason": None,
        }
        log.with_user(self.officer)._append([{**entry, "new_value": 12, "field": "quantity"}])
        self.assertEqual(self.assessment.log_count, count + 1)
        row = self._rows() - before
        self.assertEqual(
            (row.user_id, row.old_value, row.new_value, row.reason),
            (self.officer, False, "12", False),
        )
        self.assertEqual(len(row.salt), 32)
        self.assertNotEqual(row.salt, before[0].salt)

    def test_what_was_found_when_it_was_carried_over_stays_told(self):
        """A log that was broken before the ledgers took it over is not whole since."""
        log = self.env["cchc.log"]
        log._note_carried([[self.other_assessment.id, 7, "ab", None, None]])
        self.assertIsNone(log._find_break(self.other_assessment.sudo()))
        log._note_carried([[self.assessment.id, 7, "ab", "row_changed", 3]])
        self.assertIn("this was found: ", log._find_break(self.assessment.sudo()))
        carried = self._rows()[0]
        self.assertEqual((carried.action, carried.new_value), ("carry", "7: ab"))
        # units neither read it nor is it counted as a change
        self.assertNotIn(carried, log.with_user(self.officer).search([]))
        before = log._count_changes(self.assessment)
        log._note_carried([[self.assessment.id, 7, "ab", None, None]])
        self.assertEqual(log._count_changes(self.assessment), before)

    def test_the_check_reads_the_database(self):
        """What was read before is not taken for what lies there now, and what was just folded counts."""
        ledger = self.env["cchc.ledger"].search(
            [("assessment_id", "=", self.assessment.id), ("kind", "=", "unit")]
        )
        self.env["cchc.log"]._append([{"assessment_id": self.assessment.id, "action": "fill"}])
        ledger._fold()
        self.assertEqual(ledger._find_breaks(), [])
        for statement in (
            "UPDATE cchc_ledger SET size = size + 1 WHERE id = %s",
            "UPDATE cchc_checkpoint SET note = 'khác' WHERE ledger_id = %s",
        ):
            with self.subTest(statement=statement), self._undone():
                self.assertTrue(ledger.size and ledger.checkpoint_ids.mapped("note"))
                # as anything does that is not Odoo
                self.env.cr.execute(statement, [ledger.id])
                self.assertTrue(ledger._find_breaks())

    def test_the_check_of_all(self):
        """The weekly job looks at archived ones too, and tells each secretary of the unit's own province."""
        foreign = self._make_user("foreign", "secretary")
        company = self.env["res.company"].create({"name": "Tỉnh xa"})
        foreign.write({"company_ids": company.ids, "company_id": company.id})
        self._sql("UPDATE cchc_period SET active = FALSE WHERE id = %s", self.period.id)
        self._sql("UPDATE cchc_log SET new_value = 'khác' WHERE id = %s", self._rows()[0].id)
        with mute_logger("odoo.addons.cchc_assessment.models.log.cchc_log"):
            self.env["cchc.log"]._cron_check()
        told = self.env["mail.activity"].search(
            [
                ("res_model", "=", "cchc.assessment"),
                ("summary", "=", "The log was changed in the database"),
            ]
        )
        self.assertEqual(set(told.mapped("res_id")), {self.assessment.id})
        self.assertIn(self.secretary, told.user_id)
        self.assertNotIn(foreign, told.user_id)

    def test_who_starts_a_renewal_or_a_check(self):
        """Nobody but a secretary of this province, by the button or by what stands behind it."""
        foreign = self._make_user("foreign", "secretary")
        company = self.env["res.company"].create({"name": "Tỉnh xa"})
        foreign.write({"company_ids": company.ids, "company_id": company.id})
        with self.assertRaises(AccessError):
            self.submission.with_user(foreign)._check_seals()
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.env["cchc.seal.review"].with_user(user).action_renew()
            with self.assertRaises(AccessError):
                self.submission.with_user(user)._check_seals()

    def test_quotes_have_a_length(self):
        """A text of as many characters as are quoted is quoted whole; of a longer one the place that differs."""
        quote = self.submission._quote
        for length in (119, 120):
            text = "a" * length
            self.assertEqual(quote(text, "b")[0], f"“{text}”")
        whole = "a" * 60 + "x" + "b" * 60
        other = "a" * 60 + "y" + "b" * 60
        self.assertEqual(quote(whole, other), [f"“…{text[30:]}”" for text in (whole, other)])
        self.assertEqual(quote("", "a" * 121)[0], "(empty)")
        self.assertEqual(quote("b" + "a" * 120, "c")[0], f"“b{'a' * 119}…”")

    def test_values_say_the_same(self):
        """What is empty is empty in every version; the order of a list says nothing, but what is in it does."""
        same = self.submission._is_same
        for one, other, expected in (
            (None, "", True),
            (False, [], True),
            ([2, 1], [1, 2], True),
            ([1, 2], [1, 3], False),
            ([1], 1, False),
            (0, None, False),
            ("0", "", False),
            ("a", "b", False),
        ):
            self.assertIs(same(one, other), expected, (one, other))
