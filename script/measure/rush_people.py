"""``python -m measure.rush_people PLAN ADDRESS PART RESULT``: the people of ``script/bench rush``, played by Locust.

Started in a process of its own, without Odoo: Locust exchanges Python's sockets for gevent's. What people are told
becomes a ledger, which ``measure.rush_audit`` holds against the database.

The calls are the web client's, with its sessions, and documents go up as the score sheet sends them: odoolocust speaks
to Odoo's RPC for programs, which has neither, and shows its password with each call.
"""

import contextlib
import hashlib
import itertools
import json
import random
import sys
from collections import Counter
from pathlib import Path

import gevent
import gevent.event

# first: it exchanges the sockets
from locust import HttpUser, constant, task
from locust.env import Environment
from locust.exception import RescheduleTask

from .papers import make_pdf

ASSESSMENT, LINE = "cchc.assessment", "cchc.assessment.line"
OPEN_SHEET, SAVE_ROW, UPLOAD = "open the sheet", "save a row", "upload a document"
OPEN_LIST, SAVE_LIST = "list: open (web_search_read)", "list: save (web_save)"
SAVE_FILTER = "a form of Odoo's own: save (web_save)"
# How often somebody fills in a row that another officer has at hand.
STRAY = 0.05
_SECONDS_TO_ANSWER = 120


class Refused(RescheduleTask):
    """Odoo answered with an error; whoever does not catch it goes on with something else."""


class Unanswered(Refused):
    """There was no answer that says what became of it."""


class Gate:
    """Where people wait until all have signed in: a password is stretched for longer than anything that is measured."""

    def __init__(self, count):
        self._missing, self._opened, self._full = count, gevent.event.Event(), gevent.event.Event()

    def arrive(self):
        self._missing -= 1
        if self._missing <= 0:
            self._full.set()

    def wait(self):
        self._opened.wait()

    def open_when_full(self, prepare):
        """Wait until everybody is there, call ``prepare`` and let them go."""
        self._full.wait(_SECONDS_TO_ANSWER)
        prepare()
        self._opened.set()


class Person(HttpUser):
    """Somebody at a browser, who signs in and then does one thing after the other without a pause.

    :cvar cast: iterates over the descriptions of those who play this part.
    """

    abstract = True
    wait_time = constant(0)
    cast, ledger, dice, plan = iter(()), {}, random.Random(), {}
    refusals, gate = Counter(), None
    _token = ""

    def __init__(self, environment):
        super().__init__(environment)
        self.part = next(self.cast)

    def on_start(self):
        try:
            self.uid = self._post(
                "sign in",
                "/web/session/authenticate",
                db=self.plan["database"],
                login=self.part["login"],
                password=self.plan["password"],
            )["uid"]
        finally:
            self.gate.arrive()
        self.gate.wait()

    def call(self, kind, model, method, *args, **kwargs):
        """Call a method as the web client does; ``kind`` is what Locust counts it under.

        :raises Refused: when Odoo answers with an error, or not at all.
        """
        return self._post(
            kind,
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def upload(self, content, name, line_id):
        """File a document as the score sheet does."""
        for _once_more in range(2):
            with self.client.post(
                "/cchc/evidence/upload",
                data={"line_id": line_id, "csrf_token": self._token},
                files={"file": (name, content, "application/pdf")},
                # the page of a browser has the session's token already
                name=UPLOAD if self._token else "a session's token",
                catch_response=True,
                timeout=_SECONDS_TO_ANSWER,
            ) as response:
                answer = self._read(response, UPLOAD)
                if "csrf_token" not in answer:
                    if "error" in answer:
                        self._refuse(response, UPLOAD, "refused", answer["error"])
                    return answer
                # the first one of a session is told its token
                self._token = answer["csrf_token"]
                response.success()
        raise Refused()

    def _post(self, kind, path, **params):
        with self.client.post(
            path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            name=kind,
            catch_response=True,
            timeout=_SECONDS_TO_ANSWER,
        ) as response:
            answer = self._read(response, kind)
            if "error" in answer:
                data = answer["error"].get("data", {})
                self._refuse(response, kind, data.get("name", ""), data.get("message", ""))
            return answer.get("result")

    def _read(self, response, kind):
        try:
            return response.json()
        except ValueError:
            # a worker whose connections have ended has nothing but a page to say
            return self._refuse(
                response, kind, "no answer in JSON", response.status_code, Unanswered
            )

    def _refuse(self, response, kind, error, sentence, cls=Refused):
        response.failure(error)
        self.refusals[kind, error, str(sentence).strip().split("\n")[0]] += 1
        raise cls()

    @contextlib.contextmanager
    def doing(self, name, **entry):
        """Note in the ledger what became of a deed: done, refused, or nobody knows, where nothing was answered."""
        self.ledger[name].append(entry | {"told": None})
        entry = self.ledger[name][-1]
        try:
            yield entry
        except Unanswered:
            raise
        except Refused:
            entry["told"] = False
            raise
        if entry["told"] is None:
            entry["told"] = True


class Writer(Person):
    """Fills in rows of a form that some have open together."""

    abstract = True

    def on_start(self):
        super().on_start()
        self.numbers = itertools.count(1)
        self.rows, self.own = {}, []
        self.open_sheet()

    def open_sheet(self):
        """Read all rows."""
        raise NotImplementedError

    def _see(self, rows):
        """Note rows as they are now, and which of all are one's own."""
        self.rows |= {row["id"]: row for row in rows}
        everything = sorted(self.rows)
        self.own = everything[self.part["place"] :: self.part["people"]] or everything

    def saving(self, line_id, option_id):
        """Note what is about to be saved; the text is found again in the log."""
        # several play one person in the list, who was at work in the sheet before
        who = f"{type(self).__name__} {self.part['login']} {self.part['place']}"
        text = f"Đã hoàn thành theo kế hoạch, {who} lần {next(self.numbers)}"
        return self.doing("saves", line=line_id, option=option_id, text=text)


class Officer(Writer):
    """Scores rows of a form that some fill in together, uploads, looks, and sends forms that are ready."""

    def on_start(self):
        self.ready = list(self.part["ready_ids"])
        super().on_start()
        # each at least once, however short the evening
        for deed in (self.score, self.file_document, self.send):
            with contextlib.suppress(Refused):
                deed()

    @task(2)
    def open_sheet(self):
        """What the browser asks for when the form is opened."""
        assessment_id = self.part["assessment_id"]
        sheet = self.call(OPEN_SHEET, ASSESSMENT, "get_sheet", [assessment_id])
        self.options = {
            node["id"]: [option["id"] for option in node["options"]] for node in sheet["criteria"]
        }
        self._see(sheet["lines"])
        self.call("who does what", ASSESSMENT, "get_team", [assessment_id])
        self.call("fitting documents", ASSESSMENT, "get_fitting_documents", [assessment_id])

    @task(12)
    def score(self):
        """Fill in a row, mostly one's own."""
        chosen = list(self.rows) if self.dice.random() < STRAY else self.own
        row = self.rows[self.dice.choice(chosen)]
        option = self.dice.choice(self.options[row["criterion_id"]])
        try:
            with self.saving(row["id"], option) as entry:
                values = {"option_id": option, "explanation": entry["text"]}
                answer = self.call(SAVE_ROW, LINE, "save_row", [row["id"]], values, row["revision"])
        except Refused:
            # somebody else's is shown, and looked at
            self._read_row(row["id"])
        else:
            self._see(answer["lines"])

    def _read_row(self, line_id):
        ids = [self.part["assessment_id"]]
        self._see(self.call("read a row", ASSESSMENT, "get_sheet_rows", ids, [line_id])["lines"])

    @task(3)
    def file_document(self):
        """Upload a document for a row, and see the row with it."""
        line_id = self.dice.choice(self.own)
        content = make_pdf(self.dice, self.plan["document_bytes"])
        with self.doing("uploads", line=line_id, sha256=hashlib.sha256(content).hexdigest()):
            self.upload(content, f"báo cáo {next(self.numbers)}.pdf", line_id)
        self._read_row(line_id)

    @task(1)
    def send(self):
        """Send a form that is ready to the leader."""
        if self.ready:
            assessment_id = self.ready.pop()
            with self.doing("sends", assessment=assessment_id):
                self.call("send", ASSESSMENT, "action_send_to_leader", [assessment_id])

    @task(1)
    def look(self):
        self.call("dashboard", "cchc.dashboard", "get_dashboard")


class Leader(Person):
    """Approves what was sent; reads where nothing is."""

    @task
    def approve(self):
        waiting = self.call("dashboard", "cchc.dashboard", "get_dashboard") and self.call(
            "what waits",
            ASSESSMENT,
            "search",
            [("state", "=", "leader_review"), ("id", "in", self.part["assessment_ids"])],
            limit=1,
        )
        if not waiting:
            self.call(OPEN_SHEET, ASSESSMENT, "get_sheet", self.part["assessment_ids"][:1])
            return
        dialog = self.call(
            "the dialog of approval",
            "cchc.assessment.approve",
            "web_save",
            [],
            {
                "assessment_id": waiting[0],
                "dispatch_number": "1/STN-VP",
                "dispatch_date": self.plan["today"],
                "responsibility_confirmed": True,
            },
            {"fingerprint": {}, "summary": {}, "unproven_count": {}},
        )
        with self.doing("approvals", assessment=waiting[0]) as entry:
            answer = self.call(
                "approve", "cchc.assessment.approve", "action_approve", [dialog[0]["id"]]
            )
            # what has changed meanwhile is shown once more instead
            if answer["type"] != "ir.actions.act_window_close":
                entry["told"] = False

    def on_stop(self):
        """Nobody goes home without having looked once more."""
        with contextlib.suppress(Refused):
            self.approve()


class Secretary(Person):
    """Watches dashboard and board."""

    @task(2)
    def look(self):
        self.call("council's dashboard", "cchc.dashboard", "get_dashboard")

    @task(3)
    def watch(self):
        self.call(
            "board",
            ASSESSMENT,
            "web_search_read",
            [("period_id", "=", self.plan["period_id"])],
            specification=self.plan["board"],
            limit=80,
        )


class Lister(Writer):
    """The yardstick: the same rows in Odoo's own list, by its own two methods, and a plain form of Odoo's."""

    filter_ids = ()

    @task(2)
    def open_sheet(self):
        answer = self.call(
            OPEN_LIST,
            LINE,
            "web_search_read",
            [("assessment_id", "=", self.part["assessment_id"])],
            specification=self.plan["list"],
            limit=200,
        )
        self._see(answer["records"])

    @task(12)
    def score(self):
        line_id = self.dice.choice(self.own)
        option = self.dice.choice(self.plan["options"][str(line_id)])
        with self.saving(line_id, option) as entry:
            values = {"option_id": option, "explanation": entry["text"]}
            self.call(SAVE_LIST, LINE, "web_save", [line_id], values, self.plan["list"])

    @task(6)
    def save_filter(self):
        """A form of Odoo's own, which no code of ours has a part in."""
        values = {"name": f"{self.part['login']} {self.part['place']} {next(self.numbers)}"}
        if not self.filter_ids:
            values |= {"model_id": "res.partner", "user_ids": [(4, self.uid)]}
        answer = self.call(
            SAVE_FILTER if self.filter_ids else "a filter",
            "ir.filters",
            "web_save",
            self.filter_ids,
            values,
            {"name": {}},
        )
        self.filter_ids = [answer[0]["id"]]


PARTS = {"rush": (Officer, Leader, Secretary), "list": (Lister,)}


def main():
    plan_path, address, part, result_path = sys.argv[1:]
    plan = json.loads(Path(plan_path).read_text(encoding="utf-8"))
    Person.plan, Person.dice = plan, random.Random(f"{plan['seed']} {part}")
    Person.ledger = {name: [] for name in ("saves", "uploads", "sends", "approvals")}
    classes = PARTS[part]
    for each in classes:
        people = plan["people"][each.__name__]
        each.cast, each.fixed_count = iter(people), len(people)
    count = sum(each.fixed_count for each in classes)
    environment = Environment(
        # whoever is in the middle of something ends it: what becomes of it would be unknown
        user_classes=[each for each in classes if each.fixed_count],
        host=address,
        stop_timeout=_SECONDS_TO_ANSWER,
    )
    runner = environment.create_local_runner()
    Person.gate = Gate(count)
    runner.start(count, spawn_rate=count, wait=False)
    Person.gate.open_when_full(environment.stats.clear_all)
    gevent.sleep(plan["seconds"])
    errors = [f"{count - runner.user_count} people left early"] * (runner.user_count < count)
    runner.quit()
    result = {
        "ledger": Person.ledger,
        "kinds": [_describe(entry) for entry in environment.stats.entries.values()],
        "refusals": [[*key, number] for key, number in Person.refusals.most_common()],
        "errors": errors + [error["traceback"] for error in runner.exceptions.values()],
    }
    Path(result_path).write_text(json.dumps(result), encoding="utf-8")


def _describe(entry):
    """What Locust has counted of one kind of call; milliseconds."""
    return {
        "kind": entry.name,
        "calls": entry.num_requests,
        "refused": entry.num_failures,
        "a_second": entry.total_rps,
        "p50": entry.get_response_time_percentile(0.5),
        "p95": entry.get_response_time_percentile(0.95),
    }


if __name__ == "__main__":
    main()
