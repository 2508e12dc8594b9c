"""A database of an older version of the addon is brought up to this one."""

import hashlib
import shutil

from trial import WORK, check, manifest, restored

from runtime import paths

BEFORE = paths.SCRIPT / "tests/data/cchc_assessment-19.0.1.0.0.tar.xz"
EVIDENCE = paths.ADDONS / "cchc_assessment_demo/data/evidence"


def test_the_version_before_is_brought_up(database, tmp_path):
    """A database of 19.0.1.0.0 keeps all that it has, its seals say what they hold, and lists find their owners."""
    with restored(database, "before", tmp_path, BEFORE) as old:
        for path in EVIDENCE.glob("*.pdf"):
            name = hashlib.sha1(path.read_bytes()).hexdigest()
            (old.files / name[:2]).mkdir(exist_ok=True)
            shutil.copy(path, old.files / name[:2] / name)
        # of which a second province gets its own
        lists = ("cchc_document_type", "cchc_rating_scale", "mail_template")
        tables = [table for table in WORK if table not in (*lists, "ir_attachment")]
        known = [*tables, "cchc_trusted_certificate", "cchc_evidence_signature"]
        before = old.count(*known)
        assert all(before.values())
        broken = _break_a_chain(old)
        # what an earlier round has found stays, whatever the unit says since
        old.ask("UPDATE cchc_appraisal SET difference = -7.77")
        kept = old.ask("SELECT count(*) FROM cchc_appraisal")
        old.load("-u", paths.ADDON, said="certificates of trusted authorities")
        assert kept != ["0"]
        assert (
            old.ask(
                "SELECT count(*) FROM cchc_appraisal WHERE difference = -7.77 AND NOT is_declared"
            )
            == kept
        )
        [version] = old.ask(
            f"SELECT latest_version FROM ir_module_module WHERE name = '{paths.ADDON}'"
        )
        assert version == manifest(paths.ADDON)["version"]
        # each log has a row more, which says that it was carried over
        before["cchc_log"] += before["cchc_assessment"]
        assert old.count(*known) == before
        _check_provinces(old)
        found, breaks = check(old)
        _check_ledgers(old, broken, breaks)
        assert len(found) == before["cchc_submission"] + before["cchc_publication"]
        for model, number, state, report in found:
            assert state == "ok", (model, number, report)
            assert "Sealed by an earlier version. Its seal does not cover" in report
        others = [name for name in paths.addons(demonstration=True) if name != paths.ADDON]
        old.load("-i", ",".join(others))
        # the demonstration takes over the sample records that are there
        assert old.count(*known) == before


def _check_provinces(old):
    """What migrations have to do: owners of lists, texts of a second province, names on one line, the log's rows."""
    [shared] = old.ask(
        "SELECT count(*) FROM cchc_unit_group WHERE company_id IS NULL AND id IN "
        "(SELECT group_id FROM cchc_unit GROUP BY group_id HAVING count(DISTINCT company_id) > 1)"
    )
    assert shared == "1"
    for table, column, least in (
        ("cchc_document_type", "company_id", 27),
        ("cchc_rating_scale", "company_id", 1),
        ("mail_template", "cchc_company_id", 5),
    ):
        rows = old.ask(
            f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1"
        )
        counts = [int(row.split("\t")[1]) for row in rows]
        assert len(counts) == 2 and min(counts) == max(counts) >= least, (table, rows)
    assert old.ask("SELECT name FROM cchc_unit WHERE code = 'SMH'") == ["Sở Mẫu của tỉnh Hai"]


def _break_a_chain(old):
    """Change a row of a log that was not sealed, as somebody may have done long ago; return whose log it is."""
    [row] = old.ask(
        "UPDATE cchc_log SET new_value = 'khác' WHERE id = (SELECT max(id) FROM cchc_log WHERE action = 'fill' "
        "AND assessment_id NOT IN (SELECT assessment_id FROM cchc_submission)) "
        "RETURNING assessment_id, sequence_number"
    )[:1]
    return row.split("\t")


def _check_ledgers(old, broken, found):
    """Every row was folded in with the hashes it had; what was wrong before is told, and nothing else is."""
    assert old.ask("SELECT count(*) FROM cchc_log WHERE sequence_number IS NULL") == ["0"]
    assert old.ask("SELECT count(*) FROM cchc_log WHERE chain IS NULL AND action <> 'carry'") == [
        "0"
    ]
    columns = old.ask(
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_name IN "
        "('cchc_log', 'cchc_assessment') AND column_name IN ('hash', 'previous_hash', 'log_head', 'log_count')"
    )
    assert columns == []
    assessment, number = broken
    assert list(found) == [assessment]
    assert found[assessment].startswith("When it was carried over on")
    assert f"{number}" in found[assessment]
