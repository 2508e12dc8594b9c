"""What a unit gathers before its period is opened, from the first of January on."""

from collections import defaultdict
from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ...core.documents import (
    DocumentError,
    criterion_code,
    extract_text,
    folder_codes,
    guess,
    inspect,
)
from ...core.plain.names import folder_path, safe_name
from ...core.sorting import Criterion, Filed, Paper, Sorter
from ...fields import NUMBER_LENGTH, REASON_LENGTH, SUBJECT_LENGTH, LimitedChar, LimitedText
from ...messages.documents import say_refusal
from ..assessment.assessment_workflow import DRAFT
from ..common.cchc_lock_mixin import try_again
from ..common.screens import notify
from ..common.system_voice import get_asker

# So many documents may wait for one year of a unit.
MOST_WAITING = 1_000
# What people say of a document that waits.
SAID_FIELDS = {"name", "document_type_id", "document_number", "document_date", "issuer"}


class CchcTrayDocument(models.Model):
    """A document that a unit has gathered for a year whose period is not open yet.

    It is the unit's officers' and leaders' alone. When the period is opened it is filed in the unit's assessment, with
    the criteria that were chosen for it, and goes from here.
    """

    _name = "cchc.tray.document"
    _description = "Document Gathered Ahead"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
    ]
    _stays = False
    _order = "year desc, unit_id, id desc"

    unit_id = fields.Many2one(
        "cchc.unit",
        required=True,
        readonly=True,
        # not the rows alone: their files would stay
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    year = fields.Integer(
        "Year Assessed",
        required=True,
        aggregator=None,
        help="The year that it proves something of.",
    )
    rubric_id = fields.Many2one(
        "cchc.rubric",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('state', '=', 'published')]",
        help="By which criteria are proposed. It is filed where this rubric, or a newer version of it, is opened.",
    )
    name = LimitedChar(
        "Subject",
        required=True,
        help="Trích yếu: what the document is about.",
        max_length=SUBJECT_LENGTH,
    )
    document_type_id = fields.Many2one(
        "cchc.document.type",
        "Type",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    document_number = LimitedChar(max_length=NUMBER_LENGTH)
    document_date = fields.Date("Date")
    issuer = LimitedChar("Issued By")
    file_name = LimitedChar(readonly=True)
    folder_name = LimitedChar("Folder", readonly=True)
    received_from = LimitedChar(
        readonly=True,
        help="The address that sent the document to the mailbox of its unit.",
    )
    sha256 = fields.Char("SHA-256 Checksum", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment",
        "Stored File",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    criterion_ids = fields.Many2many(
        "cchc.criterion",
        "cchc_tray_document_criterion_rel",
        "document_id",
        "criterion_id",
        string="Criteria",
        check_company=True,
        domain="[('rubric_id', '=', rubric_id), ('is_leaf', '=', True), ('scored_by', '=', 'unit')]",
        help="What it shall prove.",
    )
    proposed_criterion_id = fields.Many2one("cchc.criterion", compute="_compute_proposals")
    proposal_reason = fields.Char("Why", compute="_compute_proposals")
    is_proposal_sure = fields.Boolean("Sure", compute="_compute_proposals")
    problem = LimitedText(
        "Why Not Filed",
        readonly=True,
        max_length=REASON_LENGTH,
        help="Why it could not be filed when the period was opened.",
    )

    _file_uniq = models.UniqueIndex(
        "(unit_id, year, sha256)", "This file is among the documents of that year already."
    )
    _year_range = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2100)", "The year assessed has four digits, such as 2026."
    )

    @api.depends("document_number", "name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = ": ".join(
                filter(None, (document.document_number, document.name))
            )

    @api.depends("name", "document_type_id", "criterion_ids", "rubric_id")
    @api.depends_context("lang", "uid")
    def _compute_proposals(self):
        self.proposed_criterion_id = False
        self.proposal_reason = False
        self.is_proposal_sure = False
        unsorted = self.filtered(lambda document: not document.criterion_ids)
        for (unit, rubric), documents in unsorted.grouped(
            lambda document: (document.unit_id, document.rubric_id)
        ).items():
            sorter = self._make_sorter(unit, rubric)
            for document in documents:
                if proposals := sorter.propose(document._make_paper()):
                    best = proposals[0]
                    document.proposed_criterion_id = best.key
                    document.proposal_reason = self.env["cchc.evidence"]._say_reason(best)
                    document.is_proposal_sure = best.is_sure

    @api.constrains("criterion_ids", "rubric_id")
    def _check_criteria(self):
        for document in self:
            if foreign := document.criterion_ids.filtered(
                lambda criterion, rubric=document.rubric_id: criterion.rubric_id != rubric
            ):
                raise ValidationError(
                    self.env._(
                        "%(criterion)s is no criterion of “%(rubric)s”.",
                        criterion=foreign[0].display_name,
                        rubric=document.rubric_id.display_name,
                    )
                )

    @api.model
    def _get_open_fields(self):
        names = SAID_FIELDS | {"year", "rubric_id", "criterion_ids"}
        return {**super()._get_open_fields(), **dict.fromkeys(names)}

    @api.model
    def _get_creation_fields(self):
        """Nobody makes one but by sending a file."""
        return set()

    def action_accept_proposals(self):
        """Note for each of these documents the criterion that is proposed for it.

        :raises UserError: when none has a proposal.
        """
        self.check_access("write")
        accepted = self.filtered("proposed_criterion_id")
        if not accepted:
            raise UserError(
                self.env._("Nothing is proposed. Choose the criterion in the column “Criteria”.")
            )
        for criterion, documents in accepted.grouped("proposed_criterion_id").items():
            documents.write({"criterion_ids": [Command.link(criterion.id)]})

    def action_hand_over(self):
        """File those of these documents for whose year the unit's form is open there, as whoever asks.

        One that was gathered by another rubric is filed without criteria, to be sorted there. What cannot be filed
        stays, with the sentence.

        :raises UserError: when no form is open for any of them.
        """
        self.check_access("write")
        ready = self._find_assessments()
        if not ready:
            raise UserError(
                self.env._(
                    "No period is open for these documents yet: they are filed when it is opened. Where it is open "
                    "for another year, change the year here first."
                )
            )
        asker = get_asker(self.env)
        documents = self.browse(document.id for document in ready).sorted("id")
        gone = {document.id: document._find_gone(ready[document]) for document in ready}
        filed = {document.id: document._hand_over(asker) for document in documents}
        lost = [criteria for number, criteria in gone.items() if criteria and filed[number]]
        count = sum(filed.values())
        sentences = [
            self.env._("Filed: %(count)s. Left: %(left)s.", count=count, left=len(self) - count)
        ]
        if lost:
            sentences.append(
                self.env._(
                    "Not in the form, and to be sorted there: %(criteria)s.",
                    criteria="; ".join(
                        self.env["cchc.criterion"].union(*lost).mapped("display_name")
                    ),
                )
            )
        return notify(
            " ".join(sentences), "success" if all(filed.values()) and not lost else "warning"
        )

    def action_open_file(self):
        """Open the file itself."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/cchc/tray/{self.id}", "target": "new"}

    @api.model
    def _take_in_file(self, stream, file_name, unit, folder=""):
        """Keep what comes in for a unit until its period is opened.

        :param stream: a binary file object, read from where it stands.
        :param folder: the path of the folder that it lay in, if any.
        :return: the document, and whether it is a new one.
        :raises AccessError: when the user is no officer or leader of the unit.
        :raises UserError: when it cannot be filed, or no rubric is published for the unit.
        """
        self._check_may_gather(unit)
        year = self._find_year(unit)
        rubric = self._find_rubric(unit, year)
        evidences = self.env["cchc.evidence"]
        name = safe_name(file_name or "")
        with evidences._receive(stream, name) as file:
            own = Domain("unit_id", "=", unit.id) & Domain("year", "=", year)
            if same := self.search(own & Domain("sha256", "=", file.sha256), limit=1):
                return same, False
            if self.search_count(own) >= MOST_WAITING:
                raise UserError(
                    self.env._("At most %(limit)s documents wait for one year.", limit=MOST_WAITING)
                )
            vals = {
                "unit_id": unit.id,
                "year": year,
                "rubric_id": rubric.id,
                "file_name": name,
                "folder_name": folder_path(folder) or False,
                "sha256": file.sha256,
            }
            mimetype = self._complete(vals, file, unit)
            document = self._create_as_system([vals])
            document._keep_file(file, mimetype)
        return document, True

    @api.model
    def _check_may_gather(self, unit):
        """Refuse whoever is no officer or leader of the unit, or has not the rights of one."""
        self.check_access("write")
        if not unit._is_officer(self.env.user):
            raise AccessError(
                self.env._("Only an officer or a leader of the unit gathers documents for it.")
            )

    def _keep_file(self, file, mimetype):
        # sudo: the file is written by the addon alone
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            ._create_kept(
                [
                    {
                        "name": self.file_name,
                        "mimetype": mimetype,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                ]
            )
        )
        self._write_as_system({"attachment_id": attachment.id})
        try:
            attachment._take_in([file])
        except OSError as error:
            raise self.env["cchc.evidence"]._explain_disk(error, self.file_name) from error

    @api.model
    def _complete(self, vals, file, unit):
        """Fill in from the file what it says, and return its type.

        :raises UserError: when it may not be filed.
        """
        evidences, name = self.env["cchc.evidence"], vals["file_name"]
        with file.path.open("rb") as handle:
            try:
                facts = inspect(handle, name, allowed=evidences._get_allowed_types())
            except DocumentError as error:
                raise UserError(say_refusal(self.env, error)) from error
            found = guess(name, extract_text(handle))
        said = {
            "name": found.subject,
            "document_number": found.number,
            "issuer": found.issuer,
        }
        for field, text in said.items():
            # longer than a person could type it: then it is something else
            if text and not self._fields[field]._find_excess(text, self.env):
                vals[field] = text
        vals["name"] = vals.get("name") or evidences._guess_subject(name)
        vals["document_date"] = found.date or False
        if found.type_code:
            kinds = self.env["cchc.document.type"].search(
                [
                    ("code", "=", found.type_code),
                    ("company_id", "in", (False, unit.company_id.id)),
                ]
            )
            vals["document_type_id"] = kinds.sorted(lambda kind: not kind.company_id)[:1].id
        return facts.mimetype

    @api.model
    def _find_year(self, unit):
        """Return the first year for which the unit has no assessment yet: this one or the next.

        At the beginning of a year it is the one before, as long as its period is being prepared.
        """
        year = unit.company_id._cchc_today().year
        # sudo: whether there is one is no secret of the unit's own people
        opened = self.env["cchc.assessment"].sudo().search([("unit_id", "=", unit.id)])
        years = [one for one in (year, year + 1) if one not in opened.mapped("year")]
        if year - 1 not in opened.mapped("year") and self._find_planned(unit, year - 1):
            years.insert(0, year - 1)
        return years[0] if years else year + 1

    @api.model
    def _find_planned(self, unit, year):
        """Return the rubrics of the unit's group in periods of a year that are in preparation."""
        # sudo: a period in preparation is not shown to units; which published rubric it takes is theirs to know
        periods = self.env["cchc.period"].sudo()
        planned = periods.search(
            [("year", "=", year), ("state", "=", "draft"), ("company_id", "=", unit.company_id.id)]
        )
        return planned.rubric_ids.filtered(lambda one: unit.group_id in one.group_ids)

    @api.model
    def _find_rubric(self, unit, year):
        """Return the rubric by which the unit will be assessed, as far as it can be told.

        :raises UserError: when none is published for its group.
        """
        rubric = self._search_rubric(unit, year)
        if not rubric:
            raise UserError(
                self.env._(
                    "No rubric is published for “%(unit)s” yet: documents are gathered from then on.",
                    unit=unit.name,
                )
            )
        return rubric

    @api.model
    def _search_rubric(self, unit, year):
        """Return the rubric by which the unit will be assessed, as far as it can be told; or none."""
        published = self.env["cchc.rubric"].search(
            [
                ("state", "=", "published"),
                ("group_ids", "in", unit.group_id.ids),
                ("company_id", "=", unit.company_id.id),
            ],
            order="id desc",
        )
        planned = self._find_planned(unit, year).ids
        return (published.filtered(lambda one: one.id in planned) or published)[:1]

    @api.model
    def _make_sorter(self, unit, rubric):
        """Return what proposes criteria of this rubric: by their words, and what the unit has filed for them before."""
        criteria = rubric.criterion_ids.filtered(
            lambda one: one.is_leaf and one.scored_by != "council"
        )
        lines = self.env["cchc.assessment.line"].search(
            [
                ("unit_id", "=", unit.id),
                ("criterion_id", "in", (criteria | criteria.origin_id).ids),
            ]
        )
        filed = lines.grouped("criterion_id")
        none = lines.browse()
        return Sorter(
            Criterion(
                key=criterion.id,
                code=criterion.code or "",
                name=criterion.name or "",
                above=criterion.parent_id.name or "",
                guidance=criterion.guidance or "",
                required=tuple(criterion.requirement_ids.mapped("name")),
                filed=tuple(
                    Filed(document.name or "", document.sha256 or "")
                    for document in (
                        filed.get(criterion, none) | filed.get(criterion.origin_id, none)
                    ).evidence_ids
                ),
            )
            for criterion in criteria
        )

    def _make_paper(self):
        document = self.env["res.lang"]._in_vietnamese(self)
        return Paper(
            subject=document.name or "",
            code=criterion_code(document.file_name or ""),
            type_name=document.document_type_id.name or "",
            sha256=document.sha256 or "",
            folder_codes=folder_codes(document.folder_name or ""),
        )

    def _find_assessments(self):
        """Return ``{document: assessment}`` of those for whose year the unit's form is open, as the system sees both.

        Of several forms that of the document's own rubric.
        """
        # sudo: of which assessment a document is decides, whoever asks
        documents = self.sudo()
        opened = documents.env["cchc.assessment"].search(
            [
                ("year", "in", list(set(documents.mapped("year")))),
                ("state", "=", DRAFT),
                ("unit_id", "in", documents.unit_id.ids),
            ],
            order="id",
        )
        by_unit = opened.filtered(lambda one: not one._is_past_deadline()).grouped(
            lambda one: (one.year, one.unit_id)
        )
        found = {}
        for document in documents:
            own = by_unit.get((document.year, document.unit_id))
            if own:
                found[document] = own.filtered(document._is_of_its_rubric)[:1] or own[:1]
        return found

    @api.model
    def _follow_mergers(self):
        """Give what units gathered that were merged to the one that they were merged into."""
        merged = self.search([("unit_id.active", "=", False)])
        for unit, documents in merged.grouped("unit_id").items():
            successor = unit._find_successor()
            if not successor:
                continue
            there = self.search([("unit_id", "=", successor.id)])
            known = {(one.year, one.sha256): one for one in there}
            for document in documents:
                if same := known.get((document.year, document.sha256)):
                    same._take_over_criteria(document)
                    document.unlink()
                else:
                    document._write_as_system({"unit_id": successor.id})
                    known[document.year, document.sha256] = document

    def _take_over_criteria(self, other):
        """Let this document, of the same file, prove what was chosen for ``other``."""
        criteria = other.criterion_ids.filtered(lambda one: one.rubric_id == self.rubric_id)
        self._write_as_system({"criterion_ids": [Command.link(one.id) for one in criteria]})

    def _is_of_its_rubric(self, assessment):
        return self.rubric_id in assessment.rubric_id._get_versions()

    @api.model
    def _cron_hand_over(self):
        """File what waits for a form that is open now, each by itself; tell the officers what cannot be filed."""
        # sudo: the job is nobody's
        try_again(self.env, self.sudo()._follow_mergers)
        ready = self.sudo().search([("attachment_id", "!=", False)])._find_assessments()
        self.env["ir.cron"]._commit_progress(remaining=len(ready))
        stuck = defaultdict(self.sudo().browse)
        for document, assessment in ready.items():
            before = document.problem
            try_again(self.env, partial(document._hand_over))
            if document.exists() and document.problem != before:
                stuck[assessment] |= document
            if not self.env["ir.cron"]._commit_progress(1):
                break
        for assessment, documents in stuck.items():
            documents._tell(assessment)

    def _tell(self, assessment):
        """Tell the officers of ``assessment`` that these documents could not be filed in it."""
        for user in assessment.unit_id.officer_ids or assessment.unit_id.leader_ids:
            env = assessment.with_context(lang=user.lang).env
            assessment.message_notify(
                partner_ids=user.partner_id.ids,
                subject=env._("Documents gathered ahead could not be filed"),
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    env._("They wait under “Gathered Ahead”, each with the reason:"),
                    Markup().join(
                        Markup("<li>%s</li>") % document.display_name for document in self
                    ),
                ),
            )

    def _hand_over(self, user=None):
        """File this document, or note why it cannot be filed.

        :param user: who asks for it, and takes it without its criteria where the rubric is another one; none: the job,
            in the name of whoever has gathered it.
        :return: whether it is filed.
        """
        self._lock_for_update()
        for document, assessment in self.exists()._find_assessments().items():
            try:
                with self.env.cr.savepoint():
                    if not user:
                        document._check_fits(assessment)
                    document._file_in(assessment, user or document._get_filer(assessment.unit_id))
                return True
            except UserError as error:
                document._write_as_system({"problem": str(error)[:REASON_LENGTH]})
        return False

    def _check_fits(self, assessment):
        """Refuse what people have to decide: another rubric, or criteria that are there no more."""
        if not self._is_of_its_rubric(assessment):
            raise UserError(
                self.env._(
                    "The period was opened by another rubric, “%(rubric)s”. Press “File in the Open Period”: the "
                    "document is filed, and sorted there.",
                    rubric=assessment.rubric_id.display_name,
                )
            )
        if gone := self._find_gone(assessment):
            raise UserError(
                self.env._(
                    "%(criterion)s is no criterion of the open form. Press “File in the Open Period”: the document is "
                    "filed, and sorted there.",
                    criterion=gone[0].display_name,
                )
            )

    def _find_gone(self, assessment):
        """Return the criteria that were chosen for this document and that the unit does not fill in there."""
        there = self._map_criteria(assessment)
        return self.criterion_ids.filtered(lambda one: not there[one])

    def _map_criteria(self, assessment):
        """Return ``{chosen criterion: criteria}`` of those that the unit fills in there and that are the same.

        One was copied from the other; else the only one that says the same under the same code.
        """
        there = assessment.line_ids.filtered(lambda line: line.scored_by == "unit").criterion_id
        mapped = {}
        for chosen in self.criterion_ids:
            found = there.filtered(lambda one, chosen=chosen: one.lineage_id == chosen.lineage_id)
            alike = found or there.filtered(chosen._says_the_same)
            mapped[chosen] = alike if found or len(alike) == 1 else there.browse()
        return mapped

    def _get_chosen_lines(self, assessment):
        """Return the criteria of ``assessment``, filled in by the unit, that this document was chosen to prove."""
        chosen = self.criterion_ids.union(*self._map_criteria(assessment).values()).ids
        return assessment.line_ids.filtered(
            lambda line: line.scored_by == "unit" and line.criterion_id.id in chosen
        )

    def _get_filer(self, unit):
        """Return who has gathered this document; the system, where they are none of the unit's officers any more."""
        # sudo: who somebody is decides
        user = self.sudo().create_uid
        is_officer = user.active and unit._is_officer(user)
        may_file = is_officer and self.env["cchc.evidence"].with_user(user).has_access("create")
        return user if may_file else user.browse(SUPERUSER_ID)

    def _file_in(self, assessment, user):
        """File this document in ``assessment`` as ``user``, as it is described here; it goes from here.

        :raises UserError: when it may not be filed.
        """
        document = self.sudo()
        evidences = (
            self.env["cchc.evidence"]
            .with_user(user)
            .with_context(allowed_company_ids=document.company_id.ids, lang=user.lang)
        )
        try:
            stream = document.attachment_id._open_stored()
        except FileNotFoundError as error:
            raise evidences._explain_gone(document.file_name) from error
        with stream:
            evidence, created, _guess = evidences._upload(
                stream,
                document.file_name,
                line=document._get_chosen_lines(assessment).with_env(evidences.env),
                assessment=assessment.with_env(evidences.env),
                folder=document.folder_name or "",
                said={
                    name: document._fields[name].convert_to_write(document[name], document)
                    for name in SAID_FIELDS
                    if document[name]
                },
            )
        if created and document.received_from:
            evidence._note_letter(document.received_from)
        document.unlink()
