import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..compat import Registry, compute_checksum, read_column
from ..core.package import kiem_tra
from ..core.package.data import Attachment, Criterion, Document, Fault, StoredFile
from ..core.package.layout import find_fault, lay_out
from ..core.package.relink import find_addresses, relink
from ..core.package.stream import Dossier, Package
from ..core.package.texts import for_people, reason
from ..core.plain.digests import sha256_of_bytes
from ..core.plain.names import Folder, as_name
from ..core.plain.zips import is_archive

# What a stranger checks the seal with; it needs nothing of this addon.
SCRIPT = Path(kiem_tra.__file__)
# How many units' documents go into one package of a period that has many.
UNITS_OF_A_PACKAGE = 50
_GROUP_LENGTH = 30
_UNIT_LENGTH = 40
# What a copy whose links lead elsewhere than the sealed ones is called, so that nobody takes it for what was sealed.
_COPY = "%s (liên kết theo địa chỉ hiện tại)"


@dataclass(frozen=True)
class KeptFile:
    """A file that Odoo keeps elsewhere than on this server's disk: in the database, or where an addon puts it.

    It is read with a cursor of its own when its turn comes, since the request's is closed by then, and
    whole, so that nobody's slow line holds that cursor.
    """

    database: str
    attachment_id: int
    size: int

    def open(self):
        # not from a replica, which may not have what was filed a moment ago
        with Registry(self.database).cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            attachment = env["ir.attachment"].browse(self.attachment_id).exists()
            if not attachment:
                raise FileNotFoundError(f"ir.attachment,{self.attachment_id}")
            return attachment._open_stored()


@dataclass(frozen=True)
class LostFile:
    """A file of which nothing is left."""

    size: None = None

    def open(self):
        raise FileNotFoundError()


class Sealed:
    """What was sealed of a submission that its reader has found: its manifest and its files, each read once."""

    def __init__(self, submission):
        # sudo: they are the submission's own
        self.appendix, self.report = submission.sudo().appendix_id, submission.sudo().report_id
        self._submission = submission.sudo()
        self._contents = {}

    @cached_property
    def manifest(self):
        """What was approved; None where it cannot be read."""
        return self._submission._get_manifest()

    @cached_property
    def sums(self):
        """``{attachment's id: SHA-256}``; nothing of what was sealed without."""
        return {one["id"]: one["sha256"] for one in (self.manifest or {}).get("files", ())}

    def read(self, attachment):
        """Return the bytes of the appendix or the report; None if they are lost."""
        if attachment not in self._contents:
            self._contents[attachment] = self._read_whole(attachment)
        return self._contents[attachment]

    def _read_whole(self, attachment):
        try:
            with attachment._open_stored() as handle:
                content = handle.read()
        except FileNotFoundError:
            return None
        is_whole = compute_checksum(attachment, content) == attachment.checksum
        if attachment.id in self.sums:
            is_whole = sha256_of_bytes(content) == self.sums[attachment.id]
        return content if is_whole and is_archive(content) else None


class PackageReport(models.AbstractModel):
    """Gathers what goes into a package, as plain data: nothing is read from the database while it is sent.

    Whoever calls has found the record with the rights of the user; its files follow from it.
    """

    _name = "report.cchc_assessment.package"
    _description = "Package of Assessments"

    def _make_package(self, record, address="", bag="", part=0):
        """Return the ``Package`` of an assessment, a submission or a period.

        An assessment that its leader approved goes as it was sealed.

        :param address: what the links of sealed appendices begin with from now on, where they lead to
            this server; another copy of each then leads there with all its links
        :param bag: the name of the folder, where archives get it as BagIt asks for
        :param part: of a period with many units the number of the package, from 1 on; 0 for all of it
        """
        parts = self._get_parts(record, part)
        submissions = self.env["cchc.submission"].union(*(part[1] for part in parts))
        papers = self._get_papers(submissions)
        sealed = self._open_sealed(submissions)
        shelves = self._make_shelves(parts, papers, sealed)
        proofs = submissions._make_seal_proofs({one: sealed[one].manifest for one in sealed})
        return Package(
            dossiers=[
                self._make_dossier(*part, shelf, papers, sealed, address, proofs)
                for part, shelf in zip(parts, shelves, strict=True)
            ],
            # once is enough
            notes=self._make_notes(record) if part <= 1 else [],
            bag=bag,
            day=fields.Date.context_today(self).isoformat(),
        )

    def _count_packages(self, record):
        """Return how many packages are made of ``record``: of a period with many units several, each in a request."""
        if record._name != "cchc.period":
            return 1
        # sudo: whose they are is not told; all of them, so that none moves into another package when one submits
        count = len(record.sudo().assessment_ids)
        return -(-count // UNITS_OF_A_PACKAGE) if self.env["cchc.work"]._is_long(count) else 1

    def _log_download(self, record, part=0):
        """Log in each assessment that somebody of the council takes its documents along.

        Apart, and before they are gathered: that takes long, and the log of a unit is written to at any moment.
        """
        name = self._get_file_name(record, part=part)
        self.env["cchc.log"]._append_apart(
            [
                {"assessment_id": assessment.id, "action": "download", "new_value": name}
                for assessment, _submission, _top in self._get_parts(record, part)
                # sudo: a unit that was archived since keeps its people
                if not assessment.sudo().unit_id._is_member(self.env.user)
            ]
        )

    def _find_faults(self, record, part=0):
        """Return what the package of ``record`` would lack: pairs of assessment and ``Fault``."""
        parts = self._get_parts(record, part)
        submissions = self.env["cchc.submission"].union(*(part[1] for part in parts))
        sealed = self._open_sealed(submissions)
        shelves = self._make_shelves(parts, self._get_papers(submissions), sealed)
        return [
            (assessment, fault)
            for (assessment, *_rest), shelf in zip(parts, shelves, strict=True)
            for fault in shelf.faults
        ]

    def _describe_fault(self, fault):
        """Return one line for people who read Vietnamese documents."""
        criteria = "; ".join(criterion.label for criterion in fault.criteria)
        return ": ".join(filter(None, (criteria, fault.document.title, reason(fault))))

    def _find_old_addresses(self, record, part=0):
        """Return the addresses that sealed appendices in the package of ``record`` lead to and links no more.

        None while the address of this server isn't settled.
        """
        address = self.env["ir.config_parameter"]._get_frozen_link_address()
        if not address:
            return []
        found = set()
        for _assessment, submission, _top in self._get_parts(record, part):
            if content := submission and self._read_sealed_appendix(submission):
                found |= find_addresses(content)
        return sorted(found - {address})

    def _make_appendix_copy(self, submission, address):
        """Return name and bytes of the sealed appendix whose links begin with ``address``.

        :raises UserError: when it is no longer as it was sealed.
        """
        content = self._read_sealed_appendix(submission)
        if not content:
            raise UserError(
                self.env._(
                    "%(submission)s: the sealed appendix is no longer in the store as it was sealed. "
                    "Tell the administrator.",
                    submission=submission.display_name,
                )
            )
        name = _COPY % submission.assessment_id._get_appendix_file_name()
        return f"{name}.xlsx", relink(content, {}, address)

    def _read_sealed_appendix(self, submission):
        sealed = Sealed(submission)
        return sealed.read(sealed.appendix)

    def _get_file_name(self, record, is_copy=False, part=0):
        if record._name == "cchc.period":
            name = record.name
        else:
            assessment = record if record._name == "cchc.assessment" else record.assessment_id
            name = f"{assessment.unit_id.name} - {assessment.period_id.year}"
            if record._name == "cchc.submission" and record.number > 1:
                name += f" - lần {record.number}"
        name = f"Hồ sơ CCHC - {name}"
        if part:
            name += f" (phần {part})"
        return as_name(f"{_COPY % name if is_copy else name}.zip")

    def _get_parts(self, record, part=0):
        """Return what the package is made of: lists of assessment, submission or none, and folder.

        Of a period with many units a part has the same units whoever has submitted since.
        """
        if record._name == "cchc.submission":
            return [(record.assessment_id, record, "")]
        if record._name == "cchc.assessment":
            return [(record, record._get_submission(), "")]
        parts, archive = [], Folder()
        submitted = self._get_submitted(record)
        # sudo: groups and units that were archived since keep their place
        listed = record.sudo().assessment_ids if part else submitted.sudo()
        by_group = listed.grouped("group_id")
        groups = self.env["cchc.unit.group"].sudo().union(*by_group).sorted()
        for place, group in enumerate(groups, 1):
            folder = Folder(archive.place(f"{place:02d}. {group.name}", _GROUP_LENGTH) + "/")
            of_unit = by_group[group].grouped("unit_id")
            for number, unit in enumerate(self.env["cchc.unit"].sudo().union(*of_unit).sorted(), 1):
                top = folder.place(f"{number:02d}. {unit.name}", _UNIT_LENGTH) + "/"
                assessment = of_unit[unit].sudo(False)
                parts.append((assessment, top))
        there = set(submitted._ids)
        if part:
            # by number: units that join, or are called otherwise, move none of the others
            numbers = sorted(listed._ids)
            there &= set(numbers[UNITS_OF_A_PACKAGE * (part - 1) : UNITS_OF_A_PACKAGE * part])
        parts = [
            (assessment, assessment._get_submission(), top)
            for assessment, top in parts
            if assessment.id in there
        ]
        # read together, not one by one
        submissions = self.env["cchc.submission"].union(*(part[1] for part in parts))
        return [
            (assessment, submission.with_prefetch(submissions.ids), top)
            for assessment, submission, top in parts
        ]

    def _get_submitted(self, period):
        return (
            self.env["cchc.assessment"]
            .search([("period_id", "=", period.id)])
            .filtered(lambda assessment: assessment._is_submitted())
        )

    def _make_notes(self, record):
        """Return the list of the units that have not submitted, for a period."""
        if record._name != "cchc.period":
            return []
        # sudo: that a unit has not submitted is known to the council; what it works on is not
        submitted = self._get_submitted(record).sudo().unit_id
        missing = record.sudo().assessment_ids.unit_id - submitted
        if not missing:
            return []
        lines = [f"{number}. {unit.name}" for number, unit in enumerate(missing, 1)]
        content = for_people(["CÁC ĐƠN VỊ CHƯA GỬI HỒ SƠ", record.name, "", *lines])
        return [Attachment("ĐƠN VỊ CHƯA GỬI HỒ SƠ.txt", content)]

    def _make_dossier(
        self, assessment, submission, top, shelf, papers, sealed, address="", proofs=()
    ):
        is_copy = bool(address and submission)
        if submission:
            sealed = sealed[submission]
            appendix, report = sealed.read(sealed.appendix), sealed.read(sealed.report)
        else:
            appendix, _type = self.env["ir.actions.report"]._render(
                "cchc_assessment.appendix_report", assessment.ids
            )
            report = self.env["report.cchc_assessment.word"]._render(assessment)
        attachments = []
        if appendix:
            name = assessment._get_appendix_file_name()
            new = address if is_copy else ""
            attachments.append(Attachment(f"{name}.xlsx", relink(appendix, shelf.paths, new)))
            if is_copy:
                attachments.append(Attachment(f"{_COPY % name}.xlsx", relink(appendix, {}, new)))
        if report:
            name = self.env["report.cchc_assessment.word"]._get_file_name(assessment)
            attachments.append(Attachment(name, report))
        owner = self.env["res.lang"]._in_vietnamese(assessment).display_name
        remarks = self._make_remarks(submission, sealed) if submission.seal else []
        if is_copy:
            remarks.append(f"LIÊN KẾT: theo địa chỉ {address}, không phải địa chỉ khi niêm phong")
        seal = []
        if submission.id in proofs:
            seal = self._make_seal_files(submission, proofs[submission.id], appendix)
        signed = [one for one in papers.get(submission, ()) if not find_fault(one, ())]
        return Dossier(owner, attachments, shelf, top, remarks, seal, signed)

    def _make_seal_files(self, submission, proof, appendix):
        """Return what a stranger checks the seal with: what was sealed, the proof, the script, the sealed appendix."""
        content = json.dumps(proof, ensure_ascii=False, indent=1).encode()
        files = [
            # sudo: the proof is given for what a unit may know of its own alone
            Attachment("niem-phong.json", submission.sudo().manifest.encode()),
            Attachment("bang-chung.json", content),
            Attachment("kiem_tra.py", SCRIPT.read_bytes()),
        ]
        if appendix:
            files.append(Attachment(submission.sudo().appendix_id.name, appendix))
        return files

    def _make_remarks(self, submission, sealed):
        """Return what the manifest says of the seal: links make another appendix of the sealed one."""
        return [
            f"NIÊM PHONG: {submission.seal}",
            *(
                f"KHI NIÊM PHONG: {sealed.sums[attachment.id]} {attachment.name}"
                for attachment in (sealed.appendix, sealed.report)
                if attachment.id in sealed.sums
            ),
        ]

    def _open_sealed(self, submissions):
        """Return ``{submission: Sealed}``; what is known of their files is read at once."""
        # sudo: they are the submissions' own
        files = submissions.sudo()._get_made_files()
        files.fetch(["name", "store_fname", "checksum", "file_size"])
        return {submission: Sealed(submission) for submission in submissions}

    def _make_shelves(self, parts, papers, sealed):
        """Return the ``Shelf`` of each of ``parts``; where all files lie is read at once.

        :param papers: what ``_get_papers`` returns of their submissions.
        :param sealed: the ``Sealed`` of each submission.
        """
        lists = [
            self._get_sealed_criteria_and_documents(submission, sealed[submission].manifest)
            if submission
            else self._get_criteria_and_documents(assessment)
            for assessment, submission, _top in parts
        ]
        sources = self._get_sources([key for _criteria, rows in lists for key, *_rest in rows])
        shelves = []
        for (_assessment, submission, top), (criteria, rows) in zip(parts, lists, strict=True):
            documents = [Document(*row, source=sources[row[0]]) for row in rows]
            shelf = lay_out(criteria, documents, top)
            lost = [find_fault(one, ()) for one in papers.get(submission, ())]
            gone = self._find_sealed_faults(sealed[submission]) if submission else []
            faults = [*shelf.faults, *gone, *filter(None, lost)]
            shelves.append(replace(shelf, faults=faults))
        return shelves

    def _get_criteria_and_documents(self, assessment):
        """Return the criteria, and of each document what it begins with, as they are now."""
        criteria = [
            Criterion(line.code or "", line.name, line._get_proof().ids)
            for line in assessment.line_ids
        ]
        rows = [
            (
                evidence.id,
                evidence.display_name,
                evidence.file_name or evidence.name,
                evidence.file_size,
                evidence.sha256 or "",
            )
            for evidence in assessment._get_proof()
        ]
        return criteria, rows

    def _get_sealed_criteria_and_documents(self, submission, manifest):
        """Return the criteria, and of each document what it begins with, as the leader approved them."""
        if manifest is None:
            raise UserError(
                self.env._(
                    "%(submission)s: the list of what was approved cannot be read. "
                    "Tell the administrator.",
                    submission=submission.display_name,
                )
            )
        criteria = [
            Criterion(entry["code"], entry["name"], entry["evidence"])
            for entry in manifest["criteria"]
        ]
        rows = [
            (
                entry["id"],
                ": ".join(filter(None, (entry["number"], entry["subject"]))),
                entry["file"] or entry["subject"],
                entry["size"],
                entry["sha256"] or "",
            )
            for entry in manifest["evidence"]
        ]
        return criteria, rows

    def _get_sources(self, evidence_ids):
        """Return where the file of each document lies."""
        # sudo: the right to a document is the right to its file
        evidences = self.env["cchc.evidence"].sudo().with_context(active_test=False)
        evidences = evidences.search_fetch(
            [("id", "in", evidence_ids)], ["attachment_id"], order="id"
        )
        sources = dict.fromkeys(evidence_ids, LostFile())
        attachment_ids = read_column(evidences, "attachment_id")
        places = evidences.attachment_id._locate_stored()
        for evidence_id, attachment_id in zip(evidences._ids, attachment_ids, strict=True):
            sources[evidence_id] = self._get_source(attachment_id, places)
        return sources

    def _get_source(self, attachment_id, places):
        """Return where a file lies.

        :param places: what ``_locate_stored`` returned of its attachment, and of others
        """
        path, size = places.get(attachment_id, (None, None))
        if size is None:
            return LostFile()
        return StoredFile(path, size) if path else KeptFile(self.env.cr.dbname, attachment_id, size)

    def _find_sealed_faults(self, sealed):
        return [
            Fault(
                Document(0, attachment.name, attachment.name, attachment.file_size, "", LostFile()),
                (),
                "gone",
            )
            for attachment in (sealed.appendix, sealed.report)
            if attachment and sealed.read(attachment) is None
        ]

    def _get_papers(self, submissions):
        """Return ``{submission: [Document]}``: the signed copies, each with the SHA-256 that the log says.

        Those without one are left out.
        """
        # sudo: they are the submissions' own
        signed = submissions.filtered(lambda one: one.sudo().signed_file_id)
        files = signed.sudo().signed_file_id
        places, sums = files._locate_stored(), signed._map_signed_sums()
        return {
            submission: [self._make_paper(file.with_prefetch(files.ids), places, sums[submission])]
            for submission in signed
            for file in submission.sudo().signed_file_id
        }

    def _make_paper(self, file, places, sums):
        return Document(
            key=0,
            title="Bản đã ký",
            file_name=f"Bản đã ký - {file.name}",
            size=file.file_size,
            sha256=sums[-1][1] if sums else "",
            source=self._get_source(file.id, places),
        )
