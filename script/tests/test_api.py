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
    define, fill_in, copy, results = re.findall(
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
