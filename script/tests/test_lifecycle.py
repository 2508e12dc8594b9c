"""An addon's life in a database with data: updated, uninstalled, installed again."""

import hashlib
import re
import shutil
import zipfile

import pytest
from client import Client
from trial import CONTENT, WORK, check, complaints, copied, empty, foundations

from runtime import paths, server

KEPT = "Hồ sơ CCHC đã niêm phong"
# What people and the addon leave in tables of others, beside what it brings itself.
TRACES = """
    INSERT INTO ir_filters (name, model_id, domain, context, sort, active)
         VALUES ('Bộ lọc của tôi', 'cchc.assessment', '[]', '{}', '[]', true);
    INSERT INTO ir_exports (name, resource) VALUES ('Cột của tôi', 'cchc.assessment');
    INSERT INTO ir_config_parameter (key, value) VALUES ('cchc_assessment.evidence_max_megabytes', '30');
    INSERT INTO ir_act_window (name, type, binding_type, res_model, view_mode, target, context)
         VALUES ('{"en_US": "Mine"}', 'ir.actions.act_window', 'action', 'cchc.assessment', 'list', 'current', '{}');
    UPDATE res_users SET action_id = (SELECT max(id) FROM ir_act_window) WHERE login = 'admin';
"""


@pytest.fixture(scope="module")
def trial(database, tmp_path_factory):
    """A copy of the demonstration."""
    with copied(database, "trial", tmp_path_factory.mktemp("trial")) as made:
        yield made


@pytest.fixture(scope="module")
def bare(database, tmp_path_factory):
    """A database with what the addons build on, and none of them."""
    with empty(database, "bare", tmp_path_factory.mktemp("bare")) as made:
        made.load("-i", ",".join(foundations()))
        yield made


def test_update_leaves_data_as_it_is(trial):
    """After ``-u`` with nothing new there is as much of everything as before, and the seals hold."""
    before = trial.count(*WORK)
    assert before["cchc_submission"] and before["cchc_publication"]
    models = trial.ask(
        "SELECT DISTINCT model FROM ir_model_data WHERE module = 'cchc_assessment_demo'"
    )
    assert "cchc.unit" in models and "ir.model" not in models
    sealed = trial.ask("SELECT id, seal FROM cchc_submission ORDER BY id")
    trial.load("-u", paths.ADDON)
    assert trial.count(*WORK) == before
    assert trial.ask("SELECT id, seal FROM cchc_submission ORDER BY id") == sealed
    found, _breaks = check(trial)
    assert [one for one in found if "ok" not in one] == []


def test_the_demonstration_comes_and_goes_and_its_accounts_with_it(trial):
    """Without its addon the sample province stays, but nobody signs in by a password that everybody knows."""
    demonstration = paths.ADDON + paths.DEMONSTRATION
    people = "SELECT count(*) FROM res_users WHERE login LIKE '%.demo' AND active"
    [active] = trial.ask(people)
    assert int(active)
    before = trial.count(*WORK)
    log, *_rest = trial.run("module", "uninstall", demonstration)
    assert complaints(log) == []
    assert trial.ask(people) == ["0"]
    assert trial.count(*WORK) == before
    trial.load("-i", demonstration)
    assert trial.ask(people) == [active]
    assert trial.count(*WORK) == before


def test_the_dialog_says_what_goes_and_stops_where_no_package_can_be_made(trial, port):
    """An administrator reads how much is lost; with a file store that takes nothing, everything stays."""
    [submissions] = trial.ask("SELECT count(*) FROM cchc_submission")
    [publications] = trial.ask("SELECT count(*) FROM cchc_publication WHERE state = 'published'")
    trial.set_address(f"http://{server.HOST}:{port}")
    with server.running(trial.instance, trial, port) as (address, _child):
        admin = Client(address, trial.name, "admin")
        [module] = admin.call("ir.module.module", "search", [["name", "=", paths.ADDON]])
        dialog = admin.call("base.module.uninstall", "create", {"module_ids": [module]})
        [shown] = admin.call("base.module.uninstall", "read", [dialog], ["cchc_loss"])
        told = re.findall(r"(submissions|results): (\d+)", shown["cchc_loss"])
        assert dict(told) == {"submissions": submissions, "results": publications}
        incoming = trial.files / "cchc_incoming"
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.write_text("in the way")
        try:
            with pytest.raises(AssertionError, match="Nothing was uninstalled"):
                admin.call("base.module.uninstall", "action_uninstall", [dialog])
        finally:
            incoming.unlink()
        [state] = admin.call("ir.module.module", "read", [module], ["state"])
        assert state["state"] == "installed"
    assert trial.count("cchc_submission") == {"cchc_submission": int(submissions)}
    assert _kept(trial) == []


def test_uninstalling_leaves_packages_and_nothing_else(trial, bare):
    """All is gone, but for a package of each period; then the addons install again, as on the first day."""
    before = trial.count(*WORK)
    seals = set(trial.ask("SELECT seal FROM cchc_submission UNION SELECT seal FROM cchc_result"))
    seals |= set(trial.ask("SELECT seal FROM cchc_publication WHERE state = 'published'"))
    assert len(seals) > before["cchc_submission"]
    trial.ask(TRACES)
    log, *_rest = trial.run("module", "uninstall", paths.ADDON)
    assert complaints(log) == []
    left = set(trial.ask(CONTENT)) - set(bare.ask(CONTENT))
    assert {one for one in left if not one.startswith("parameter web.base.url")} == set()
    packages = _kept(trial)
    _check_packages(trial, packages, seals)
    trial.load("-i", ",".join(paths.addons()))
    after = trial.count(*WORK)
    # the standard lists are back, and no work
    for table in ("cchc_rating_scale", "cchc_document_type", "mail_template"):
        assert after[table] == before[table] > 0, table
    assert after["cchc_unit"] == after["cchc_submission"] == after["cchc_log"] == 0
    assert len(_kept(trial)) == len(packages)


def _check_packages(trial, packages, seals):
    """Each package is whole and readable by administrators alone; together they hold every seal that there was."""
    assert packages
    found = set()
    for store_name, public, owner, model in packages:
        assert (public, owner, model) == ("f", "1", "")
        with zipfile.ZipFile(trial.files / store_name) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert not [name for name in names if "THIẾU" in name]
            sums = [name for name in names if name.endswith("manifest.sha256")]
            for name in sums:
                _check_sums(archive, name)
            found |= {
                hashlib.sha256(archive.read(name)).hexdigest()
                for name in names
                if name.endswith(".json")
            }
    assert seals <= found


def _check_sums(archive, name):
    top = name.removesuffix("manifest.sha256")
    lines = [line for line in archive.read(name).decode().splitlines() if not line.startswith("#")]
    assert lines
    for line in lines:
        expected, _space, path = line.partition("  ")
        assert hashlib.sha256(archive.read(top + path)).hexdigest() == expected, path


def _kept(trial):
    rows = trial.ask(
        "SELECT store_fname, public, create_uid, res_model FROM ir_attachment "
        f"WHERE name LIKE '{KEPT}%' ORDER BY id"
    )
    return [tuple(row.split("\t")) for row in rows]
