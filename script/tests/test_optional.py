"""The life of the addons that build on the main one, in a database with data."""

from trial import CONTENT, WORK, check, complaints, empty, foundations, said

from runtime import paths

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


def test_what_builds_on_it_goes_without_a_trace(database, tmp_path):
    """Each optional addon is taken off again with its data: what it kept is gone, what is sealed holds."""
    others = [name for name in (*paths.addons(), *paths.bridges()) if name != paths.ADDON]
    with empty(database, "others", tmp_path) as trial:
        trial.load("-i", ",".join(foundations()))
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
