"""A row of an uploaded appendix, as it is kept between the check and the import, and what it does."""

import datetime
import re
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from ..core.plain.text import one_line
from ..core.scoring import ScoringError, round_half_up, score, to_decimal
from ..core.workbook.appendix.answers import (
    LARGEST_NUMBER,
    PROPOSAL_FINDINGS,
    Given,
    inputs_digest,
    read_inputs,
    text_digest,
)
from ..core.workbook.appendix.form import kept_explanation
from ..core.workbook.cell_safety import clean_text
from ..core.workbook.numbers import parse_score
from ..fields import label_of
from ..messages.scoring import say
from ..messages.wording import format_number

_LARGEST_KEPT = 10**15
_NUMBER = re.compile(
    r"(?P<number>\d{1,6}(?:/\d{4})?/[^\W\d_][\w.&\-–]{0,40})(?:\s*[:,;.–-])?\s*", re.UNICODE
)
_DATE = re.compile(
    r"\(?ngày\s*(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*(?P<month>\d{1,2})\s*(?:[/.-]|năm)\s*"
    r"(?P<year>\d{4})\)?[\s:,;.–-]*",
    re.IGNORECASE,
)
_LONGEST_SUBJECT = 500
# What a link may lead to so that the file is filed: the last once a person says so.
FOLLOWED = ("files", "moved")
_FIELD_OF_INPUT = {"option": "option_id"}


class RowReader:
    """Turns rows that were read and matched into what an import line keeps."""

    def __init__(self, wizard, upload, questions, *, trusts_keys):
        self._wizard = wizard
        self._upload = upload
        self._questions = questions
        self._trusts_keys = trusts_keys
        lines = wizard.assessment_id.line_ids
        # read together once more after the trial of the documents, which empties the cache
        lines = lines.with_prefetch(lines.ids)
        self._lines = {line.criterion_id.id: line for line in lines}
        self._lines_by_id = {line.id: line for line in self._lines.values()}
        self.unchanged_count = 0

    def read(self, row, match):
        """Return the content of ``row``; None for one that has nothing to say."""
        content = self._make_content(row, match)
        if match.question in self._lines:
            if row.is_blank and match.how != "key":
                return None
        elif match.question is not None:
            # A heading: its sub-total is computed, but what proves something has to go somewhere.
            if not (content["documents"] or row.given.explanation):
                return None
            content["finding"] = ("documents_at_heading", {})
        elif row.is_blank or not (content["documents"] or row.code or row.given.explanation):
            return None
        return content

    def keep(self, content):
        """Whether a row, whose documents have been looked at by now, says anything new."""
        line = self._lines_by_id.get(content["line"])
        if not line:
            return True
        plan = make_plan(content, self._questions[line.criterion_id.id], line)
        content["seen"] = plan.seen
        if plan.changes or plan.findings:
            return True
        self.unchanged_count += 1
        return False

    def _make_content(self, row, match):
        trusted = self._trusts_keys and match.how == "key"
        given = asdict(row.given)
        given["cells"] = dict(row.given.cells)
        given["uncomputed"] = sorted(row.given.uncomputed)
        line = self._lines.get(match.question)
        return {
            "row": row.number,
            "rows": list(row.numbers),
            "code": clean_text(row.code),
            "name": clean_text(row.name),
            "line": line.id if line else False,
            "sure": match.is_sure and not row.inserted,
            "finding": self._describe(match) or _describe_inserted(row),
            "given": {name: _to_json(value) for name, value in given.items()},
            "key": [row.key.inputs, row.key.explanation] if trusted else None,
            "documents": self._documents(row),
            "seen": None,
        }

    def _describe(self, match):
        """Return what a person should know of the match, as a kind and its params."""
        names = [
            " ".join(filter(None, (question.code, question.name)))
            for key in match.candidates
            if (question := self._questions.get(key))
        ]
        criteria = "; ".join(names)
        if match.how == "several":
            return "matches_several", {"criteria": criteria}
        if match.how == "twice":
            rows = ", ".join(map(str, match.other_rows))
            return "matched_twice", {"rows": rows, "criteria": criteria}
        if match.how == "none":
            return ("only_like", {"criteria": criteria}) if criteria else ("matches_none", {})
        return {"code": ("unsure_code", {}), "name": ("unsure_name", {})}.get(match.how)

    def _documents(self, row):
        """Return what the row says of documents that are not filed yet."""
        documents, is_below_own = [], False
        for raw in row.documents:
            # A link in the cell of a document that is filed already was put there since.
            if (raw.document and not raw.target) or self._is_own_link(raw.target):
                is_below_own = bool(raw.target)
                continue
            found = self._upload.find(raw.target or raw.text.partition("\n")[0])
            if not raw.target and found.kind not in FOLLOWED:
                # Below a link a text without one goes on with what that link says.
                if is_below_own:
                    continue
                if documents and documents[-1]["target"]:
                    documents[-1] |= read_document_text(f"{documents[-1]['text']}\n{raw.text}")
                else:
                    documents.append(self._document(raw, "no_link", ()))
                continue
            kind, is_below_own = found.kind, False
            if kind == "missing" and self._upload.archive is None:
                kind = "no_archive"
            documents.append(self._document(raw, kind, found.paths))
        return documents

    def _is_own_link(self, target):
        """Whether a link, as the official appendix has it, opens a document of this assessment."""
        found = re.fullmatch(r"https?://[^/]+/cchc/evidence/(\d{1,12})", target)
        return bool(found) and int(found[1]) in self._wizard.assessment_id.evidence_ids.ids

    def _document(self, raw, kind, paths):
        return {
            "cell": raw.cell,
            "target": clean_text(raw.target)[:300],
            "kind": kind,
            "paths": list(paths),
            "files": [],
            **read_document_text(raw.text if raw.target else ""),
            "text": clean_text(raw.text)[:_LONGEST_SUBJECT],
        }


def _describe_inserted(row):
    rows = ", ".join(map(str, row.inserted))
    return ("row_inserted", {"rows": rows}) if rows else None


def read_document_text(text):
    """Return what a cell says of a document: its text, number, date and subject, empty or False."""
    rest = one_line(clean_text(text))
    number = _NUMBER.match(rest)
    if number:
        rest = rest[number.end() :]
    date = _DATE.match(rest)
    if date:
        rest = rest[date.end() :]
    return {
        "text": clean_text(text)[:_LONGEST_SUBJECT],
        "number": number["number"].rstrip(".-–") if number else "",
        "date": _to_date(date) if date else False,
        "subject": rest[:_LONGEST_SUBJECT],
    }


def _to_date(found):
    try:
        return datetime.date(*(int(found[part]) for part in ("year", "month", "day"))).isoformat()
    except ValueError:
        return False


def _to_json(value):
    """Return a cell's value as JSON keeps it; what it cannot hold becomes text."""
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _LARGEST_KEPT):
        value = float(value) if abs(value) < _LARGEST_KEPT else str(value)
    if isinstance(value, str):
        return clean_text(value)
    return (
        value
        if value is None or isinstance(value, bool | int | float | dict | list)
        else str(value)
    )


@dataclass
class Plan:
    """What the import of a row does: ``values`` to write, ``files`` (with their documents) to file.

    ``changes`` are (what, old, new) as a person reads them, ``findings`` (kind, params) of what is
    wrong. ``proposed`` says that the inputs were made of a mere score, ``moved`` that a link leads
    elsewhere and a file of its name is taken, ``overtaken`` that somebody else changed the same since
    the export; ``seen`` what the assessment says now.
    """

    values: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    files: list = field(default_factory=list)
    overtaken: bool = False
    proposed: bool = False
    moved: bool = False
    seen: str = ""

    @property
    def is_moved_alone(self):
        """Whether nothing but a link that leads elsewhere keeps the row from being taken as it is."""
        return self.moved and not (self.proposed or self.overtaken)


def make_plan(content, question, line):
    """Return the ``Plan`` of a row that is taken to be about ``line``."""
    return _Planner(content, question, line).plan()


class _Planner:
    def __init__(self, content, question, line):
        self._content = content
        self._question = question
        self._line = line
        given = content["given"]
        self._given = Given(**{**given, "uncomputed": frozenset(given["uncomputed"])})
        # A key says what the criterion said at the export, but only of that criterion.
        self._key = content["key"] if content["line"] == line.id else None
        form = line.env["report.cchc_assessment.offline_form"]
        self._current = form._make_answer(line)
        self._plan = Plan(
            seen=inputs_digest(question, self._current) + text_digest(self._current.explanation)
        )

    def plan(self):
        self._plan_inputs()
        self._plan_explanation()
        self._plan_documents()
        return self._plan

    def _plan_inputs(self):
        question, plan = self._question, self._plan
        answer, findings = read_inputs(question, self._given)
        plan.findings += [(found.kind, dict(found.params)) for found in findings]
        plan.proposed = any(found.kind in PROPOSAL_FINDINGS for found in findings)
        if findings and not plan.proposed:
            return
        if self._is_from_score(answer) and self._is_on_figures():
            return
        values = self._get_given_inputs(answer)
        old = {name: getattr(self._current, name) for name in values}
        values = {name: value for name, value in values.items() if value != old[name]}
        if values and self._line.figure_id:
            plan.findings.append(("figures_given", {"source": self._line.figure_source}))
            return
        if not values or not self._is_scorable(values):
            return
        if self._key and inputs_digest(question, self._current) != self._key[0]:
            plan.overtaken = True
            plan.findings.append(("overtaken_inputs", {}))
        plan.values |= {
            _FIELD_OF_INPUT.get(name, name): _to_field(value) for name, value in values.items()
        }
        for name, value in values.items():
            plan.changes.append(
                (self._label(name), self._readable(name, old[name]), self._readable(name, value))
            )

    def _is_from_score(self, answer):
        """Whether the row gives a mere score where figures are asked for."""
        is_band = self._question.takes_band and answer.option is not None
        return self._plan.proposed or (is_band and "number" not in self._given.cells)

    def _is_on_figures(self):
        """Whether figures are there already: a mere score does not take their place; one that differs is told."""
        is_empty = all(getattr(self._current, name) is None for name in self._question.asked)
        if is_empty or self._line.self_score is False:
            return False
        plan, cell = self._plan, self._given.cells["self_score"]
        plan.proposed = False
        plan.findings = [found for found in plan.findings if found[0] not in PROPOSAL_FINDINGS]
        given = parse_score(self._given.self_score, LARGEST_NUMBER, most=self._question.max_score)
        own, digits = to_decimal(self._line.self_score), self._line.score_digits
        if given is not None and round_half_up(own, digits) != round_half_up(given, digits):
            plan.findings.append(("figures_say_other", {"cell": cell, "score": given, "own": own}))
        return True

    def _get_given_inputs(self, answer):
        """Return the inputs that the row wants to be written."""
        names = (*self._question.taken, "not_applicable") if self._question.asked else ()
        if self._is_whole_form():
            # What was emptied in a form is meant to be empty; what was left alone means nothing.
            if inputs_digest(self._question, answer) == self._key[0]:
                return {}
            return {name: getattr(answer, name) for name in names}
        given = {name: getattr(answer, name) for name in self._question.taken}
        given = {name: value for name, value in given.items() if value is not None}
        if given and self._question.takes_band:
            # figures and a band that is chosen without them each stand in the place of the other
            given |= dict.fromkeys(set(self._question.taken) - given.keys())
        return (
            {**given, "not_applicable": answer.not_applicable}
            if (given or answer.not_applicable)
            else {}
        )

    def _is_whole_form(self):
        """Whether all cells that the rule asks for are there, so that an empty one says something."""
        roles = {"option": "option", "manual_score": "self_score", "denominator": "denominator"}
        needed = {roles.get(name, "number") for name in self._question.asked}
        return bool(self._key and self._key[0]) and needed <= self._given.cells.keys()

    def _is_scorable(self, values):
        """Whether the rule takes these inputs; if not, what it says is found."""
        inputs = self._line._get_inputs()
        inputs = type(inputs)(
            **{
                name: values.get(name, getattr(inputs, name))
                for name in inputs.__dataclass_fields__
            }
        )
        try:
            score(self._line.criterion_id._get_rule(), inputs)
        except ScoringError as error:
            self._plan.findings.append(("inputs_refused", {"reason": say(self._line.env, error)}))
            return False
        return True

    def _plan_explanation(self):
        given, plan, current = self._given.explanation, self._plan, self._current.explanation
        if "explanation" not in self._given.cells or text_digest(given) == text_digest(current):
            return
        if self._line._is_printed_explanation(given):
            return
        if self._key and self._key[1]:
            if text_digest(given) == self._key[1]:
                return
            if text_digest(kept_explanation(current)) != self._key[1]:
                plan.overtaken = True
                plan.findings.append(("overtaken_explanation", {}))
            elif kept_explanation(current) != clean_text(current):
                cell = self._given.cells["explanation"]
                plan.findings.append(("explanation_too_long", {"cell": cell}))
                return
        elif not given:
            return
        if excess := self._line._fields["explanation"]._find_excess(given, self._line.env):
            cell = self._given.cells["explanation"]
            plan.findings.append(("explanation_refused", {"cell": cell, "reason": excess}))
            return
        plan.values["explanation"] = given or False
        plan.changes.append((self._label("explanation"), current, given))

    def _plan_documents(self):
        plan = self._plan
        filed = set(self._line.evidence_ids.mapped("sha256"))
        for document in self._content["documents"]:
            cell = document["cell"]
            if document["kind"] != "files":
                plan.findings.append(self._describe(document))
            if document["kind"] not in FOLLOWED:
                continue
            for file in document["files"]:
                if file["reason"]:
                    params = {"cell": cell, "path": file["path"], "reason": file["reason"]}
                    plan.findings.append(("document_refused", params))
                elif file["sha256"] not in filed:
                    plan.moved = plan.moved or document["kind"] == "moved"
                    filed.add(file["sha256"])
                    plan.files.append((file, document))
                    plan.changes.append((self._label("evidence_ids"), "", file["path"]))

    def _describe(self, document):
        params = {"cell": document["cell"], "target": document["target"]}
        params |= {"text": document["text"][:80], "paths": document["paths"]}
        return f"document_{document['kind']}", params

    def _label(self, name):
        if name == "option" and self._question.takes_band:
            return self._line.env._("Level, without figures")
        name = _FIELD_OF_INPUT.get(name, name)
        return label_of(self._line._fields[name], self._line.env)

    def _readable(self, name, value):
        env = self._line.env
        if name == "option":
            return env["cchc.criterion.option"].browse(value or ()).display_name or ""
        if isinstance(value, bool):
            return env._("Yes") if value else env._("No")
        return "" if value is None else format_number(env, value)


def _to_field(value):
    return float(value) if isinstance(value, Decimal) else value or False
