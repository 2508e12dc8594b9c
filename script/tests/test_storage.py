"""Wherever an agency keeps its files: they come there, come back, and stay what was sealed.

OCA's ``fs_attachment`` is installed into a copy of the demonstration; S3 is spoken by a server of ``moto``.
"""

import base64
import hashlib
import io
import os
import re
import shutil
import socket
import subprocess
import zipfile
from pathlib import Path

import pytest
import requests
from client import Client, wait_for

from runtime import instance, paths, process

ADMINISTRATOR, SECRETARY, OFFICER, LEADER = "admin", "thuky.demo", "canbo.demo", "lanhdao.demo"
# From and to each; Odoo itself brings into its file store only what is in the database.
ROUTE = ("db", "file", "folder", "s3", "folder", "db", "file")
OURS = "res_model IN ('cchc.evidence', 'cchc.submission') AND res_field IS NULL"
# How the places of all files begin, by storage; nothing is in a file where all is in the database.
PLACES = {"file": re.compile("[0-9a-f]{2}/"), "folder": "folder://", "s3": "s3://", "db": ""}
MOVES = {
    # Odoo's own, by its setting; and fs_attachment's, to the storage that is the default one
    "db": {"location": "db"},
    "file": {"location": "file"},
    "folder": {"default": "folder"},
    "s3": {"default": "s3"},
}


class Site:
    """An Odoo that has other places to keep files in, its people, and what they get."""

    def __init__(self, database, address):
        self.database = database
        self.address = address
        self._people = {}

    def __getitem__(self, login):
        if login not in self._people:
            self._people[login] = Client(self.address, self.database.name, login)
        return self._people[login]

    def move_to(self, place):
        """Keep files in ``place`` from now on, and bring there what lies elsewhere, as an administrator does."""
        administrator = self[ADMINISTRATOR]
        wanted = MOVES[place]
        default = "use_as_default_for_attachments"
        administrator.call("fs.storage", "write", [*self.storages.values()], {default: False})
        if code := wanted.get("default"):
            administrator.call("fs.storage", "write", [self.storages[code]], {default: True})
        location = wanted.get("location", "file")
        administrator.call("ir.config_parameter", "set_param", "ir_attachment.location", location)
        administrator.call("ir.attachment", "force_storage")

    def where(self):
        """Return how the places of the files of documents and submissions begin, and which checksums they have."""
        query = f"""
            SELECT coalesce(store_fname, ''), db_datas IS NULL, checksum, file_size, mimetype
              FROM ir_attachment WHERE {OURS} ORDER BY id
        """
        return [line.split("\t") for line in self.database.ask(query)]

    def fetch(self, login, path):
        """Return what ``login`` downloads; what the proxy is told to send is taken from where it would take it."""
        answer = self[login].get(self.address + path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        if hidden := answer.headers.get("X-Accel-Redirect"):
            assert not answer.content
            relative = hidden.removeprefix("/web/filestore/")
            return (self.database.instance.data / "filestore" / relative).read_bytes(), True
        return answer.content, False


@pytest.fixture(scope="module")
def site(database, beside, s3, tmp_path_factory):
    """A copy of the demonstration with fs_attachment, with a proxy's way of sending files, answering."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    name = f"{database.name}_storage"
    options = {"http_port": port, "x_sendfile": True, "gevent_port": port}
    odoo = instance.Instance(
        database.instance.runtime, {"PYTHONPATH": beside}, "storage", name, **options
    )
    copy = instance.Database(odoo, name)
    copy.drop()
    process.output(["createdb", "-T", database.name, name], env=odoo.environ())
    # an addon's picture takes as long to move as a document
    copy.ask(f"DELETE FROM ir_attachment WHERE ({OURS}) IS NOT TRUE")
    # a job that folds the log meanwhile gives each package a newer proof
    copy.ask("UPDATE ir_cron SET active = FALSE")
    filestore = odoo.data / "filestore" / name
    shutil.copytree(
        database.instance.data / "filestore" / database.name, filestore, copy_function=os.link
    )
    log = odoo.folder / "odoo.log"
    log.unlink(missing_ok=True)
    logged = ("--logfile", log)
    # started again afterwards, as it is where it has been there for a day
    process.run(
        odoo.command("-i", "fs_attachment", "--stop-after-init", "--no-http", *logged),
        env=odoo.environ(),
    )
    server = subprocess.Popen(
        odoo.command(*logged), env=odoo.environ(), preexec_fn=process.die_with_parent
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: _is_ready(server, address, log))
        site = Site(copy, address)
        site.storages = _make_storages(site, s3, tmp_path_factory.mktemp("folder"))
        yield site
    finally:
        server.terminate()
        server.wait(60)
        copy.drop()


def _is_ready(server, address, log):
    assert server.poll() is None, log.read_text()[-3000:]
    try:
        answer = requests.get(f"{address}/web/health?db_server_status=1", timeout=5)
    except OSError:
        return False
    return answer.ok


def _make_storages(site, s3, folder):
    on_disk = {"name": "folder", "code": "folder", "protocol": "file"}
    values = [{**on_disk, "directory_path": str(folder)}, s3]
    numbers = site[ADMINISTRATOR].call("fs.storage", "create", values)
    return dict(zip(("folder", "s3"), numbers, strict=True))


def _take_stock(site):
    """Return what the secretary can download of what was sealed, and what the checks of all seals say."""
    secretary = site[SECRETARY]
    fields = ["assessment_id", "evidence_ids", "appendix_id", "report_id", "period_id"]
    submissions = secretary.call("cchc.submission", "search_read", [], fields, order="id")
    assert submissions
    stock = {}
    for submission in [one for one in submissions if one["evidence_ids"]][-1:]:
        number = submission["id"]
        for path in (
            f"/web/content/{submission['appendix_id'][0]}",
            f"/web/content/{submission['report_id'][0]}",
            *(f"/cchc/evidence/{evidence}" for evidence in submission["evidence_ids"]),
        ):
            stock[path] = hashlib.sha256(site.fetch(SECRETARY, path)[0]).hexdigest()
        stock[number] = _look_into(site.fetch(SECRETARY, f"/cchc/package/submission/{number}")[0])
    period = submissions[-1]["period_id"][0]
    stock["period"] = _look_into(site.fetch(SECRETARY, f"/cchc/package/period/{period}")[0])
    assert any(name.startswith("/cchc/evidence") for name in stock if isinstance(name, str))
    # one by one: many at once are compared by a job
    for one in submissions:
        secretary.call("cchc.submission", "action_check_files", [one["id"]])
    checks = secretary.call(
        "cchc.submission.check",
        "search_read",
        [],
        ["submission_id", "state", "report", "file_count"],
        limit=len(submissions),
    )
    assert {check["state"] for check in checks} == {"ok"}, checks
    stock["checks"] = sorted(
        (check["submission_id"][0], check["file_count"], check["report"]) for check in checks
    )
    return stock


def _look_into(content):
    """Return name and SHA-256 of each file of a package, none of which may be missing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any("THIẾU" in name for name in archive.namelist())
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def test_sealed_files_move_and_stay_what_they_are(site):
    """From each storage to each other one: the same bytes, sizes, types, checks, downloads and packages."""
    noted = [row[2:] for row in site.where()]
    assert len(noted) > 5
    before = _take_stock(site)
    for number, place in enumerate(ROUTE):
        site.move_to(place)
        rows = site.where()
        assert {row[1] for row in rows} == {"f" if place == "db" else "t"}, (place, rows)
        begins = re.compile(PLACES[place])
        assert [row for row in rows if not begins.match(row[0])] == [], place
        assert [row[2:] for row in rows[: len(noted)]] == noted, place
        assert _take_stock(site) == before, place
        _use(site, place, number)
    assert len(site.where()) == len(noted) + len(ROUTE)


def _use(site, place, number):
    """File a document, and read it: sent by the proxy where it lies on the disk, by Odoo elsewhere."""
    officer = site[OFFICER]
    content = _make_pdf(number)
    [draft] = officer.call(
        "cchc.assessment", "search", [["state", "=", "draft"]], limit=1, order="id"
    )
    values = {
        "assessment_id": draft,
        "file_name": f"Kế hoạch {number}.pdf",
        "file": base64.b64encode(content).decode(),
    }
    [evidence] = officer.call("cchc.evidence", "create", [values])
    assert site.fetch(OFFICER, f"/cchc/evidence/{evidence}") == (content, place == "file")
    place_of_it = site.where()[-1]
    assert re.match(PLACES[place], place_of_it[0]), (place, place_of_it)
    assert place_of_it[2:] == [
        hashlib.sha1(content).hexdigest(),
        str(len(content)),
        "application/pdf",
    ]
    sheet = site.fetch(OFFICER, f"/cchc/package/assessment/{draft}")[0]
    assert hashlib.sha256(content).hexdigest() in _look_into(sheet).values()


def _make_pdf(number):
    demonstration = paths.ADDONS / f"{paths.ADDON}{paths.DEMONSTRATION}" / "data" / "evidence"
    return sorted(Path(demonstration).glob("*.pdf"))[0].read_bytes() + b"\n" * (number + 1)
