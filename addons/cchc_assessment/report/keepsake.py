import shutil
from contextlib import suppress
from dataclasses import replace

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from ..compat import keeps_in_files
from ..core.package.data import Attachment
from ..core.package.stream import Package
from ..core.package.texts import for_people
from ..core.plain.digests import sha256_of_bytes
from ..core.plain.names import Folder, as_name
from ..core.workbook.book import SheetTooLongError
from ..messages.wording import format_size
from ..models.filing.incoming_file import receive
from .package import _GROUP_LENGTH, _UNIT_LENGTH, Sealed

# What an integer column holds; the size of an attachment is only shown.
_MAX_SHOWN_SIZE = 2**31 - 1
# Where Odoo keeps files elsewhere than on its disk, it takes each as a whole, in memory, more than once.
_MAX_IN_ONE_PIECE = 256 * 1024 * 1024
# What is to stay free on the disk.
_SPARE = 64 * 1024 * 1024
_MANIFEST = "niem-phong.json"


class _Chunks:
    """The chunks of an iterable as a stream; each is handed out as it comes."""

    def __init__(self, chunks):
        self._chunks = iter(chunks)

    def read(self, _size=-1):
        """Return the next bytes; none at the end."""
        return next((bytes(chunk) for chunk in self._chunks if chunk), b"")


class PackageReport(models.AbstractModel):
    """What outlives the addon: a package of all that was ever sealed in a period."""

    _inherit = "report.cchc_assessment.package"

    def _leave_behind(self):
        """Keep a package of each period as an attachment that belongs to no record, for administrators only.

        What an attempt before left of the same seals is not made again.

        :raises UserError: where one cannot be made; nothing is to be uninstalled then.
        """
        # whoever uninstalls removes every unit's work, not what they may see of it, and owns no package
        self = self.with_user(SUPERUSER_ID)
        periods = (
            self.env["cchc.period"]
            .with_context(active_test=False)
            .search([("assessment_ids", "!=", False)])
        )
        for period in self.env["res.lang"]._in_vietnamese(periods):
            submissions, publications = self._get_sealed(period)
            if not submissions and not publications:
                continue
            description = self._describe_sealed(submissions, publications)
            if not self._is_kept(description):
                self._keep(period, submissions, publications, description)

    def _get_sealed(self, period):
        """Return every submission of a period, those included that were followed by another, and the publications."""
        own = [("period_id", "=", period.id)]
        submissions = period.env["cchc.submission"].search(own, order="assessment_id, number")
        publications = period.env["cchc.publication"].search(
            [*own, ("state", "=", "published")], order="number"
        )
        return submissions, publications

    def _describe_sealed(self, submissions, publications):
        seals = "".join(
            f"{record._name},{record.id} {record.seal}\n"
            for record in (*submissions, *publications)
        )
        return (
            "Hồ sơ cải cách hành chính đã niêm phong, được giữ lại khi gỡ cài đặt. "
            f"SHA-256 của các dấu niêm phong: {sha256_of_bytes(seals.encode())}"
        )

    def _is_kept(self, description):
        """Whether such a package was made before, by the system itself, and lies where it was put."""
        packages = self.env["ir.attachment"].search(
            [
                ("res_model", "=", False),
                ("description", "=", description),
                ("mimetype", "=", "application/zip"),
                ("create_uid", "=", SUPERUSER_ID),
            ]
        )
        return any(packages._measure_stored().values())

    def _keep(self, period, submissions, publications, description):
        name = as_name(
            f"Hồ sơ CCHC đã niêm phong - {period.name} - {period.company_id.name}.zip", 150
        )
        package = self._make_sealed_package(submissions, publications)
        attachments = period.env["ir.attachment"]
        folder = attachments._get_incoming_folder()
        self._check_room(folder, package.size, name)
        attachment = attachments.create(
            {
                "name": name,
                "type": "binary",
                "mimetype": "application/zip",
                "description": description,
                "public": False,
                "res_model": False,
                "res_id": False,
                "company_id": False,
            }
        )
        try:
            with receive(_Chunks(package), folder, package.size) as file:
                attachment._take_in([replace(file, size=min(file.size, _MAX_SHOWN_SIZE))])
        except OSError as error:
            raise UserError(
                self.env._(
                    "Nothing was uninstalled: the package “%(name)s”, in which everything that was sealed would have "
                    "been kept, could not be written (%(reason)s). Put the file store in order and try again.",
                    name=name,
                    reason=error.strerror or error,
                )
            ) from error

    def _check_room(self, folder, size, name):
        """Say so before gigabytes are written in vain.

        :raises UserError: naming the package, what it needs and what there is.
        """
        if not keeps_in_files(self.env["ir.attachment"]):
            if size > _MAX_IN_ONE_PIECE:
                raise UserError(
                    self.env._(
                        "Nothing was uninstalled: the package “%(name)s”, in which everything that was sealed would be "
                        "kept, has %(size)s, too much for one file where this Odoo keeps its files. Set the system "
                        "parameter “ir_attachment.location” to “file” first.",
                        name=name,
                        size=format_size(self.env, size),
                    )
                )
            return
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if (free := shutil.disk_usage(there).free) < size + _SPARE:
            raise UserError(
                self.env._(
                    "Nothing was uninstalled: the package “%(name)s”, in which everything that was sealed would be "
                    "kept, needs %(size)s, and the server's disk has %(free)s left. Make room and try again.",
                    name=name,
                    size=format_size(self.env, size + _SPARE),
                    free=format_size(self.env, free),
                )
            )

    def _make_sealed_package(self, submissions, publications):
        """Return the ``Package`` of these submissions, each with its seal, and of what was published."""
        archive = Folder()
        places = self._place_submissions(archive, submissions)
        sealed = {submission: Sealed(submission) for submission in submissions}
        parts = [
            (
                submission.assessment_id,
                # what cannot be read any more is replaced by what the assessment says now
                submission if sealed[submission].manifest is not None else submission.browse(),
                places[submission],
            )
            for submission in submissions
        ]
        dossiers = []
        proofs = submissions._make_seal_proofs({one: sealed[one].manifest for one in sealed})
        papers = self._get_papers(submissions)
        shelves = self._make_shelves(parts, papers, sealed)
        for submission, part, shelf in zip(submissions, parts, shelves, strict=True):
            dossier = self._make_dossier(*part, shelf, papers, sealed, proofs=proofs)
            seal = Attachment(_MANIFEST, (submission.manifest or "").encode())
            dossiers.append(replace(dossier, attachments=[*dossier.attachments, seal]))
        notes = [
            note
            for publication in publications
            for note in self._note_results(archive, publication)
        ]
        if damaged := submissions.filtered(lambda one: sealed[one].manifest is None):
            lines = ["NỘI DUNG NIÊM PHONG KHÔNG ĐỌC ĐƯỢC, HỒ SƠ LẬP THEO DỮ LIỆU HIỆN CÓ", ""]
            lines += damaged.mapped("display_name")
            notes.append(Attachment(archive.place("NIÊM PHONG HỎNG.txt"), for_people(lines)))
        return Package(dossiers, notes)

    def _place_submissions(self, archive, submissions):
        """Return the folder of each submission: group, unit, and the number where a unit approved more than once."""
        places = {}
        by_group = submissions.grouped(lambda one: one.assessment_id.group_id)
        groups = self.env["cchc.unit.group"].union(*by_group).sorted()
        for place, group in enumerate(groups, 1):
            folder = Folder(archive.place(f"{place:02d}. {group.name}", _GROUP_LENGTH) + "/")
            by_unit = by_group[group].grouped("unit_id")
            units = self.env["cchc.unit"].union(*by_unit).sorted()
            for number, unit in enumerate(units, 1):
                for submission in by_unit[unit]:
                    name = f"{number:02d}. {unit.name}"
                    if len(by_unit[unit]) > 1:
                        name = f"{number:02d}.{submission.number} {unit.name}"
                    places[submission] = folder.place(name, _UNIT_LENGTH) + "/"
        return places

    def _note_results(self, archive, publication):
        """Return what is kept of a publication: its workbook, its seal, and the seal of each result."""
        folder = Folder(archive.place(f"Kết quả - lần {publication.number}", _GROUP_LENGTH) + "/")
        notes = [Attachment(folder.place(_MANIFEST), (publication.manifest or "").encode())]
        # one too long for a worksheet was never printed either; the results are in the seals
        with suppress(SheetTooLongError):
            workbook = self.env["report.cchc_assessment.consolidated"]._render_consolidated(
                publication
            )
            title = publication._get_document_name("Tổng hợp kết quả CCHC")
            notes.append(Attachment(folder.place(f"{title}.xlsx"), workbook))
        seals = Folder(folder.place("Niêm phong từng đơn vị") + "/")
        for result in publication.result_ids:
            place = seals.place(f"{result.unit_id.name}.json", _UNIT_LENGTH)
            notes.append(Attachment(place, (result.manifest or "").encode()))
        return notes
