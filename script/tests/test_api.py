"""What ``docs/api.md`` says to writers of other programs holds, word by word."""

import json
import re

import pytest
import requests
from client import Client

from runtime import paths, server

PAGE = paths.REPOSITORY / "docs" / "api.md"
OFFICER, SECRETARY = "canbo.demo", "thuky.demo"


@pytest.fixture
def address(database, port):
    with server.running(database.instance, database, port) as (address, _child):
        yield address


def _make_key(client, login):
    """Make a key as a person does in their preferences, where Odoo asks for the password once more."""
    [wizard] = client.call(
        "res.users.apikeys.description", "create", [{"name": "Chương trình thử", "duration": "1"}]
    )
    answer = client.call("res.users.apikeys.description", "make_key", [wizard])
    if answer["res_model"] == "res.users.identitycheck":
        context = {"password": login}
        answer = client.call(answer["res_model"], "run_check", [answer["res_id"]], context=context)
    return answer["context"]["default_key"]


def test_the_examples_run(database, address):
    """Each example of the page, one after the other, as the people it names."""
    define, fill_in, copy, figures, results = re.findall(
        r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    people = {login: Client(address, database.name, login) for login in (OFFICER, SECRETARY)}
    space = {"print": lambda *words: space.setdefault("printed", []).append(words)}
    exec(define, space)
    space["ADDRESS"] = address

    def become(login):
        space["KEY"] = _make_key(people[login], login)

    become(OFFICER)
    exec(fill_in, space)
    form, line = space["form"], space["line"]
    [now] = space["call"]("cchc.assessment", "read_exchange", ids=[form["id"]])
    assert now["lines"][0]["explanation"] == space["change"]["explanation"]
    # with the old revision: somebody, this program, has changed it since
    with pytest.raises(RuntimeError, match=re.escape(line["code"])):
        space["call"](
            "cchc.assessment",
            "write_exchange",
            ids=[form["id"]],
            data={"lines": [{**space["change"], "explanation": "Khác."}]},
        )
    back = {"criterion_id": line["criterion_id"], "explanation": line["explanation"]}
    space["call"]("cchc.assessment", "write_exchange", ids=[form["id"]], data={"lines": [back]})

    become(SECRETARY)
    exec(copy, space)
    [twin] = space["call"]("cchc.rubric", "read_exchange", ids=[space["copy"]])
    assert _told(twin) == _told(space["rubric"])
    people[SECRETARY].call("cchc.rubric", "unlink", [space["copy"]])
    _bring_in(people[SECRETARY], figures, space)
    exec(results, space)
    assert space["printed"], "no results were published in the demonstration"

    wrong = {**space["rubric"], "criteria": [{"code": "1"}]}
    answer = _post(address, space["KEY"], "cchc.rubric/create_from_exchange", data=wrong)
    assert answer.status_code == 422 and "criteria[0].name" in answer.json()["message"]
    assert _post(address, "nobody", "cchc.rubric/read_exchange", ids=[1]).status_code == 401
    become(OFFICER)
    refused = [
        _post(address, space["KEY"], "cchc.rubric/create_from_exchange", data=wrong),
        _post(address, space["KEY"], "cchc.assessment/read_exchange", ids=[2**31 - 1]),
    ]
    assert [answer.status_code for answer in refused] == [403, 403]


def _bring_in(secretary, example, space):
    """Run the example of common figures on a criterion that takes two numbers, and withdraw what it brought in."""
    [period] = secretary.call(
        "cchc.period", "search", [["state", "in", ["open", "appraisal"]]], limit=1
    )
    [line] = secretary.call(
        "cchc.assessment.line",
        "search_read",
        [
            ["period_id", "=", period],
            ["assessment_id.state", "=", "draft"],
            ["criterion_id.rule_type", "=", "ratio"],
        ],
        ["criterion_id", "unit_id", "numerator", "denominator"],
        limit=1,
    )
    common = secretary.call(
        "cchc.common.figure",
        "create",
        {"period_id": period, "criterion_id": line["criterion_id"][0]},
    )
    [unit] = secretary.call("cchc.unit", "read", [line["unit_id"][0]], ["code"])
    printed = space["printed"] = []
    exec(example.replace("T-STN", unit["code"]), space)
    assert printed[0][3] == "970/1000"
    [told] = space["call"]("cchc.common.figure", "read_exchange", ids=[common])
    assert [(one["unit_code"], one["numerator"]) for one in told["figures"]] == [
        (unit["code"], 970)
    ]
    [batch] = secretary.call("cchc.figure.batch", "search", [["common_id", "=", common]])
    step = {"step": "withdraw", "reason": "Thử nghiệm.", "batch_id": batch}
    step = secretary.call("cchc.figure.step", "create", step)
    secretary.call("cchc.figure.step", "action_confirm", [step])
    [now] = secretary.call(
        "cchc.assessment.line", "read", [line["id"]], ["numerator", "denominator"]
    )
    assert (now["numerator"], now["denominator"]) == (line["numerator"], line["denominator"])


def _post(address, key, method, **arguments):
    return requests.post(
        f"{address}/json/2/{method.partition('/')[0]}/{method.partition('/')[2]}",
        headers={"Authorization": f"bearer {key}"},
        json=arguments,
        timeout=60,
    )


def _told(rubric):
    """Return all that a copy has in common with what it was made from."""
    text = json.dumps({k: v for k, v in rubric.items() if k not in ("id", "name", "state")})
    return re.sub(r'"id": \d+', "", text)
