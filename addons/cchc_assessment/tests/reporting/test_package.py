import collections
import hashlib
import io
import os
import zipfile
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ...models.period import cchc_work
from ...report import package
from ..common import CchcCase, RemoteCase, WebCase


class PackageCase(CchcCase):
    """A filled-in assessment whose package is looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls.evidence = cls.assessment.evidence_ids
        cls.content = cls.evidence.sudo().attachment_id.raw

    def _make(self, record, user=None):
        report = self.env["report.cchc_assessment.package"].with_user(user or self.officer)
        return report._make_package(record.with_user(user or self.officer))

    def _open(self, package):
        content = b"".join(package)
        self.assertEqual(len(content), package.size)
        return zipfile.ZipFile(io.BytesIO(content))

    def _return_to_unit(self):
        """Leave the assessment as a return to its unit does."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'draft' WHERE id = %s", [self.assessment.id]
        )
        self.env.invalidate_all()

    def _path_of(self, evidence):
        attachment = evidence.sudo().attachment_id
        return Path(attachment._full_path(attachment.store_fname))

    def _replace_file(self, evidence, content):
        """Put other bytes into the store, as a fault of the disk would; those that were there come back."""
        path = self._path_of(evidence)
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.unlink()
        if content is not None:
            path.write_bytes(content)


@tagged("post_install", "-at_install")
class TestPackage(PackageCase):
    def test_what_a_package_holds(self):
        """Appendix, report, manifest and the document, whose link in the appendix leads to it."""
        archive = self._open(self._make(self.assessment))
        document = "TLKC/01. 1.1.1 Ban hành kế hoạch/bao cao.pdf"
        self.assertEqual(
            archive.namelist(),
            [
                "Phụ lục 01 - Sở Thử nghiệm - 2026.xlsx",
                "Báo cáo tự đánh giá CCHC - Sở Thử nghiệm - 2026.docx",
                "manifest.sha256",
                document,
            ],
        )
        self.assertEqual(archive.read(document), self.content)
        self.assertIn(
            f"{hashlib.sha256(self.content).hexdigest()}  {document}\n",
            archive.read("manifest.sha256").decode(),
        )
        sheet = load_workbook(io.BytesIO(archive.read(archive.namelist()[0]))).active
        links = [
            cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]
        self.assertEqual([unquote(link) for link in links], [document])

    def test_a_document_that_proves_two_criteria_is_stored_once(self):
        """Both rows of the appendix lead to the one file."""
        self._line("1.2").with_user(self.officer).evidence_ids |= self.evidence
        archive = self._open(self._make(self.assessment))
        self.assertEqual(sum(name.endswith(".pdf") for name in archive.namelist()), 1)
        sheet = load_workbook(io.BytesIO(archive.read(archive.namelist()[0]))).active
        links = [
            cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]
        self.assertEqual(len(links), 2)
        self.assertEqual(len(set(links)), 1)

    def test_what_was_approved_goes_as_it_was_sealed(self):
        """After a return the unit changes its work; the submission's package stays what was approved."""
        self._send()
        self._approve()
        submission = self.assessment.submission_ids
        sealed = self._open(self._make(submission, self.leader))
        self.assertEqual(
            [sealed.read(name) for name in sealed.namelist()[1:]],
            [self._open(self._make(self.assessment)).read(name) for name in sealed.namelist()[1:]],
        )
        self._return_to_unit()
        self.evidence.with_user(self.officer).active = False
        self._file(self._line("1.2"), name="13/BC-STN")
        self._line("1.2").with_user(self.officer).explanation = "Đã đổi."
        again = self._open(self._make(submission, self.leader))
        self.assertEqual(again.namelist(), sealed.namelist())
        for name in sealed.namelist()[1:]:
            self.assertEqual(again.read(name), sealed.read(name), name)
        now = self._open(self._make(self.assessment))
        self.assertNotEqual(now.namelist(), sealed.namelist())

    def test_a_lost_file_is_named_everywhere(self):
        """The dialog, the log, the package and its manifest name a file that the store no longer has."""
        self._replace_file(self.evidence, None)
        with self.enter_registry_test_mode():
            action = self.assessment.with_user(self.officer).action_download_package()
        dialog = self.env[action["res_model"]].with_user(self.officer).browse(action["res_id"])
        self.assertIn("12/BC-STN", dialog.missing)
        entry = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "check")]
        )
        self.assertIn("12/BC-STN", entry.reason)
        self.assertEqual(
            dialog.action_download()["url"], f"/cchc/package/assessment/{self.assessment.id}"
        )
        archive = self._open(self._make(self.assessment))
        self.assertIn("THIẾU TÀI LIỆU.txt", archive.namelist())
        self.assertIn("12/BC-STN", archive.read("THIẾU TÀI LIỆU.txt").decode())

    def test_a_whole_package_downloads_at_once(self):
        """No dialog stands between the button and the download when nothing is missing."""
        action = self.assessment.with_user(self.officer).action_download_package()
        self.assertEqual(action["url"], f"/cchc/package/assessment/{self.assessment.id}")

    def test_a_sealed_appendix_that_is_lost_is_named(self):
        """Without the sealed appendix the package says so, and makes none that nobody approved."""
        self._send()
        self._approve()
        appendix = self.assessment.submission_ids.appendix_id
        Path(appendix._full_path(appendix.store_fname)).unlink()
        with mute_logger("odoo.addons.base.models.ir_attachment"):
            archive = self._open(self._make(self.assessment))
        self.assertFalse([name for name in archive.namelist() if name.endswith(".xlsx")])
        self.assertIn(appendix.name, archive.read("THIẾU TÀI LIỆU.txt").decode())

    def test_a_sealed_appendix_that_was_changed_is_not_sent(self):
        """Another workbook in its place, with the checksum that goes with it, is not what was sealed."""
        self._send()
        self._approve()
        submission = self.assessment.submission_ids
        archive = self._open(self._make(submission))
        remarks = archive.read("manifest.sha256").decode()
        self.assertIn(f"# NIÊM PHONG: {submission.seal}\n", remarks)
        for attachment in submission.appendix_id | submission.report_id:
            sha256 = hashlib.sha256(attachment.raw).hexdigest()
            self.assertIn(f"# KHI NIÊM PHONG: {sha256} {attachment.name}\n", remarks)
        appendix = submission.appendix_id
        other = archive.read(archive.namelist()[0]) + b" "
        path = Path(appendix._full_path(appendix.store_fname))
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_bytes(other)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET checksum = %s WHERE id = %s",
            [hashlib.sha1(other).hexdigest(), appendix.id],
        )
        self.env.invalidate_all()
        archive = self._open(self._make(submission))
        self.assertFalse([name for name in archive.namelist() if name.endswith(".xlsx")])
        self.assertIn(appendix.name, archive.read("THIẾU TÀI LIỆU.txt").decode())

    def test_a_period_by_unit_group(self):
        """The council gets what was submitted, by group and unit, and the names of those who have not."""
        self._send()
        self._approve()
        archive = self._open(self._make(self.period, self.secretary))
        self.assertIn(
            "01. Sở, ban, ngành/01. Sở Thử nghiệm/TLKC/01. 1.1.1 Ban hành kế hoạch/bao cao.pdf",
            archive.namelist(),
        )
        self.assertIn("Sở Đối chứng", archive.read("ĐƠN VỊ CHƯA GỬI HỒ SƠ.txt").decode())
        self.assertFalse([name for name in archive.namelist() if "/02." in name])

    def test_what_a_unit_never_sent_is_in_no_package(self):
        """A unit that was set aside half filled in is one of those who have not submitted."""
        secretary = self.assessment.with_user(self.secretary)
        secretary._transition("action_exempt", reason="Giải thể.")
        with self.assertRaisesRegex(UserError, "No unit has submitted"):
            self.period.with_user(self.secretary).action_download_package()
        secretary._transition("action_resume", reason="Nhầm.")
        self._send()
        self._approve()
        names = self._open(self._make(self.period, self.secretary)).namelist()
        self.assertTrue([name for name in names if "01. Sở Thử nghiệm/" in name])

    def test_a_period_with_many_units_in_parts(self):
        """So many units as anybody waits for go into one package; together the parts hold what one would hold."""
        self._send()
        self._approve()
        other = self.period.assessment_ids - self.assessment
        self.env["cchc.submission"]._seal(other, "2/STN-VP", "2026-12-05")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id = %s", [other.id]
        )
        self.env.invalidate_all()
        whole = set(self._open(self._make(self.period, self.secretary)).namelist())
        self.startPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        self.startPatcher(patch.object(package, "UNITS_OF_A_PACKAGE", 1))
        period = self.period.with_user(self.secretary)
        for name in ("action_download_package", "action_download_bag"):
            action = getattr(period, name)()
            dialog = (
                self.env[action["res_model"]].with_user(self.secretary).browse(action["res_id"])
            )
            self.assertEqual(dialog.part_count, 2)
            dialog.part = 2
            self.assertIn("part=2", dialog.action_download()["url"])
            self.assertEqual("bagit" in dialog.action_download()["url"], name.endswith("bag"))
            dialog.part = 3
            with self.assertRaisesRegex(UserError, "There are 2 packages"):
                dialog.action_download()
        report = self.env["report.cchc_assessment.package"].with_user(self.secretary)
        parts = [
            set(self._open(report._make_package(period, part=part)).namelist()) for part in (1, 2)
        ]
        self.assertFalse(parts[0] & parts[1])
        self.assertTrue(all(parts))
        self.assertEqual(parts[0] | parts[1], whole)
        self.assertIn("(phần 2)", report._get_file_name(period, part=2))
        # who is returned moves nobody into another part
        self._return_to_unit()
        of_other = 1 + ("Sở Đối chứng" in str(parts[1]))
        names = self._open(report._make_package(period, part=of_other)).namelist()
        self.assertLessEqual(parts[of_other - 1], set(names))
        dialog.part = 3 - of_other
        with self.assertRaisesRegex(UserError, "None of the units of this package"):
            dialog.action_download()

    def test_a_part_is_looked_into_when_it_is_downloaded(self):
        """Choosing another number reads no unit's documents; whoever downloads one is told first what it lacks."""
        self._send()
        self._approve()
        self._replace_file(self.evidence, None)
        self.startPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        self.startPatcher(patch.object(package, "UNITS_OF_A_PACKAGE", 1))
        report = self.env.registry["report.cchc_assessment.package"]
        looked, find_faults = [], report._find_faults

        def note(records, record, part=0):
            looked.append(part)
            return find_faults(records, record, part)

        self.patch(report, "_find_faults", note)
        action = self.period.with_user(self.secretary).action_download_package()
        dialog = self.env[action["res_model"]].with_user(self.secretary).browse(action["res_id"])
        with Form(dialog) as form:
            form.part = 2
            form.part = 1
        self.assertFalse(looked)
        self.assertFalse(dialog.is_known or dialog.missing)
        with self.enter_registry_test_mode():
            action = dialog.action_download()
        self.assertEqual((action["res_id"], looked), (dialog.id, [1]))
        self.assertTrue(dialog.is_known)
        self.assertIn("12/BC-STN", dialog.missing)
        self.assertIn("part=1", dialog.action_download()["url"])
        self.assertEqual(looked, [1])
        dialog.part = 2
        self.assertFalse(dialog.is_known)

    def test_a_period_without_submissions(self):
        """The button says why there is nothing to download."""
        with self.assertRaisesRegex(UserError, "No unit has submitted"):
            self.period.with_user(self.secretary).action_download_package()

    def test_what_was_sealed_is_read_once(self):
        """A package takes its manifest apart once, and opens the sealed appendix and report once each."""
        self._send()
        self._approve()
        submission = self.assessment.submission_ids
        attachments, read = self.env.registry["ir.attachment"], collections.Counter()
        manifests, open_stored = self.env.registry["cchc.submission"], attachments._open_stored

        def count_open(attachment):
            read[attachment.id] += 1
            return open_stored(attachment)

        taken_apart = manifests._read_manifest

        def count_parsed(record, text):
            read["manifest"] += 1
            return taken_apart(record, text)

        self.patch(attachments, "_open_stored", count_open)
        self.patch(manifests, "_read_manifest", count_parsed)
        self._make(submission, self.leader)
        sealed = submission.sudo().appendix_id + submission.sudo().report_id
        self.assertEqual(read, {"manifest": 1, **dict.fromkeys(sealed.ids, 1)})

    def test_queries_do_not_grow_with_the_documents(self):
        """A package asks the database as often with one document as with twenty."""

        def count():
            return self._count_queries(lambda: self._make(self.assessment))

        # the caches are warm, which the first of all does not do for all
        for _time in range(2):
            count()
        few = count()
        for number in range(20):
            self._file(self._line("1.1.1"), name=f"{number}/TB-STN")
        self.assertEqual(count(), few)

    def test_a_sealed_package_looks_at_each_file_once(self):
        """What is made before the first byte looks for each document on the disk once, and asks as often for many."""
        looked_for, look, store = [], os.stat, self.env["ir.attachment"]._filestore()

        def note(path, *args, **options):
            looked_for.append(path)
            return look(path, *args, **options)

        submissions = [self._seal()]
        for number in range(20):
            self._file(self._line("1.1.1"), name=f"{number}/TB-STN")
        submissions.append(self._seal())
        counts = []
        # what stays warm is warmed by the first two
        for submission in submissions * 2:
            looked_for.clear()
            with patch("os.stat", note):
                work = self._count_calls(lambda one=submission: next(iter(self._make(one))))
            counts.append((sum(str(path).startswith(store) for path in looked_for), *work))
        *_warm, few, many = counts
        looks, own, begun, queries = (large - small for small, large in zip(few, many, strict=True))
        self.assertEqual((looks, queries), (20, 0))
        # functions of these addons, and of all: a tenth more than what was needed is too much
        self.assertLessEqual(own / 20, 46 * 1.1)
        self.assertLessEqual(begun / 20, 74.6 * 1.1)

    def _seal(self):
        return self.env["cchc.submission"]._seal(self.assessment, "2/STN-VP", "2026-12-05")

    def test_queries_do_not_grow_with_the_units(self):
        """A period's package asks the database no oftener for both units than for one, and a note."""

        def count():
            return self._count_queries(lambda: self._make(self.period, self.secretary))

        self._send()
        self._approve()
        count()  # warms the caches
        one = count()
        other = self.period.assessment_ids - self.assessment
        self.env["cchc.submission"]._seal(other, "2/STN-VP", "2026-12-05")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id = %s", [other.id]
        )
        self.env.invalidate_all()
        self.assertEqual(len(self._make(self.period, self.secretary).dossiers), 2)
        # the list of those who have not submitted is no longer made
        self.assertLessEqual(count(), one)


@tagged("post_install", "-at_install")
class TestPackageDownload(PackageCase, WebCase):
    def test_archives_get_a_bag(self):
        """The same files, laid out as BagIt asks for, to those who get the package."""
        plain = self._download(self.officer)
        action = self.assessment.with_user(self.officer).action_download_bag()
        bag = zipfile.ZipFile(io.BytesIO(self._get(self.officer, action["url"]).content))
        [folder] = {name.partition("/")[0] for name in bag.namelist()}
        self.assertIn(self.unit.name, folder)
        payload = f"{folder}/data/"
        self.assertEqual(
            [name.removeprefix(payload) for name in bag.namelist() if name.startswith(payload)],
            plain.namelist(),
        )
        manifest = bag.read(f"{folder}/manifest-sha256.txt").decode()
        self.assertEqual(len(manifest.splitlines()), len(plain.namelist()))
        self.assertIsNone(bag.testzip())

    def _get_package(self, user, kind, record):
        return self._get(user, f"/cchc/package/{kind}/{record}")

    def _download(self, user):
        return zipfile.ZipFile(
            io.BytesIO(self._get_package(user, "assessment", self.assessment.id).content)
        )

    def test_a_file_with_other_bytes_fails_the_check(self):
        """Of the right size but not what was filed: the manifest has the sum of what was."""
        self._replace_file(self.evidence, self.content[:-5] + b"xxxxx")
        archive = self._download(self.officer)
        path = next(name for name in archive.namelist() if name.startswith("TLKC/"))
        self.assertIn(f"{self.evidence.sha256}  {path}\n", archive.read("manifest.sha256").decode())
        self.assertNotEqual(hashlib.sha256(archive.read(path)).hexdigest(), self.evidence.sha256)

    def test_files_kept_in_the_database(self):
        """A database that keeps its files itself gives the same package."""
        before = self._download(self.officer)
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        attachment = self.evidence.sudo().attachment_id
        attachment.write({"raw": attachment.raw, "mimetype": attachment.mimetype})
        self.assertFalse(attachment.store_fname)
        after = self._download(self.officer)
        self.assertEqual(after.namelist(), before.namelist())
        self.assertEqual(after.read(after.namelist()[3]), self.content)

    def test_a_part_that_there_is_not(self):
        """Of many units nothing but one of the parts in which there is something is served, to the council alone."""
        self._send()
        self._approve()
        self.startPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        self.startPatcher(patch.object(package, "UNITS_OF_A_PACKAGE", 1))
        path = f"/cchc/package/period/{self.period.id}"
        served = [
            part
            for part in ("", "0", "1", "2", "3", "-1", "x", "%C2%B2")
            if self._get(self.secretary, f"{path}?part={part}").status_code != 404
        ]
        self.assertEqual(len(served), 1, served)
        self.assertIn(served[0], ("1", "2"))
        for user in (self.officer, self.other_leader):
            answer = self._get(user, f"{path}?part={served[0]}")
            self.assertEqual(answer.status_code, 404)

    def test_who_gets_which_package(self):
        """Each role gets what its records are, and the same "not found" for everything else."""
        self._send()
        self._approve()
        nobody = self._make_user("nobody", "officer")
        portal = new_test_user(self.env, "cchc_portal", groups="base.group_portal")
        own = {"assessment": self.assessment.id, "submission": self.assessment.submission_ids.id}
        missing = self._get_package(self.officer, "assessment", self.assessment.id + 10_000)
        self.assertEqual(missing.status_code, 404)
        for user, kinds in (
            (self.officer, {"assessment", "submission"}),
            (self.leader, {"assessment", "submission"}),
            (self.appraiser, {"assessment", "submission", "period"}),
            (self.secretary, {"assessment", "submission", "period"}),
            (self.other_officer, set()),
            (self.other_leader, set()),
            (nobody, set()),
            (portal, set()),
        ):
            for kind, record in (*own.items(), ("period", self.period.id)):
                with self.subTest(user=user.login, kind=kind):
                    answer = self._get_package(user, kind, record)
                    if kind in kinds:
                        self.assertEqual(answer.status_code, 200)
                        zipfile.ZipFile(io.BytesIO(answer.content)).testzip()
                    else:
                        self.assertEqual(answer.status_code, 404)
                        self.assertEqual(answer.content, missing.content)

    def test_the_log_says_who_of_the_council_took_a_package(self):
        """A package holds every document: the log tells that the council has it, not that the unit has."""
        self._send()
        self._approve()
        for user, kind, record, count in (
            (self.leader, "assessment", self.assessment, 0),
            (self.appraiser, "assessment", self.assessment, 1),
            (self.appraiser, "submission", self.assessment.submission_ids, 2),
            (self.secretary, "period", self.period, 3),
        ):
            with self.subTest(user=user.login, kind=kind):
                self.assertEqual(self._get_package(user, kind, record.id).status_code, 200)
                self.env.invalidate_all()
                rows = self.assessment.log_ids.filtered(lambda row: row.action == "download")
                self.assertEqual(len(rows), count)
                if rows:
                    self.assertEqual(rows[0].user_id, user)

    def test_the_council_gets_nothing_before_it_is_submitted(self):
        """A draft is its unit's; once it was returned, what was submitted before is closed again, too."""
        self.assertEqual(
            self._get_package(self.appraiser, "assessment", self.assessment.id).status_code, 404
        )
        self._send()
        self._approve()
        submission = self.assessment.submission_ids.id
        self._return_to_unit()
        self.assertEqual(
            self._get_package(self.appraiser, "submission", submission).status_code, 404
        )
        self.assertEqual(self._get_package(self.leader, "submission", submission).status_code, 200)

    def test_the_answer_says_length_name_and_what_is_missing(self):
        """The browser knows the length, the name is Vietnamese, and a header names the lost file."""
        answer = self._get_package(self.officer, "assessment", self.assessment.id)
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        self.assertIn(
            "Hồ sơ CCHC - Sở Thử nghiệm - 2026.zip", unquote(answer.headers["Content-Disposition"])
        )
        self.assertNotIn("X-CCHC-Missing-Count", answer.headers)
        self._replace_file(self.evidence, None)
        answer = self._get_package(self.officer, "assessment", self.assessment.id)
        self.assertEqual(answer.headers["X-CCHC-Missing-Count"], "1")
        self.assertEqual(unquote(answer.headers["X-CCHC-Missing-Files"]), "bao cao.pdf")

    def test_sealed_links_are_made_anew_for_another_address(self):
        """Named as a copy, for those who get what is sealed; what is sealed stays, byte by byte."""
        parameters = self.env["ir.config_parameter"]
        old, new = "http://localhost:8069", "https://cchc.mau.gov.vn"
        parameters.set_param("web.base.url", old)
        parameters.set_param("web.base.url.freeze", False)
        self._send()
        self._approve()
        submission = self.assessment.submission_ids.with_user(self.officer)
        sealed = submission.sudo().appendix_id.raw
        self.assertEqual(self._links(sealed), [f"{old}/cchc/evidence/{self.evidence.id}"])
        parameters.set_param("web.base.url", new)
        for action in (submission.action_download_appendix(), submission.action_download_package()):
            self.assertEqual(action["type"], "ir.actions.act_url")
        # none is made for an address that may still change by itself
        self.authenticate(self.officer.login, self.officer.login)
        for path in (
            f"/cchc/appendix/{submission.id}/current",
            f"/cchc/package/submission/{submission.id}?links=current",
        ):
            self.assertEqual(self.url_open(path).status_code, 404)
        parameters.set_param("web.base.url.freeze", "True")

        dialogs = [
            self.env[action["res_model"]].with_user(self.officer).browse(action["res_id"])
            for action in (
                submission.action_download_appendix(),
                submission.action_download_package(),
            )
        ]
        for dialog in dialogs:
            self.assertIn(old, dialog.links_note)
            self.assertIn(new, dialog.links_note)
            self.assertFalse(dialog.missing)
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(dialogs[0].action_download()["url"])
        self.assertEqual(answer.content, sealed)
        path = dialogs[0].action_download_current()["url"]
        answer = self.url_open(path)
        self.assertEqual(self._links(answer.content), [f"{new}/cchc/evidence/{self.evidence.id}"])
        name = unquote(answer.headers["Content-Disposition"])
        self.assertIn("(liên kết theo địa chỉ hiện tại).xlsx", name)

        answer = self.url_open(dialogs[1].action_download()["url"])
        self.assertEqual(len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()), 8)
        answer = self.url_open(dialogs[1].action_download_current()["url"])
        name = unquote(answer.headers["Content-Disposition"])
        self.assertIn("(liên kết theo địa chỉ hiện tại).zip", name)
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        packed, copy, *_rest = archive.namelist()
        self.assertIn("(liên kết theo địa chỉ hiện tại).xlsx", copy)
        self.assertTrue(self._links(archive.read(packed))[0].startswith("TLKC/"))
        self.assertEqual(
            self._links(archive.read(copy)), [f"{new}/cchc/evidence/{self.evidence.id}"]
        )
        self.assertIn(new, archive.read("manifest.sha256").decode())
        self._replace_file(self.evidence, None)
        answer = self._get_package(self.officer, "submission", f"{submission.id}?links=current")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertEqual(
            self._links(archive.read(archive.namelist()[0])),
            [f"{new}/cchc/evidence/{self.evidence.id}"],
        )

        self.env.invalidate_all()
        self.assertEqual(submission.sudo().appendix_id.raw, sealed)
        for user, status in (
            (self.leader, 200),
            (self.appraiser, 200),
            (self.other_leader, 404),
        ):
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(path).status_code, status)
        self._return_to_unit()
        self.authenticate(self.appraiser.login, self.appraiser.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path).status_code, 404)

    def _links(self, content):
        sheet = load_workbook(io.BytesIO(content)).active
        return [
            cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]

    def test_without_a_session_one_is_asked_to_sign_in(self):
        """Whoever isn't signed in learns nothing."""
        answer = self.url_open(
            f"/cchc/package/assessment/{self.assessment.id}", allow_redirects=False
        )
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])


@tagged("post_install", "-at_install")
class TestPackageDialog(RemoteCase):
    def test_nobody_looks_into_another_units_package(self):
        """The dialog cannot be turned on another unit's record, nor one's own dialog on it later."""
        self._open_period()
        self._fill_in()
        for user in (self.other_officer, self.other_leader, self.appraiser):
            reference = f"cchc.assessment,{self.assessment.id}"
            answer = self._call(
                "cchc.package.download", "create", {"record_ref": reference}, user=user
            )
            self.assertIn("AccessError", str(answer))
            answer = self._call(
                "cchc.assessment", "action_download_package", self.assessment.ids, user=user
            )
            self.assertIn("AccessError", str(answer))
