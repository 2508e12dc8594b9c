"""An addon's life in a database with data: updated, uninstalled, installed again."""

import hashlib
import re
import shutil
import zipfile

import pytest
from client import Client
from trial import WORK, check, complaints, copied, empty, manifest, said

from runtime import paths, server

KEPT = "Hồ sơ CCHC đã niêm phong"
# What a database consists of, to be held against another one.
CONTENT = """
    SELECT 'relation ' || relkind::text || ' ' || relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S', 'i')
     UNION SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public'
     UNION SELECT 'constraint ' || conrelid::regclass::text || ' ' || conname FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
     UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
     UNION SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION SELECT 'external id ' || module || '.' || name FROM ir_model_data
     UNION SELECT 'model ' || model FROM ir_model
     UNION SELECT 'field ' || model || '.' || name FROM ir_model_fields
     UNION SELECT 'reflected ' || name FROM ir_model_constraint
     UNION SELECT 'reflected ' || name FROM ir_model_relation
     UNION SELECT 'access ' || name FROM ir_model_access
     UNION SELECT 'rule ' || name FROM ir_rule WHERE name IS NOT NULL
     UNION SELECT 'group ' || (name ->> 'en_US') FROM res_groups
     UNION SELECT 'privilege ' || (name ->> 'en_US') FROM res_groups_privilege
     UNION SELECT 'user ' || login FROM res_users
     UNION SELECT 'menu ' || (name ->> 'en_US') FROM ir_ui_menu
     UNION SELECT 'view ' || name FROM ir_ui_view
     UNION SELECT 'action ' || type || ' ' || (name ->> 'en_US') FROM ir_actions
     UNION SELECT 'home action of ' || login FROM res_users
            WHERE action_id IS NOT NULL AND action_id NOT IN (SELECT id FROM ir_actions)
     UNION SELECT 'job ' || cron_name FROM ir_cron
     UNION SELECT 'template ' || (name ->> 'en_US') FROM mail_template
     UNION SELECT 'alias ' || alias_name FROM mail_alias WHERE alias_name IS NOT NULL
     UNION SELECT 'subtype ' || (name ->> 'en_US') FROM mail_message_subtype
     UNION SELECT 'activity type ' || (name ->> 'en_US') FROM mail_activity_type
     UNION SELECT 'parameter ' || key FROM ir_config_parameter
     UNION SELECT 'sequence ' || name FROM ir_sequence
     UNION SELECT 'tour ' || name FROM web_tour_tour
     UNION SELECT 'filter ' || name FROM ir_filters
     UNION SELECT 'export ' || name FROM ir_exports
     UNION SELECT 'messages of ' || model FROM mail_message WHERE model IS NOT NULL AND model LIKE 'cchc.%'
     UNION SELECT 'followers of ' || res_model FROM mail_followers WHERE res_model LIKE 'cchc.%'
     UNION SELECT 'activities of ' || res_model FROM mail_activity WHERE res_model LIKE 'cchc.%'
     UNION SELECT 'files of ' || res_model FROM ir_attachment WHERE res_model LIKE 'cchc.%'
     UNION SELECT 'default of ' || id FROM ir_default WHERE field_id NOT IN (SELECT id FROM ir_model_fields)
"""
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
# What the addons that build on the main one keep in it, each by what it does itself.
WORK_OF_OTHERS = """
import json
from odoo import fields
from odoo.addons.cchc_assessment_signature.tests.certificates import authority_values, make_certificate
from odoo.addons.cchc_assessment_timestamp.tests.authority import Authority, Server, sends

authority = Authority()
service = Server(sends(authority.reply))
for name, value in (("address", service.address), ("private", "True"), ("roots", authority.pem)):
    env["ir.config_parameter"].set_param(f"cchc_assessment_timestamp.{name}", value)
env["cchc.ledger"]._fold_assessments(env["cchc.assessment"].search([]))
for company in env["cchc.assessment"].search([]).company_id:
    env["cchc.ledger.day"]._enter(company)
env.cr.commit()
env.ref("cchc_assessment_timestamp.cchc_timestamp_cron").method_direct_trigger()
service.close()
authority.close()
documents = env["cchc.evidence"].search([], limit=2)
documents[0]._write_as_system({"scan_state": "read", "scan_filled": "name"})
documents[1]._write_as_system({"scan_state": "waiting", "signature_status": "valid"})
env["cchc.evidence.signature"]._create_as_system([{"evidence_id": documents[1].id, "signer": "Mẫu"}])
env["cchc.trusted.certificate"].create(authority_values(make_certificate("Mẫu"), "Mẫu"))
unit = env["cchc.unit"].search([], limit=1)
department = env["hr.department"].create({"name": "Phòng mẫu", "company_id": unit.company_id.id})
unit.with_context(tracking_disable=True).department_id = department
for model in ("cchc.trusted.certificate", "cchc.evidence.signature"):
    env["ir.filters"].create({"name": "Bộ lọc của tôi", "model_id": model})
    env["ir.exports"].create({"name": "Cột của tôi", "resource": model})
    env["ir.actions.act_window"].create({"name": "Mine", "res_model": model, "view_mode": "list"})
env.cr.commit()
modules = env["ir.module.module"].search([("name", "in", %(addons)s)])
losses = {
    module.name: env["base.module.uninstall"].with_context(lang="en_US")
    .create({"module_ids": module.ids}).cchc_loss or ""
    for module in modules
}
print("FOUND" + json.dumps(losses))
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
        ours = paths.addons(demonstration=True)
        others = {name for addon in ours for name in manifest(addon)["depends"]} - set(ours)
        made.load("-i", ",".join(sorted(others)))
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


def test_what_builds_on_it_goes_without_a_trace(bare, tmp_path):
    """Each optional addon is taken off again with its data: what it kept is gone, what is sealed holds."""
    others = [name for name in (*paths.addons(), *paths.bridges()) if name != paths.ADDON]
    with copied(bare, "others", tmp_path) as trial:
        trial.load("-i", f"{paths.ADDON}{paths.DEMONSTRATION},hr,project,survey")
        tables = [table for table in WORK if table != "ir_attachment"]
        expected, before = set(trial.ask(CONTENT)), trial.count(*tables)
        trial.load("-i", ",".join(others))
        script = WORK_OF_OTHERS % {"addons": others}
        losses = said(trial.run("shell", "--no-http", script=script))
        for addon, part in (
            ("signature", "the signatures in 1 documents"),
            ("ocr", "the marks of 1 documents"),
            ("timestamp", "the timestamps of 1 checkpoints"),
        ):
            assert part in losses.pop(f"{paths.ADDON}_{addon}")
        # the bridges keep nothing that anybody would miss
        assert set(losses.values()) == {""}
        # what builds on one of them goes before it
        for addon in reversed(others):
            log, *_rest = trial.run("module", "uninstall", addon)
            assert complaints(log) == [], addon
        assert set(trial.ask(CONTENT)) == expected
        assert trial.count(*tables) == before
        # a file of the timestamps stays, which no authority gives again
        [kept] = trial.ask(
            "SELECT store_fname, create_uid, res_model FROM ir_attachment "
            "WHERE name LIKE 'Dấu thời gian CCHC đã lưu - %.txt' AND NOT public"
        )
        name, owner, model = kept.split("\t")
        assert (owner, model) == ("1", "")
        assert "\n— rfc3161 " in (trial.files / name).read_text(encoding="utf-8")
        found, breaks = check(trial)
        assert [one for one in found if "ok" not in one] == []
        assert breaks == {}
        trial.load("-i", ",".join(others))
        assert trial.ask("SELECT count(*) FROM ir_cron WHERE cron_name LIKE '%scans%'") == ["1"]
