"""What ``script/server`` starts stays up, also where Odoo starts itself again, and pushes to those who may hear."""

import os
import signal

import pytest
import requests
from client import Client, listens, messages_until, wait_for

from runtime import server

OFFICERS = [f"canbo{number}.demo" for number in ("", 2, 3, 4, 5, 6, 7, 8)]
CHANGED = "cchc_assessment_changed"


@pytest.mark.parametrize("workers", [0, 2])
def test_odoo_starts_itself_again(database, port, workers):
    """After a reload, as time and memory limits bring about, the same address answers."""
    with server.running(database.instance, database, port, workers) as (address, child):
        client = Client(address, database.name, OFFICERS[0])
        begun = _command_line(child)
        os.kill(child.pid, signal.SIGHUP)
        # until then it is the one from before that answers
        wait_for(lambda: _command_line(child) != begun)
        wait_for(lambda: _answers(address))
        assert child.poll() is None
        assert client.call("res.users", "search_count", [["id", "=", client.user["uid"]]]) == 1


def test_what_is_pushed_reaches_who_may_read_it(database, port):
    """With workers, the process beside them tells an officer of a change in the own form, and of no other unit's."""
    with server.running(database.instance, database, port, workers=2) as (address, _child):
        officer, stranger = _two_officers_at_work(address, database.name)
        wait_for(lambda: listens(port + 1))
        own, other = _assessment(officer), _assessment(stranger)
        channels = [f"cchc.assessment_{number}" for number in (own, other)]
        hears, spies = officer.listen(port + 1, *channels), stranger.listen(port + 1, *channels)
        _change(officer, own)
        assert {payload["id"] for payload in messages_until(hears, CHANGED)} == {own}
        # of what came before the stranger's own change, nothing was sent there
        _change(stranger, other)
        assert {payload["id"] for payload in messages_until(spies, CHANGED)} == {other}


def test_links_lead_to_the_port_that_was_asked_for(database, port):
    """Also after an administrator has signed in by another name of this machine."""
    with server.running(database.instance, database, port) as (address, _child):
        assert Client(f"http://localhost:{port}", database.name, "admin").user["uid"]
        written = "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'"
        assert database.ask(written) == [address] == [f"http://127.0.0.1:{port}"]


def test_people_of_the_divisions_have_work(database, port):
    """In the sample province each of them finds what was given to their division, and nothing else to fill in."""
    with server.running(database.instance, database, port) as (address, _child):
        for login, codes in (("chuyenvien.demo", ["1.1", "6"]), ("chuyenvien2.demo", ["2"])):
            person = Client(address, database.name, login)
            mine = person.call(
                "cchc.task", "search_read", [["is_mine", "=", True]], ["criterion_id", "line_count"]
            )
            given = person.call(
                "cchc.criterion", "read", [task["criterion_id"][0] for task in mine], ["code"]
            )
            assert sorted(criterion["code"] for criterion in given) == codes
            domain = [["assessment_id.state", "=", "draft"], ["scored_by", "=", "unit"]]
            lines = person.call("cchc.assessment.line", "search_read", domain, ["is_editable"])
            assert sum(line["is_editable"] for line in lines) == sum(
                task["line_count"] for task in mine
            )


def _two_officers_at_work(address, database):
    """Two officers of two units whose forms are open."""
    clients = (Client(address, database, login) for login in OFFICERS)
    at_work = filter(_assessment, clients)
    return next(at_work), next(at_work)


def _assessment(client):
    [*found] = client.call("cchc.assessment", "search", [["state", "=", "draft"]], limit=1)
    return found and found[0]


def _change(client, assessment):
    domain = [["assessment_id", "=", assessment], ["criterion_id.scored_by", "=", "unit"]]
    [line] = client.call("cchc.assessment.line", "search", domain, limit=1)
    text = f"Đang rà soát {os.urandom(4).hex()}"
    assert client.call("cchc.assessment.line", "write", [line], {"explanation": text})


def _command_line(child):
    """What the process was started with: Odoo, when it starts itself again, names Python in another way."""
    with open(f"/proc/{child.pid}/cmdline", "rb") as handle:
        return handle.read()


def _answers(address):
    try:
        return requests.get(f"{address}/web/health", timeout=5).ok
    except OSError:
        return False
