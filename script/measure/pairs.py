"""Pairs of writers that derive rows from each other's work: what each does at once, and what then has to hold."""

import time
from datetime import timedelta
from functools import partial
from random import Random

from odoo.fields import Command, Datetime

from .papers import make_pdf
from .prefork import Nobody, Refused

PAIRS = []


def pair(title):
    """Register a class as a pair of writers."""

    def register(cls):
        cls.title = title
        PAIRS.append(cls)
        return cls

    return register


class Pair:
    """One pair. ``prepare`` makes what all tries need, ``before`` what one needs; ``works`` returns the calls.

    :cvar addon: the name of the addon that it needs besides the main one.
    """

    addon = None

    def __init__(self, stage, people):
        self.stage, self.people = stage, people

    def prepare(self, env, tries):
        """Make what the tries need."""

    def before(self, env, number):
        """Make ready for one try."""

    def works(self, number):
        """Return the calls that are made at once."""
        raise NotImplementedError

    def check(self, env, number, answers):
        """Return what is wrong after a try, as a text; nothing where all is well."""
        raise NotImplementedError

    def _call(self, who, *args, **kwargs):
        return lambda: self.people[who].call(*args, **kwargs)

    def _of_secretary(self, env, records):
        return env[records._name].browse(records.ids).with_user(self.stage.secretary_id)


def at_share(values, share):
    """Return the value below which this share of them lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def is_done(answer):
    """Whether a call was not refused."""
    return not isinstance(answer, Exception)


def is_busy(answer):
    """Whether somebody was told to try again, because another one is working on it."""
    return "Somebody else is working on" in str(answer)


def broken_logs(env, assessments):
    """Return what is wrong with the logs of assessments."""
    return "; ".join(env["cchc.log"]._find_breaks(assessments).values())


class OfUnits(Pair):
    """Tries that take one unit of a period after the other."""

    state = "draft"

    def prepare(self, env, tries):
        assessments = self.stage.open_period(env, tries, self.state)
        self.ids, self.period_id = assessments.ids, assessments.period_id.id

    def _assessment(self, env, number):
        return env["cchc.assessment"].browse(self.ids[number])

    def _period(self, env):
        return env["cchc.period"].browse(self.period_id)


@pair("assignment and first round")
class AssignmentAndRound(OfUnits):
    state = "submitted"

    def works(self, number):
        values = {
            "period_id": self.period_id,
            "appraiser_id": self.stage.appraiser_id,
            "unit_ids": [(6, 0, [self.units[number]])],
        }
        return (
            self._call("secretary", "cchc.assignment", "create", [values]),
            self._call(
                "appraiser", "cchc.assessment", "action_start_appraisal", [self.ids[number]]
            ),
        )

    def before(self, env, number):
        self.units = env["cchc.assessment"].browse(self.ids).unit_id.ids

    def check(self, env, number, answers):
        appraisals = self._assessment(env, number).appraisal_ids
        if not all(map(is_done, answers)) or not appraisals:
            return f"refused: {answers}"
        lost = [one for one in appraisals if self.stage.appraiser_id not in one.assignee_ids.ids]
        return f"{len(lost)} of {len(appraisals)} criteria lost" if lost else ""


@pair("extension and the period's deadline")
class ExtensionAndDeadline(OfUnits):
    def before(self, env, number):
        self.start = Datetime.now().replace(microsecond=0)
        period = self._of_secretary(env, self._period(env))
        period.self_deadline = self.start + timedelta(days=30)
        assessment = self._of_secretary(env, self._assessment(env, number))
        assessment._extend_deadlines(self.start + timedelta(days=90), "Bổ sung")
        self.dialog_id = (
            env["cchc.assessment.extend"]
            .with_user(self.stage.secretary_id)
            .create(
                {
                    "assessment_ids": [Command.set(assessment.ids)],
                    "new_deadline": self.start + timedelta(days=40),
                    "reason": "Bổ sung",
                }
            )
            .id
        )

    def works(self, number):
        later = Datetime.to_string(self.start + timedelta(days=60))
        return (
            self._call("secretary", "cchc.assessment.extend", "action_extend", [self.dialog_id]),
            self._call(
                "secretary2", "cchc.period", "write", [self.period_id], {"self_deadline": later}
            ),
        )

    def check(self, env, number, answers):
        assessment = self._assessment(env, number)
        holds = max(assessment.period_id.self_deadline, assessment.extended_deadline)
        if is_done(answers[1]) and assessment.deadline != holds:
            return f"{assessment.deadline} instead of {holds}"
        return "" if is_done(answers[1]) else f"refused: {answers}"


@pair("conclusion and the opening of the review")
class ConclusionAndReview(OfUnits):
    state = "appraisal"

    def before(self, env, number):
        self._of_secretary(env, self._period(env)).action_close_review()

    def works(self, number):
        return (
            self._call("secretary", "cchc.assessment", "action_conclude", [self.ids[number]]),
            self._call("secretary2", "cchc.period", "action_open_review", [self.period_id]),
        )

    def check(self, env, number, answers):
        concluded, assessment = is_done(answers[0]), self._assessment(env, number)
        if not is_done(answers[1]) or not (concluded or is_busy(answers[0])):
            return f"refused: {answers}"
        if assessment.state != ("appraised" if concluded else "appraisal"):
            return f"{assessment.state}: {answers}"
        drafts = self._period(env).publication_ids.filtered(lambda one: one.state == "draft")
        results = drafts.result_ids
        of_it = results.filtered(lambda one: one.assessment_id == assessment)
        if len(drafts) != 1 or len(results) != len(self.ids) or (concluded and not of_it.rank):
            return f"{len(drafts)} drafts, {len(results)} results, place {of_it.rank}"
        return broken_logs(env, assessment)


@pair("calculation, twice at once, the first time")
class ComputedTwice(Pair):
    def before(self, env, number):
        self.assessments = self.stage.open_period(env, 2, "appraised").ids
        self.period_id = env["cchc.assessment"].browse(self.assessments).period_id.id

    def works(self, number):
        return tuple(
            self._call(who, "cchc.period", "action_compute_results", [self.period_id])
            for who in ("secretary", "secretary2")
        )

    def check(self, env, number, answers):
        publications = env["cchc.period"].browse(self.period_id).publication_ids
        if not all(map(is_done, answers)):
            return f"refused: {answers}"
        if len(publications) != 1 or len(publications.result_ids) != 2:
            return f"{len(publications)} drafts, {len(publications.result_ids)} results"
        return ""


@pair("publication and reopening")
class PublicationAndReopening(OfUnits):
    state = "appraised"

    def prepare(self, env, tries):
        super().prepare(env, min(tries, 20))

    def before(self, env, number):
        period = self._of_secretary(env, self._period(env))
        opened = period.assessment_ids.filtered(lambda one: one.state == "appraisal")
        self.stage.decide(opened.sudo())
        for assessment in opened:
            assessment._transition("action_conclude")
        if period.state == "published":
            period.assessment_ids[-1]._transition("action_reopen", reason="Xem lại")
            period.assessment_ids[-1]._transition("action_conclude")
        period.action_compute_results()
        draft = period.publication_ids.filtered(lambda one: one.state == "draft")
        draft.write(
            {"decision_number": "1/QĐ", "decision_date": "2027-01-15", "reason": "Đính chính"}
        )
        self.draft_id = draft.id
        self.states = {one.id: one.state for one in period.assessment_ids}
        self.assessment_id = self.ids[number % (len(self.ids) - 1)]
        self.dialog_id = (
            env["cchc.assessment.reopen"]
            .with_user(self.stage.secretary_id)
            .create({"assessment_id": self.assessment_id, "reason": "Xem lại"})
            .id
        )

    def works(self, number):
        return (
            self._call("secretary", "cchc.publication", "action_publish", [self.draft_id]),
            self._call("secretary2", "cchc.assessment.reopen", "action_reopen", [self.dialog_id]),
        )

    def check(self, env, number, answers):
        publication = env["cchc.publication"].browse(self.draft_id)
        assessments = self._period(env).assessment_ids
        reopened = env["cchc.assessment"].browse(self.assessment_id)
        found = (publication.state, self._period(env).state, reopened.state)
        others = {one.id: one.state for one in assessments - reopened}
        published, taken_up = map(is_done, answers)
        wanted = (
            "published" if published else "draft",
            "published" if published and not taken_up else "appraisal",
            "appraisal" if taken_up else "published" if published else self.states[reopened.id],
        )
        if found != wanted or len(publication.result_ids) != len(assessments):
            return f"{found} instead of {wanted}, {answers}"
        if any(
            state != ("published" if published else self.states[key])
            for key, state in others.items()
        ):
            return f"half published: {others}"
        return broken_logs(env, assessments)


class Crowd(OfUnits):
    """People who do the same at once, one thing after the other, for some seconds: nobody is refused, nothing is lost.

    :cvar pause: for how many seconds each thinks before each deed, on an average; who never thinks is no person.
    :cvar refusal: what a sentence says by which somebody may be refused; None: nobody may.
    """

    people_count = 12
    seconds = 6.0
    pause = 0.0
    role = "officer"
    refusal = None
    # the 95th percentile of one person who does the same alone, by what that is
    _alone = {}

    def before(self, env, number):
        self.spent, self.plain, self.aside, self.told = [], [], [], []
        # a form of Odoo's own, for each a record of their own
        self.filters = env["ir.filters"].create(
            [
                {
                    "name": f"Bộ lọc {number}.{place}",
                    "model_id": "res.partner",
                    "user_ids": [Command.link(getattr(self.stage, f"{self.role}_id"))],
                }
                for place in range(self.people_count)
            ]
        )
        self.filters = self.filters.ids

    def works(self, number):
        crowd = [partial(self._go_on, place) for place in range(self.people_count)]
        return [*crowd, *(partial(self._go_on_beside, do) for do in self.get_beside())]

    def get_beside(self):
        """Return what somebody else does meanwhile, again and again: functions of how often it was done."""
        return []

    def _go_on_beside(self, do):
        ends_at, turn = time.perf_counter() + self.seconds, 0
        while time.perf_counter() < ends_at:
            # some rows are saved before it, and some after
            time.sleep(max(self.pause, 0.5))
            started = time.perf_counter()
            do(turn)
            self.aside.append(time.perf_counter() - started)
            turn += 1

    def _go_on(self, place):
        person = self.people[f"{self.role}{place + 1 if place else ''}"]
        dice = Random(place)
        ends_at, turn = time.perf_counter() + self.seconds, 0
        while True:
            time.sleep(self.pause * dice.uniform(0.5, 1.5))
            if (started := time.perf_counter()) >= ends_at:
                return
            try:
                self.do(person, place, turn)
            except Refused as error:
                if not self.refusal or self.refusal not in str(error):
                    raise
                self.told.append(str(error))
            self.spent.append(time.perf_counter() - started)
            turn += 1
            # what Odoo takes for a form of its own, at the same moment
            started = time.perf_counter()
            person.call(
                "ir.filters", "web_save", [self.filters[place]], {"name": f"{place} {turn}"}, {}
            )
            self.plain.append(time.perf_counter() - started)

    def do(self, person, place, turn):
        """Do it once, as the one who stands at this place."""
        raise NotImplementedError

    def check(self, env, number, answers):
        if refused := [answer for answer in answers if not is_done(answer)]:
            return f"refused: {refused}"
        if lost := self.find_lost(env, number):
            return lost
        p95 = at_share(self.spent, 0.95)
        alone = self._alone.setdefault((type(self).__base__, self.pause), p95)
        print(
            f"    {self.title}, for {self.seconds:.0f} s: {len(self.spent)} done, {len(self.told)} refused, 0 lost, "
            f"p50 {at_share(self.spent, 0.5):.3f} s, p95 {p95:.3f} s ({p95 / alone:.2f} times one's); "
            f"a plain web_save beside it: p50 {at_share(self.plain, 0.5):.3f} s, "
            f"p95 {at_share(self.plain, 0.95):.3f} s"
            + (
                f"; {len(self.aside)} deeds of others meanwhile: p50 {at_share(self.aside, 0.5):.3f} s, "
                f"p95 {at_share(self.aside, 0.95):.3f} s"
                if self.aside
                else ""
            ),
            flush=True,
        )
        return broken_logs(env, self._assessment(env, number))

    def find_lost(self, env, number):
        """Return what is not there of what was said to be done, as a text; nothing where all is."""
        raise NotImplementedError


class InOneForm(Crowd):
    """People in one form, each saving rows of their own."""

    doing = "in one form"

    def before(self, env, number):
        super().before(env, number)
        lines = self._assessment(env, number).line_ids.filtered("criterion_id.option_ids")
        self.options = {line.id: line.criterion_id.option_ids.ids for line in lines}
        self.seen = {line.id: line.with_user(self.stage.officer_id).revision for line in lines}
        self.chosen = {}

    def do(self, person, place, turn):
        own = sorted(self.options)[place :: self.people_count]
        line_id = own[turn % len(own)]
        options = self.options[line_id]
        values = {"option_id": options[turn // len(own) % len(options)]}
        answer = person.call(
            "cchc.assessment.line", "save_row", [line_id], values, self.seen[line_id]
        )
        [row] = answer["lines"]
        self.seen[line_id], self.chosen[line_id] = row["revision"], values["option_id"]

    def find_lost(self, env, number):
        lines = env["cchc.assessment.line"].browse(self.chosen)
        if lost := [line for line in lines if line.option_id.id != self.chosen[line.id]]:
            return f"{len(lost)} rows lost"
        assessment = self._assessment(env, number)
        totals = assessment._get_totals()
        if abs(assessment.self_score - float(totals.score)) > 1e-6:
            return f"{assessment.self_score} points instead of {totals.score}"
        return ""


class Uploading(Crowd):
    """People who file documents as proof of one criterion."""

    doing = "filing for one criterion"

    def before(self, env, number):
        super().before(env, number)
        self.line_id = self._assessment(env, number).line_ids[0].id
        self.filed = []

    def do(self, person, place, turn):
        content = make_pdf(Random(f"{place} {turn}"), 50_000)
        answer = person.upload(content, f"văn bản {place} {turn}.pdf", line_id=self.line_id)
        self.filed.append(answer["id"])

    def find_lost(self, env, number):
        line = env["cchc.assessment.line"].browse(self.line_id)
        if sorted(line.evidence_ids.ids) != sorted(set(self.filed)):
            return f"{len(line.evidence_ids)} documents instead of {len(self.filed)}"
        if len(line.assessment_id.evidence_ids) != len(self.filed):
            return "a document proves nothing"
        return "" if line.evidence_status == "complete" else line.evidence_status


class Deciding(Crowd):
    """Members of the council who decide criteria of one unit, each their own."""

    doing = "deciding on one unit"
    state = "submitted"
    role = "appraiser"

    def prepare(self, env, tries):
        super().prepare(env, tries)
        env["cchc.assignment"].create(
            {"period_id": self.period_id, "appraiser_id": self.stage.appraiser_id}
        )

    def before(self, env, number):
        super().before(env, number)
        assessment = self._assessment(env, number)
        assessment.with_user(self.stage.secretary_id)._transition("action_start_appraisal")
        appraisals = assessment.appraisal_ids.filtered("criterion_id.option_ids")
        self.options = {one.id: one.criterion_id.option_ids.ids for one in appraisals}
        self.chosen = {}

    def do(self, person, place, turn):
        own = sorted(self.options)[place :: self.people_count]
        appraisal_id = own[turn % len(own)]
        options = self.options[appraisal_id]
        option_id = options[(turn // len(own) + place) % len(options)]
        person.call(
            "cchc.appraisal", "web_save", [appraisal_id], {"option_id": option_id}, {"score": {}}
        )
        self.chosen[appraisal_id] = option_id

    def find_lost(self, env, number):
        appraisals = env["cchc.appraisal"].browse(self.chosen)
        lost = [
            one
            for one in appraisals
            if one.option_id.id != self.chosen[one.id] or not one.is_decided
        ]
        return f"{len(lost)} decisions lost" if lost else ""


class Agreeing(Deciding):
    """The same, while the secretary agrees with the unit on what is open, again and again."""

    doing = "deciding while another one agrees"

    def before(self, env, number):
        super().before(env, number)
        assessment = self._assessment(env, number)
        # what there is to agree with: as if the unit had said so
        for line in assessment.line_ids.filtered("criterion_id.option_ids"):
            line._write_as_system({"option_id": line.criterion_id.option_ids[0].id})
        self.assessment_id = assessment.id

    def get_beside(self):
        return [
            lambda _turn: self.people["secretary"].call(
                "cchc.assessment", "action_agree", [self.assessment_id]
            )
        ]


class WhileSent(InOneForm):
    """The same, while the form is sent to the leader and taken back: who saves in between is told so."""

    doing = "in a form that is sent and taken back"
    refusal = "has to be returned first"

    def before(self, env, number):
        assessment = self._assessment(env, number)
        for line in assessment.line_ids:
            line.with_user(self.stage.officer_id).write(
                {"option_id": line.criterion_id.option_ids[0].id, "explanation": "Đã có."}
            )
        super().before(env, number)
        self.assessment_id = assessment.id

    def get_beside(self):
        def send(_turn):
            person = self.people["officer13"]
            person.call("cchc.assessment", "action_send_to_leader", [self.assessment_id])
            values = {
                "assessment_ids": [(6, 0, [self.assessment_id])],
                "action": "action_take_back",
                "reason": "Còn sửa.",
            }
            dialog = person.call("cchc.assessment.step", "create", [values])
            person.call("cchc.assessment.step", "action_confirm", dialog)

        return [send]


class WhileOpened(InOneForm):
    """The same, while units are edited, and others are added and their forms opened."""

    doing = "in a form while others are opened"

    def before(self, env, number):
        super().before(env, number)
        self.unit_id = self._assessment(env, number).unit_id.id
        self.added = []

    def get_beside(self):
        def add(turn):
            values = {
                "name": f"Đơn vị mới {turn}",
                "code": f"T-MOI-{self.pause}-{self.people_count}-{turn}",
                "group_id": self.stage.group_id,
            }
            secretary = self.people["secretary"]
            self.added += secretary.call("cchc.unit", "create", [values])
            secretary.call("cchc.period", "action_add_missing_units", [self.period_id])

        def edit(turn):
            unit_id = (self.added or [self.unit_id])[-1] if turn % 2 else self.unit_id
            values = {"name": f"Tên khác {turn}"}
            self.people["secretary2"].call("cchc.unit", "write", [unit_id], values)

        return [add, edit]

    def find_lost(self, env, number):
        added = env["cchc.unit"].browse(self.added)
        forms = self._period(env).assessment_ids.filtered(lambda one: one.unit_id in added)
        leaves = len(self._assessment(env, number).line_ids)
        whole = [form for form in forms if len(form.line_ids) == leaves]
        added.active = False
        if len(whole) != len(added):
            return f"{len(whole)} whole forms of {len(added)} units"
        return super().find_lost(env, number)


class WhileMerged(InOneForm):
    """The same, while the unit takes another one in and lets it go again."""

    doing = "in the form of a unit that is merged"

    def before(self, env, number):
        super().before(env, number)
        self.unit_id = self._assessment(env, number).unit_id.id
        self.other_id = next(one for one in self.stage.unit_ids if one != self.unit_id)

    def get_beside(self):
        def merge(turn):
            merged = [] if turn % 2 else [self.other_id]
            self.people["secretary"].call(
                "cchc.unit", "write", [self.unit_id], {"predecessor_ids": [(6, 0, merged)]}
            )

        return [merge]

    def find_lost(self, env, number):
        env["cchc.unit"].browse(self.unit_id).predecessor_ids = False
        return super().find_lost(env, number)


class WhileLookedAt(InOneForm):
    """The same, while the leader looks at the totals, and the council at its list of units."""

    doing = "in a form that others look at"

    def before(self, env, number):
        super().before(env, number)
        self.assessment_id = self._assessment(env, number).id

    def get_beside(self):
        totals = {"self_score": {}, "self_percent": {}, "progress": {}, "state": {}}

        def look(_turn):
            person = self.people["officer13"]
            person.call("cchc.assessment", "web_read", [self.assessment_id], totals)
            person.call("cchc.assessment", "get_sheet", [self.assessment_id])

        def look_at_all(_turn):
            domain = [("period_id", "=", self.period_id)]
            self.people["secretary"].call(
                "cchc.assessment", "web_search_read", domain, totals, order="self_score desc"
            )

        return [look, look_at_all]


def _let_crowds_loose():
    """Register each crowd with one person and with twelve, who think; in one form also with those who never do."""
    for cls in (
        InOneForm,
        WhileSent,
        WhileOpened,
        WhileMerged,
        WhileLookedAt,
        Uploading,
        Deciding,
        Agreeing,
    ):
        for pause, kind in ((0.0, ""), (2.0, "thinking ")):
            if pause or cls is InOneForm:
                for count, who in ((1, f"one {kind}person"), (12, f"twelve {kind}people")):
                    values = {"people_count": count, "pause": pause}
                    if pause:
                        values["seconds"] = 60.0 if cls is InOneForm else 20.0
                    pair(f"{who} {cls.doing}")(type(cls.__name__, (cls,), values))


_let_crowds_loose()


@pair("two documents for one criterion")
class TwoDocuments(OfUnits):
    def before(self, env, number):
        line = self._assessment(env, number).line_ids[0]
        self.line_id = line.id
        same = self.stage.pdf()
        self.contents = (same, same) if number % 2 else (same, self.stage.pdf())

    def works(self, number):
        first, second = self.contents
        return (
            lambda: self.people["officer"].upload(first, "một.pdf", line_id=self.line_id),
            lambda: self.people["officer2"].upload(second, "hai.pdf", line_id=self.line_id),
        )

    def check(self, env, number, answers):
        line = env["cchc.assessment.line"].browse(self.line_id)
        wanted = len(set(self.contents))
        filed = line.assessment_id.evidence_ids
        if not all(map(is_done, answers)):
            return f"refused: {answers}"
        if len(line.evidence_ids) != wanted or len(filed) != wanted:
            return f"{len(filed)} documents instead of {wanted}"
        if line.evidence_status != "complete":
            return line.evidence_status
        return broken_logs(env, line.assessment_id)


@pair("two newer versions of one document")
class TwoVersions(TwoDocuments):
    def before(self, env, number):
        super().before(env, number)
        answer = self.people["officer"].upload(self.stage.pdf(), "gốc.pdf", line_id=self.line_id)
        self.old_id = answer["id"]
        self.contents = (self.stage.pdf(), self.stage.pdf())

    def works(self, number):
        first, second = self.contents
        return (
            lambda: self.people["officer"].upload(first, "một.pdf", replaces_id=self.old_id),
            lambda: self.people["officer2"].upload(second, "hai.pdf", replaces_id=self.old_id),
        )

    def check(self, env, number, answers):
        old = env["cchc.evidence"].browse(self.old_id)
        line = env["cchc.assessment.line"].browse(self.line_id)
        done = [answer for answer in answers if is_done(answer)]
        newer = old.superseded_by_id
        if len(done) != 1 or newer.id != done[0]["id"]:
            return f"{answers}"
        if line.evidence_ids != newer or len(line.assessment_id.evidence_ids) != 2:
            return "what proves the criterion is not the newer version alone"
        return "" if line.evidence_status == "complete" else line.evidence_status


@pair("an explanation and the seal")
class ExplanationAndSeal(OfUnits):
    def before(self, env, number):
        assessment = self._assessment(env, number).with_user(self.stage.officer_id)
        lines = assessment.line_ids
        lines._write_each(
            {
                line: {
                    "option_id": line.criterion_id.option_ids[0].id,
                    "explanation": "Trước khi trình.",
                }
                for line in lines
            }
        )
        self.line_id = lines[0].id

    def works(self, number):
        officer = self.people["officer"]

        def approve():
            officer.call("cchc.assessment", "action_send_to_leader", [self.ids[number]])
            dialog = officer.call(
                "cchc.assessment.approve",
                "create",
                [
                    {
                        "assessment_id": self.ids[number],
                        "dispatch_number": "1/BC",
                        "responsibility_confirmed": True,
                    }
                ],
            )
            return officer.call("cchc.assessment.approve", "action_approve", dialog)

        return (
            approve,
            self._call(
                "officer2",
                "cchc.assessment.line",
                "write",
                [self.line_id],
                {"explanation": "Trong lúc trình."},
            ),
        )

    def check(self, env, number, answers):
        assessment = self._assessment(env, number)
        line = env["cchc.assessment.line"].browse(self.line_id)
        if is_done(answers[1]) != (line.explanation == "Trong lúc trình."):
            return f"{line.explanation}: {answers}"
        if not is_done(answers[0]):
            # told that somebody else is working on it, and nothing has happened
            whole = assessment.state == "draft" and not assessment.submission_ids
            return "" if whole else f"{assessment.state}: {answers}"
        sealed = {
            entry["id"]: entry["explanation"]
            for entry in assessment.submission_ids._get_manifest()["criteria"]
        }
        if sealed[line.criterion_id.id] != line.explanation:
            return "another explanation is sealed than stands there"
        return broken_logs(env, assessment)


@pair("a rubric's archiving and a period's opening")
class ArchivingAndOpening(Pair):
    def before(self, env, number):
        rubric = env["cchc.rubric"].browse(self.stage.rubric_id)
        copy = rubric.copy()
        copy._write_state("published")
        self.rubric_id, self.leaves = copy.id, len(copy.criterion_ids.filtered("is_leaf"))
        units = env["cchc.unit"].browse(self.stage.unit_ids)
        units.active = True
        units[3:].active = False
        self.unit_id = units[0].id
        self.period_id = (
            env["cchc.period"]
            .create(
                {
                    "name": "Kỳ mở",
                    "year": 2026,
                    "self_deadline": Datetime.now() + timedelta(days=30),
                    "rubric_ids": [Command.set(copy.ids)],
                }
            )
            .id
        )

    def works(self, number):
        return (
            self._call("secretary", "cchc.rubric", "action_archive_rubric", [self.rubric_id]),
            self._call("secretary2", "cchc.period", "action_open", [self.period_id]),
        )

    def check(self, env, number, answers):
        period = env["cchc.period"].browse(self.period_id)
        env["cchc.unit"].browse(self.stage.unit_ids).active = True
        wanted = {3} if is_done(answers[1]) else {0}
        if len(period.assessment_ids) not in wanted | self._also(answers):
            return f"{len(period.assessment_ids)} assessments: {answers}"
        if (period.state == "draft") == bool(period.assessment_ids):
            return f"{period.state}: {answers}"
        if any(len(one.line_ids) != self.leaves for one in period.assessment_ids):
            return "an assessment lacks criteria"
        return ""

    def _also(self, answers):
        return set()


@pair("a unit's edit and a period's opening")
class UnitAndOpening(ArchivingAndOpening):
    def works(self, number):
        return (
            self._call("secretary", "cchc.unit", "write", [self.unit_id], {"active": False}),
            self._call("secretary2", "cchc.period", "action_open", [self.period_id]),
        )

    def _also(self, answers):
        return {2}


@pair("a merger and the calculation")
class MergerAndResults(OfUnits):
    state = "appraised"

    def prepare(self, env, tries):
        super().prepare(env, min(tries, 10))

    def before(self, env, number):
        units = env["cchc.assessment"].browse(self.ids).unit_id
        units.predecessor_ids = False
        place = number % (len(units) - 1)
        self.unit_id, self.merged_id = units[place].id, units[place + 1].id

    def works(self, number):
        return (
            self._call(
                "secretary",
                "cchc.unit",
                "write",
                [self.unit_id],
                {"predecessor_ids": [(6, 0, [self.merged_id])]},
            ),
            self._call("secretary2", "cchc.period", "action_compute_results", [self.period_id]),
        )

    def check(self, env, number, answers):
        successors = env["cchc.unit"]._get_final_successors()
        results = self._period(env).publication_ids.result_ids
        wrong = [
            one
            for one in results
            if one.successor_id.id != successors.get(one.unit_id.id, one.unit_id.id)
        ]
        if not all(map(is_done, answers)) or not results:
            return f"refused: {answers}"
        return f"{len(wrong)} results are counted under the wrong unit" if wrong else ""


@pair("a leader who leaves and the sending")
class LeavingAndSending(ExplanationAndSeal):
    def before(self, env, number):
        super().before(env, number)
        unit = self._assessment(env, number).unit_id
        unit.leader_ids = [Command.link(self.stage.appraiser_id)]
        self.unit_id = unit.id

    def works(self, number):
        return (
            self._call(
                "secretary",
                "cchc.unit",
                "write",
                [self.unit_id],
                {"leader_ids": [(3, self.stage.appraiser_id)]},
            ),
            self._call("officer", "cchc.assessment", "action_send_to_leader", [self.ids[number]]),
        )

    def check(self, env, number, answers):
        assessment = self._assessment(env, number)
        if not all(map(is_done, answers)):
            return f"refused: {answers}"
        people = assessment.activity_ids.user_id
        if people.ids != [self.stage.officer_id]:
            return f"activities of {people.mapped('login')}"
        return ""


@pair("a period's package and the council's scores")
class PackageAndScores(OfUnits):
    state = "appraisal"

    def prepare(self, env, tries):
        super().prepare(env, min(tries, 20))
        self.downloads = 0

    def before(self, env, number):
        assessment = self._assessment(env, number % len(self.ids))
        appraisals = assessment.appraisal_ids.filtered("is_current")
        self.appraisals = [(one.id, one.criterion_id.option_ids.ids) for one in appraisals[:4]]

    def works(self, number):
        def score():
            for appraisal_id, option_ids in self.appraisals:
                self.people["secretary2"].call(
                    "cchc.appraisal",
                    "write",
                    [appraisal_id],
                    {"option_id": option_ids[number % 3]},
                )

        return (
            lambda: len(self.people["secretary"].get(f"/cchc/package/period/{self.period_id}")),
            score,
        )

    def check(self, env, number, answers):
        if not all(map(is_done, answers)):
            return f"refused: {answers}"
        self.downloads += 1
        assessments = env["cchc.assessment"].browse(self.ids)
        for assessment in assessments:
            taken = assessment.log_ids.filtered(lambda row: row.action == "download")
            if len(taken) != self.downloads:
                return f"{len(taken)} downloads logged instead of {self.downloads}"
        return broken_logs(env, assessments)


@pair("two who give out work")
class TwoWhoGiveOut(OfUnits):
    """Who may fill in what is derived from all that is given, by whoever gives something."""

    def prepare(self, env, tries):
        super().prepare(env, tries)
        role = env.ref("cchc_assessment.cchc_assessment_group_contributor")
        self.contributors = env["res.users"].create(
            [
                {
                    "name": f"Người thử {login}",
                    "login": login,
                    "group_ids": [Command.link(role.id)],
                }
                for login in ("cchc_bench_division", "cchc_bench_division2")
            ]
        )
        self.contributors = self.contributors.ids

    def before(self, env, number):
        assessment = self._assessment(env, number)
        assessment.unit_id.contributor_ids = [Command.set(self.contributors)]
        criteria = assessment.line_ids.criterion_id
        self.given = dict(zip(criteria[:2].ids, self.contributors, strict=True))

    def works(self, number):
        return [
            self._call(
                who,
                "cchc.task",
                "create",
                [
                    {
                        "assessment_id": self.ids[number],
                        "criterion_id": criterion,
                        "user_ids": [(6, 0, [user])],
                    }
                ],
            )
            for who, (criterion, user) in zip(
                ("officer", "officer2"), self.given.items(), strict=True
            )
        ]

    def check(self, env, number, answers):
        if not all(map(is_done, answers)):
            return f"refused: {answers}"
        found = {
            line.criterion_id.id: line.assignee_ids.id
            for line in self._assessment(env, number).line_ids
            if line.assignee_ids
        }
        return "" if found == self.given else f"{found} instead of {self.given}"


@pair("fifty people answer about one unit")
class FiftyAnswers(OfUnits):
    """Each answer is counted, and nobody is sent away since others answer at this moment."""

    addon = "cchc_assessment_survey"
    state = "appraisal"
    people_count = 50

    def prepare(self, env, tries):
        super().prepare(env, tries)
        survey = env["cchc.survey"].create(
            {
                "name": "Khảo sát thử",
                "respondents": "Người dân",
                "period_id": self.period_id,
                "closing_at": Datetime.now() + timedelta(days=7),
                "question_ids": [
                    Command.create({"code": f"C{number}", "name": "Mức độ hài lòng?"})
                    for number in range(1, 11)
                ],
            }
        )
        # what its points are for does not matter here
        survey._make_pages()
        survey._write_as_system({"state": "open"})
        self.survey_id = survey.id

    def before(self, env, number):
        survey = env["cchc.survey"].browse(self.survey_id)
        unit = self._assessment(env, number).unit_id
        emails = [f"nguoi{one}@example.com" for one in range(self.people_count)]
        ways = env["cchc.survey.invitation"]._invite(survey, unit, emails).input_id
        ways._mark_in_progress()
        self.token, self.tokens = survey.survey_id.access_token, ways.mapped("access_token")
        self.choice = {
            str(question.id): str(question.suggested_answer_ids[0].id)
            for question in survey.survey_id.question_ids
        }

    def works(self, number):
        address = self.people["officer"].address
        return [
            partial(Nobody(address).post, f"/survey/submit/{self.token}/{token}", **self.choice)
            for token in self.tokens
        ]

    def check(self, env, number, answers):
        refused = [one for one in answers if not is_done(one) or "error" in one[1]]
        if refused:
            return f"{len(refused)} refused: {refused[0]}"
        counts = env["cchc.survey.count"]
        survey = env["cchc.survey"].browse(self.survey_id)
        unit = self._assessment(env, number).unit_id
        rows = counts.search([("survey_id", "=", survey.id), ("unit_id", "=", unit.id)])
        first = survey.question_ids.mapped(lambda question: question.option_ids[0])
        wrong = [
            row
            for row in rows
            if row.number
            != (self.people_count if not row.option_id or row.option_id in first else 0)
        ]
        return f"{len(wrong)} of {len(rows)} counts are wrong" if wrong else ""
