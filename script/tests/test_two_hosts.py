"""Two hosts on one database with an object storage, and a second PostgreSQL from which they read.

Each host is an Odoo with a data folder of its own; sessions alone are shared, as ``docs/running.md`` asks. The second
PostgreSQL is a streaming replica of the first, both with the settings of ``docs/running``.
"""

import base64
import configparser
import contextlib
import io
import os
import re
import shutil
import socket
import subprocess
import threading
import zipfile
from pathlib import Path

import openpyxl
import pytest
import requests
from client import Client, messages_until, wait_for

from runtime import instance, paths, postgres, process

EXAMPLES = paths.REPOSITORY / "docs" / "running"
EVIDENCE = paths.ADDONS / f"{paths.ADDON}{paths.DEMONSTRATION}" / "data" / "evidence"
ADMINISTRATOR, SECRETARY = "admin", "thuky.demo"
OURS = "res_model IN ('cchc.evidence', 'cchc.submission') AND res_field IS NULL"
ADDRESS = "https://odoo.mau.gov.vn"
CHANGED = "cchc_assessment_changed"
STANDBY = "synchronous_standby_names"
REQUEST = re.compile(r'"(?:GET|POST) (\S+) HTTP/1.1" 200 .* (ro|rw|ro->rw)$', re.MULTILINE)
# What is only looked at, and burdens the replica; and what is worked in, which has to be as it is at this moment.
PAPERS = (
    "/cchc/appendices?ids={form}",
    "/cchc/unit_papers?ids={form}",
    "/report/xlsx/cchc_assessment.appendix/{form}",
    "/cchc/public",
)
FROM_THE_REPLICA = (
    "cchc.dashboard.get_dashboard",
    "cchc.assessment.read_exchange",
    "web_search_read",
    "/cchc/appendices",
    "/cchc/unit_papers",
    "/report/xlsx/",
    "/cchc/period/papers/",
    "/cchc/public",
)
FROM_THE_FIRST = (
    "cchc.assessment.get_sheet",
    "cchc.assessment.get_standing",
    "cchc.assessment.get_team",
    "/cchc/evidence/",
    "/cchc/package/",
)
# As little protection from a power cut as the tests' own server has; what a replica needs is PostgreSQL's default.
UNSAFE = {"fsync": "off", "full_page_writes": "off"}
# How often our tables were read there; asking for it reads none of them.
READ = """
    SELECT coalesce(sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)), 0)
      FROM pg_stat_user_tables WHERE relname LIKE 'cchc%'
"""
# How many connections a host of this test has open at once, at most.
MOST_CONNECTIONS = 6
REFUSED = "retrying with a read/write cursor"
# Of the unit whose form was complete and was returned.
OFFICER, LEADER = "canbo4.demo", "lanhdao4.demo"
# One of each role.
EVERYBODY = (OFFICER, LEADER, SECRETARY, ADMINISTRATOR, "thamdinh.demo", "chuyenvien.demo")


class Host:
    """One of the two Odoos."""

    def __init__(self, odoo, port):
        self.odoo, self.port = odoo, port
        self.address = f"http://127.0.0.1:{port}"
        self.log = odoo.folder / "odoo.log"

    def start(self):
        self.log.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            self.odoo.command("--logfile", self.log),
            env=self.odoo.environ(),
            preexec_fn=process.die_with_parent,
        )

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            answer = requests.get(f"{self.address}/web/health?db_server_status=1", timeout=5)
        except OSError:
            return False
        return answer.ok

    def modes(self, path):
        """How each request of this path was served so far: ``ro`` by the replica, ``rw`` by the first server."""
        return [mode for found, mode in REQUEST.findall(self.log.read_text()) if path in found]


class Site:
    """Both hosts, both servers of PostgreSQL, and people who have signed in at the first host alone."""

    def __init__(self, database, primary, replica, hosts):
        self.database, self.primary, self.replica = database, primary, replica
        self.a, self.b = self.hosts = hosts
        self._people = {}

    def at(self, host, login):
        """Return this person with the one session that they have, at this host."""
        if login not in self._people:
            self._people[login] = Client(self.a.address, self.database.name, login)
        return self._people[login].at(host.address)

    def fetch(self, host, login, path):
        answer = self.at(host, login).get(host.address + path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.content

    def ask(self, socket, query):
        """Ask one of the two servers as its administrator."""
        command = ["psql", "-XAtwq", "-h", socket, "-U", postgres.ADMIN, "-d", self.database.name]
        return process.output([*command, "-c", query], env=self.database.instance.environ()).strip()

    def configure(self, name, value):
        self.ask(self.primary, f"ALTER SYSTEM SET {name} = '{value}'")
        self.ask(self.primary, "SELECT pg_reload_conf()")
        wait_for(lambda: self.ask(self.primary, f"SHOW {name}") == value)

    @contextlib.contextmanager
    def lagging(self):
        """The replica receives, and shows nothing of it, for as long as the body lasts."""
        self.ask(self.replica, "SELECT pg_wal_replay_pause()")
        paused = "SELECT pg_get_wal_replay_pause_state()"
        wait_for(lambda: self.ask(self.replica, paused) == "paused")
        try:
            yield
        finally:
            self.ask(self.replica, "SELECT pg_wal_replay_resume()")

    @contextlib.contextmanager
    def unsynchronised(self):
        """Nobody who saves waits for the replica, as where nobody has set it up so."""
        before = self.ask(self.primary, f"SHOW {STANDBY}")
        self.configure(STANDBY, "")
        try:
            yield
        finally:
            self.configure(STANDBY, before)


def _read_settings(name):
    """Return the settings of an example of a PostgreSQL's configuration."""
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split(" = ") for line in lines if " = " in line and not line.startswith("#"))


@pytest.fixture(scope="module")
def site(database, beside, s3, tmp_path_factory):
    """Two hosts that answer, with every document of the demonstration in the object storage."""
    environment = database.instance.runtime.environment
    settings = _read_settings("postgresql-primary.conf")
    standby = settings.pop(STANDBY)
    primary = postgres.Cluster(
        environment, f"first-{paths.clone_key()}", {**postgres.SAFE, **UNSAFE, **settings}
    )
    replica = postgres.Replica(
        environment,
        f"second-{paths.clone_key()}",
        _read_settings("postgresql-replica.conf"),
        None,
    )
    folder = tmp_path_factory.mktemp("hosts")
    with contextlib.ExitStack() as stack:
        for cluster in (primary, replica):
            cluster.remove()
            stack.callback(cluster.remove)
        first = stack.enter_context(primary.running())
        variables = {
            **dict.fromkeys(postgres.GIVEN),
            "PGHOST": first,
            "PGPORT": "5432",
            "PGUSER": postgres.ROLE,
            "PYTHONPATH": beside,
            # Odoo's own way of telling hosts at once that a job was added
            "ODOO_NOTIFY_CRON_CHANGES": "1",
        }
        _restore(database, folder, variables)
        replica.origin = first
        second = stack.enter_context(replica.running())
        hosts = _make_hosts(database, folder, variables, second)
        site = Site(instance.Database(hosts[0].odoo, database.name), first, second, hosts)
        site.second = replica
        _begin(site, database)
        for host in hosts:
            host.start()
            stack.callback(host.process.wait, 60)
            stack.callback(host.process.terminate)
        for host in hosts:
            wait_for(host.is_ready)
        _keep_elsewhere(site, s3)
        site.configure(STANDBY, standby)
        synchronous = "SELECT sync_state FROM pg_stat_replication"
        wait_for(lambda: site.ask(first, synchronous) == "sync")
        yield site


def _restore(database, folder, variables):
    dump = folder / "dump"
    process.output(["pg_dump", "-w", "-Fc", "-Z0", "-f", dump, database.name])
    env = process.environment(**variables)
    process.output(["createdb", "-w", database.name], env=env)
    command = ["pg_restore", "-w", "-x", "-O", "-j2", "-d", database.name, dump]
    process.output(command, env=env)


def _make_hosts(database, folder, variables, second):
    """Return both hosts: each has its own files and a copy of the key, and they share the folder of sessions."""
    example = configparser.RawConfigParser()
    example.read(EXAMPLES / "odoo-two-hosts.conf")
    options = dict(example["options"])
    # where the first PostgreSQL is, the environment says
    del options["db_host"]
    hosts = []
    for name in ("host_a", "host_b"):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        shutil.rmtree(paths.clone_data() / name, ignore_errors=True)
        if hosts:
            paths.make(paths.clone_data() / name)
            shutil.copy2(hosts[0].odoo.folder / "seal.key", paths.clone_data() / name)
        odoo = instance.Instance(
            database.instance.runtime,
            variables,
            name,
            database.name,
            key_name="tinh-mau.gov.vn",
            **options
            | {
                "http_interface": "127.0.0.1",
                "http_port": port,
                "gevent_port": port,
                "db_replica_host": second,
            },
        )
        paths.make(odoo.data)
        (odoo.data / "sessions").symlink_to(paths.make(folder / "sessions"))
        hosts.append(Host(odoo, port))
    return hosts


def _begin(site, database):
    """Install what keeps files elsewhere; documents lie on the first host's disk, as where there was one host."""
    odoo = site.a.odoo
    # an addon's picture takes as long to move as a document
    site.database.ask(f"DELETE FROM ir_attachment WHERE ({OURS}) IS NOT TRUE")
    site.database.ask(f'ALTER DATABASE "{database.name}" SET synchronous_commit = remote_apply')
    # no letter is to leave
    site.database.ask("UPDATE ir_cron SET active = FALSE")
    site.database.set_address(ADDRESS)
    store = Path("filestore") / database.name
    shutil.copytree(database.instance.data / store, odoo.data / store, copy_function=os.link)
    process.run(
        odoo.command("-i", "fs_attachment", "--stop-after-init", "--no-http"), env=odoo.environ()
    )


def _keep_elsewhere(site, s3):
    administrator = site.at(site.a, ADMINISTRATOR)
    values = {**s3, "use_as_default_for_attachments": True}
    administrator.call("fs.storage", "create", [values])
    administrator.call("ir.attachment", "force_storage")
    places = "SELECT DISTINCT split_part(store_fname, ':', 1) FROM ir_attachment WHERE " + OURS
    assert site.database.ask(places) == ["s3"]


def _find_form(site):
    officer = site.at(site.a, OFFICER)
    [form] = officer.call("cchc.assessment", "search", [["state", "=", "draft"]], limit=1)
    return form


def _say(site, host, form, text):
    """Type an explanation in the sheet, of the form's first criterion; returns its line."""
    officer = site.at(host, OFFICER)
    domain = [["assessment_id", "=", form], ["criterion_id.scored_by", "=", "unit"]]
    [line] = officer.call("cchc.assessment.line", "search", domain, limit=1)
    [row] = officer.call("cchc.assessment", "get_sheet_rows", [form], [line])["lines"]
    officer.call("cchc.assessment.line", "save_row", [line], {"explanation": text}, row["revision"])
    return line


def _read(site, host, form, line):
    rows = site.at(host, OFFICER).call("cchc.assessment", "get_sheet_rows", [form], [line])
    return rows["lines"][0]["explanation"]


def _file(site, host, form, name, *lines):
    """File a document that nobody has filed; returns its number and its bytes."""
    content = sorted(EVIDENCE.glob("*.pdf"))[0].read_bytes() + name.encode()
    values = {
        "assessment_id": form,
        "file_name": f"{name}.pdf",
        "file": base64.b64encode(content).decode(),
        "line_ids": [[6, 0, lines]],
    }
    [evidence] = site.at(host, OFFICER).call("cchc.evidence", "create", [values])
    return evidence, content


def test_whoever_has_the_sheet_open_hears_of_the_other_host(site):
    """A change at one host is pushed by the other one, and what is then read is the change."""
    form = _find_form(site)
    hears = site.at(site.a, OFFICER).listen(site.a.port, f"cchc.assessment_{form}")
    line = _say(site, site.b, form, "Viết ở máy thứ hai")
    assert {payload["id"] for payload in messages_until(hears, CHANGED)} == {form}
    hears.close()
    assert _read(site, site.a, form, line) == "Viết ở máy thứ hai"


def test_one_session_is_good_at_both_hosts(site):
    """Whoever signed in at one host is signed in at the other, and signed out there as well."""
    person = Client(site.a.address, site.database.name, "canbo3.demo")
    other = person.at(site.b.address)
    assert other.call("res.users", "search_count", [["id", "=", person.user["uid"]]]) == 1
    other.get(f"{site.b.address}/web/session/logout")
    with pytest.raises(AssertionError, match="SessionExpired"):
        person.call("res.users", "search_count", [])


def test_what_is_looked_at_is_read_from_the_replica(site):
    """The board, lists and papers burden the second server; the sheet, which is worked in, the first."""
    form = _find_form(site)
    officer, secretary = site.at(site.b, OFFICER), site.at(site.b, SECRETARY)
    evidence, _content = _file(site, site.a, form, "Chỉ để xem")
    before = int(site.ask(site.replica, READ))
    for login in EVERYBODY:
        site.at(site.b, login).call("cchc.dashboard", "get_dashboard")
    officer.call("cchc.assessment", "read_exchange", [form])
    for model in ("cchc.rubric", "cchc.publication", "cchc.common.figure"):
        secretary.call(model, "read_exchange", secretary.call(model, "search", []))
    officer.call("cchc.evidence", "web_search_read", [["assessment_id", "=", form]], {"name": {}})
    secretary.call("cchc.result", "web_search_read", [], {"rank": {}, "unit_id": {}})
    for path in PAPERS:
        site.fetch(site.b, OFFICER, path.format(form=form))
    site.fetch(site.b, SECRETARY, f"/cchc/period/papers/{_find_period(site)}")
    for method in ("get_sheet", "get_standing", "get_team"):
        officer.call("cchc.assessment", method, [form])
    for path in (f"/cchc/evidence/{evidence}", f"/cchc/package/assessment/{form}"):
        site.fetch(site.b, OFFICER, path)
    for path in FROM_THE_REPLICA:
        assert set(site.b.modes(path)) == {"ro"}, path
    for path in FROM_THE_FIRST:
        assert set(site.b.modes(path)) == {"rw"}, path
    # PostgreSQL counts what a connection has read when that has been idle for a moment
    wait_for(lambda: int(site.ask(site.replica, READ)) > before)
    # what has written there Odoo does again on the first server
    assert REFUSED not in site.b.log.read_text()


def test_a_replica_that_lags_loses_nothing(site):
    """Where nobody waits for it, the sheet and packages are right all the same, and the board only late."""
    form = _find_form(site)
    with site.unsynchronised(), site.lagging():
        before = _count_documents(site, form)
        line = _say(site, site.a, form, "Viết trong lúc máy chủ đọc bị trễ")
        evidence, content = _file(site, site.a, form, "Trong lúc trễ")
        for host in site.hosts:
            assert _read(site, host, form, line) == "Viết trong lúc máy chủ đọc bị trễ"
        assert site.fetch(site.b, OFFICER, f"/cchc/evidence/{evidence}") == content
        package = site.fetch(site.b, OFFICER, f"/cchc/package/assessment/{form}")
        assert content in _look_into(package).values()
        assert _count_documents(site, form) == before
    wait_for(lambda: _count_documents(site, form) == before + 1)


def test_a_save_is_answered_when_the_replica_shows_it(site):
    """With the settings of the examples nobody reads less than was saved, whatever is read from where."""
    form = _find_form(site)
    before = _count_documents(site, form)
    saves = threading.Thread(target=_file, args=(site, site.a, form, "Chờ máy chủ đọc"))
    with site.lagging():
        saves.start()
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        wait_for(lambda: int(site.ask(site.primary, waits)))
        assert saves.is_alive()
    saves.join()
    assert _count_documents(site, form) == before + 1
    for number in range(20):
        line = _say(site, site.hosts[number % 2], form, f"Lần {number}")
        [row] = site.at(site.hosts[(number + 1) % 2], OFFICER).call(
            "cchc.assessment.line", "web_read", [line], {"explanation": {}}
        )
        assert row["explanation"] == f"Lần {number}"


def _count_documents(site, form):
    """Ask the replica, as each list does."""
    domain = [["assessment_id", "=", form]]
    return site.at(site.b, OFFICER).call("cchc.evidence", "search_count", domain)


def _find_period(site):
    secretary = site.at(site.a, SECRETARY)
    [period] = secretary.call("cchc.period", "search", [["state", "!=", "draft"]], limit=1)
    return period


def test_a_form_goes_its_way_over_two_hosts(site):
    """Typed and filed at one host, sent at the other, approved here, opened there: as at one."""
    form = _find_form(site)
    line = _say(site, site.a, form, "Viết ở máy thứ nhất")
    assert _read(site, site.b, form, line) == "Viết ở máy thứ nhất"
    evidence, content = _file(site, site.a, form, "Ở máy thứ nhất", line)
    assert site.fetch(site.b, OFFICER, f"/cchc/evidence/{evidence}") == content
    site.at(site.b, OFFICER).call("cchc.assessment", "action_send_to_leader", [form])
    leader = site.at(site.b, LEADER)
    values = {
        "assessment_id": form,
        "dispatch_number": "12/BC-SM",
        "responsibility_confirmed": True,
    }
    [dialog] = leader.call("cchc.assessment.approve", "create", [values])
    site.at(site.a, LEADER).call("cchc.assessment.approve", "action_approve", [dialog])
    [sealed] = leader.call(
        "cchc.submission",
        "search_read",
        [["assessment_id", "=", form]],
        ["appendix_id"],
        limit=1,
        order="id desc",
    )
    links = _read_links(site.fetch(site.a, LEADER, f"/web/content/{sealed['appendix_id'][0]}"))
    opened = {path: site.fetch(site.b, LEADER, path) for path in sorted(links)[:5]}
    assert opened
    assert all(one.startswith(b"%PDF") for one in opened.values())
    package = site.fetch(site.b, LEADER, f"/cchc/package/submission/{sealed['id']}")
    assert content in _look_into(package).values()
    for host in site.hosts:
        # each with its own copy of the key
        site.at(host, SECRETARY).call("cchc.submission", "action_check_files", [sealed["id"]])
    checks = site.at(site.b, SECRETARY).call(
        "cchc.submission.check",
        "search_read",
        [["submission_id", "=", sealed["id"]]],
        ["state", "report"],
    )
    assert [check["state"] for check in checks] == ["ok", "ok"], checks


def _read_links(workbook):
    """Return the paths that the cells of an appendix lead to on this server."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    targets = [cell.hyperlink.target or "" for row in sheet for cell in row if cell.hyperlink]
    return {target.removeprefix(ADDRESS) for target in targets if target.startswith(ADDRESS)}


def _look_into(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any("THIẾU" in name for name in archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_job_is_done_by_one_host(site):
    """Both hosts are told of jobs at the same moment, and each is done once."""
    administrator = site.at(site.a, ADMINISTRATOR)
    [model] = administrator.call("ir.model", "search", [["model", "=", "res.partner"]])
    names = [f"Việc {number}" for number in range(10)]
    jobs = [
        {
            "name": name,
            "model_id": model,
            "state": "code",
            "code": f"model.create({{'name': {name!r}}})",
            "interval_number": 1,
            "interval_type": "days",
            "nextcall": "2026-01-01 00:00:00",
        }
        for name in names
    ]
    numbers = administrator.call("ir.cron", "create", jobs)
    undone = [["id", "in", numbers], ["lastcall", "=", False]]
    wait_for(lambda: not administrator.call("ir.cron", "search_count", undone))
    made = administrator.call("res.partner", "search_read", [["name", "in", names]], ["name"])
    assert sorted(one["name"] for one in made) == names


def test_the_replica_may_fail(site):
    """The first server does its work then, once somebody has said that nobody is to wait for it."""
    with site.unsynchronised():
        site.second.stop("immediate")
        try:
            for host in site.hosts:
                _wait_for_board(site, host)
                [form] = site.at(host, LEADER).call("cchc.assessment", "search", [], limit=1)
                assert site.at(host, LEADER).call("cchc.assessment", "get_sheet", [form])["lines"]
        finally:
            site.second.start()


def _wait_for_board(site, host):
    """Each connection that was open ends with an error of its own, which Odoo does not expect; then all goes on."""
    secretary = site.at(host, SECRETARY)
    for _connection in range(MOST_CONNECTIONS):
        with contextlib.suppress(requests.JSONDecodeError):
            assert secretary.call("cchc.dashboard", "get_dashboard")["sections"]
            return
    raise AssertionError(f"{host.address} does not do without the replica")


def test_nothing_that_reads_has_written(site):
    """Nothing of all that was done here was done twice, since it had been declared to read only."""
    for host in site.hosts:
        assert REFUSED not in host.log.read_text()
