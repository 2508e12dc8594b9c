"""A database of its own for a test that installs, updates or uninstalls in it."""

import ast
import contextlib
import json
import subprocess
import tarfile

from runtime import instance, logcheck, paths, process

# The tables that hold people's work.
WORK = [
    "cchc_unit",
    "cchc_unit_group",
    "cchc_rubric",
    "cchc_criterion",
    "cchc_criterion_option",
    "cchc_rating_scale",
    "cchc_document_type",
    "cchc_period",
    "cchc_assessment",
    "cchc_assessment_line",
    "cchc_appraisal",
    "cchc_evidence",
    "cchc_submission",
    "cchc_publication",
    "cchc_result",
    "cchc_log",
    "mail_template",
    "ir_attachment",
    "res_users",
]
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
CHECK = """
import json
checks = env["cchc.submission.check"].with_context(lang="en_US")
found = []
for model in ("cchc.submission", "cchc.publication"):
    for record in env[model].search([("state", "=", "published")] if model == "cchc.publication" else []):
        values = checks._examine(record.sudo().with_context(lang="en_US"))
        found.append([model, record.id, values["state"], values["report"]])
breaks = env["cchc.log"].with_context(lang="en_US")._find_breaks(env["cchc.assessment"].search([]))
print("FOUND" + json.dumps([found, {one.id: sentence for one, sentence in breaks.items()}]))
"""


class Trial(instance.Database):
    """A database that is dropped afterwards, and Odoo's processes on it, each with a log."""

    def __init__(self, database, suffix, folder):
        super().__init__(database.instance, f"{database.name}_{suffix}")
        self._folder = folder
        self._runs = 0

    @property
    def files(self):
        """Where its documents lie."""
        return self.instance.data / "filestore" / self.name

    def run(self, *arguments, script=None, may_fail=False):
        """Run Odoo's command on it, with a script as its input; returns its log, what it printed, and its code."""
        self._runs += 1
        log = self._folder / f"{self._runs}.log"
        with log.open("w") as handle:
            done = subprocess.run(
                [*map(str, self.instance.command(*arguments, "-d", self.name))],
                env=self.instance.environ(PYTHONWARNINGS="ignore"),
                input=script,
                stdin=None if script else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=handle,
                text=True,
                check=False,
            )
        assert may_fail or not done.returncode, log.read_text()[-3000:]
        return log, done.stdout, done.returncode

    def load(self, *arguments, said=""):
        """Let Odoo load its modules with these arguments, and nothing more.

        :param said: what the log has to say, beside which it is without complaints
        """
        log, *_rest = self.run(
            *arguments, "--skip-auto-install", "--stop-after-init", "--no-http", "--max-cron=0"
        )
        found = complaints(log)
        assert bool(said) == any(said in entry for entry in found)
        assert [entry for entry in found if not said or said not in entry] == []

    def count(self, *tables):
        """How many rows each table has."""
        return {table: int(self.ask(f"SELECT count(*) FROM {table}")[0]) for table in tables}


def complaints(log):
    """What Odoo's log holds against us, and whatever is an error there."""
    text = log.read_text()
    assert " INFO " in text, "there is a log"
    findings = logcheck.check(log)
    errors = [entry for entry in findings.others if " WARNING " not in entry.splitlines()[0]]
    return [*findings.ours, *errors, *(line for line in text.splitlines() if "bad query" in line)]


@contextlib.contextmanager
def empty(database, suffix, folder):
    """A database without anything in it, for as long as the body lasts."""
    trial = Trial(database, suffix, folder)
    trial.drop()
    process.output(["createdb", "-w", trial.name], env=trial.instance.environ())
    try:
        yield trial
    finally:
        trial.drop()


@contextlib.contextmanager
def copied(database, suffix, folder):
    """A copy of a database with its documents, for as long as the body lasts."""
    trial = Trial(database, suffix, folder)
    trial.drop()
    process.output(
        ["createdb", "-w", "-T", database.name, trial.name], env=trial.instance.environ()
    )
    try:
        source = database.instance.data / "filestore" / database.name
        # links: what is in the store never changes
        subprocess.run(["cp", "-rl", source, trial.files], check=True)
        yield trial
    finally:
        trial.drop()


@contextlib.contextmanager
def restored(database, suffix, folder, archive):
    """A database as a dump has it, with the documents that are beside it, for as long as the body lasts."""
    with empty(database, suffix, folder) as trial:
        with tarfile.open(archive) as content:
            content.extractall(folder, filter="data")
        process.output(
            [
                "psql",
                "-Xqw",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                trial.name,
                "-f",
                folder / "database.sql",
            ],
            env=trial.instance.environ(),
        )
        paths.make(trial.files.parent)
        subprocess.run(["cp", "-r", folder / "filestore", trial.files], check=True)
        yield trial


def manifest(addon):
    """What an addon says of itself."""
    return ast.literal_eval((paths.ADDONS / addon / "__manifest__.py").read_text(encoding="utf-8"))


def foundations():
    """The names of the modules that our addons build on, beside each other."""
    ours = paths.addons(demonstration=True)
    return sorted({name for addon in ours for name in manifest(addon)["depends"]} - set(ours))


def check(database):
    """What the check of the seals finds, as lists of model, id, state and report; and what that of the logs does."""
    return said(database.run("shell", "--no-http", script=CHECK))


def said(run):
    """What a script has printed at the end."""
    _log, printed, _code = run
    [line] = [line for line in printed.splitlines() if "FOUND" in line]
    return json.loads(line.partition("FOUND")[2])
