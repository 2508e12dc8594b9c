import subprocess

import pytest

from runtime import instance, logcheck, paths, process


class Copy(instance.Database):
    pass


@pytest.fixture
def copy(database, tmp_path):
    odoo = database.instance
    made = instance.Database(odoo, f"{database.name}_life")
    made.drop()
    process.output(["createdb", "-w", "-T", database.name, made.name], env=odoo.environ())
    files = odoo.data / "filestore"
    subprocess.run(["cp", "-rl", files / database.name, files / made.name], check=True)
    yield made


def test_uninstall(copy, tmp_path):
    odoo = copy.instance
    run = subprocess.run(
        [*map(str, odoo.command("module", "uninstall", "-d", copy.name, paths.ADDON))],
        env=odoo.environ(),
        stderr=open("/tmp/life.log", "w"),
    )
    print(run.returncode)
    q = """select 'table '||relname from pg_class where relname like '%cchc%'
    union all select 'column '||table_name||'.'||column_name from information_schema.columns where column_name like '%cchc%'
    union all select 'imd '||module||'.'||name from ir_model_data where module like 'cchc%' or name like '%cchc%' or model like 'cchc%'
    union all select 'param '||key from ir_config_parameter where key like '%cchc%'
    union all select 'att '||id||name||coalesce(res_model,'') from ir_attachment where res_model like 'cchc%' or name like '%CCHC%'
    union all select 'template '||id||subject::text from mail_template where model like 'cchc%'
    union all select 'tour '||name from web_tour_tour where name like 'cchc%'
    union all select 'filter '||name from ir_filters where model_id like 'cchc%'
    union all select 'msg '||id from mail_message where model like 'cchc%'
    union all select 'model '||model from ir_model where model like 'cchc%'
    union all select 'act '||type||id from ir_actions where coalesce(name::text,'') ilike '%cchc%'
    union all select 'con '||conname from pg_constraint where conname like '%cchc%'
    union all select 'proc '||proname from pg_proc where proname like '%cchc%'
    """
    print("\n".join(copy.ask(q)[:150]))
    assert 0
