import base64
import gc
import json
import sys
from collections import Counter

from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, TransactionCase
from odoo.tools import SQL, mute_logger


def make_pdf(text="", catalog=b""):
    """A PDF of one page that says ``text`` (in ASCII), whole as a program for documents writes it.

    :param catalog: entries that its catalog has besides.
    """
    drawing = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(content))
    )


PDF = make_pdf("Bao cao")
# What a refused call is told to by Odoo.
LOGGERS_OF_CALLS = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
)
# Who works in the sample province, and as what.
PEOPLE = {
    "officer": "officer",
    "leader": "leader",
    "other_officer": "officer",
    "other_leader": "leader",
    "appraiser": "appraiser",
    "secretary": "secretary",
}


def post(thread, text, **kwargs):
    """Post ``text`` on a thread: what people write is in no language of the addon's."""
    return thread.message_post(body=text, **kwargs)


def rewrite(rubric, records, **values):
    """Write columns of ``rubric`` or what is of it in the database, past what guards a rubric in force.

    What is kept of a rubric in force (``_get_made``) is kept by its moment, for the whole process: it is another one
    now, and goes back with the transaction.

    :param values: what is written, by the column.
    """
    env = rubric.env
    env.flush_all()
    for one, written in (
        (records, {name: SQL("%s", value) for name, value in values.items()}),
        (rubric, {"write_date": SQL("clock_timestamp() AT TIME ZONE 'UTC'")}),
    ):
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value) for name, value in written.items()
        )
        env.cr.execute(
            SQL("UPDATE %s SET %s WHERE id IN %s", SQL.identifier(one._table), columns, one._ids)
        )
    env.invalidate_all()


class Province:
    """A province with two departments, one small rubric, and a person for each role.

    The rubric:

    ======= ============================= ======= =========================
    code    criterion                     maximum rule
    ======= ============================= ======= =========================
    1       Chỉ đạo, điều hành            5
    1.1     Kế hoạch                      3
    1.1.1   Ban hành kế hoạch             2       choice 2 / 1 / 0
    1.1.2   Hoàn thành kế hoạch           1       band 100 % / 70 % / rest
    1.2     Sáng kiến                     2       manual
    2       Tác động                      5
    2.1     Cải thiện chỉ số              2       ratio
    2.2     Mức độ hài lòng               3       manual, council only
    ======= ============================= ======= =========================
    """

    # What the logins of its people begin with.
    LOGIN = "cchc"

    @classmethod
    def _make_people(cls):
        for name, user in zip(PEOPLE, cls._make_users(PEOPLE), strict=True):
            setattr(cls, name, user)

    @classmethod
    def _make_province(cls):
        cls.group = cls.env["cchc.unit.group"].create({"name": "Sở, ban, ngành", "code": "T-SBN"})
        cls._make_people()
        cls.unit, cls.other_unit = cls.env["cchc.unit"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "group_id": cls.group.id,
                    "officer_ids": [Command.set(officer.ids)],
                    "leader_ids": [Command.set(leader.ids)],
                }
                for name, code, officer, leader in (
                    ("Sở Thử nghiệm", "T-STN", cls.officer, cls.leader),
                    ("Sở Đối chứng", "T-SDC", cls.other_officer, cls.other_leader),
                )
            ]
        )
        cls.rubric = cls._make_rubric()
        cls.period = cls.env["cchc.period"].create(
            {
                "name": "Đánh giá CCHC năm 2026",
                "year": 2026,
                "self_deadline": Datetime.add(Datetime.now(), days=30),
                "rubric_ids": [Command.set(cls.rubric.ids)],
            }
        )

    @classmethod
    def _make_scale(cls):
        return cls.env["cchc.rating.scale"].create(
            {
                "name": "Thang thử nghiệm",
                "class_ids": [
                    Command.create({"name": "Tốt", "minimum_percent": 80}),
                    Command.create({"name": "Khá", "minimum_percent": 50}),
                    Command.create({"name": "Yếu", "minimum_percent": 0}),
                ],
            }
        )

    @classmethod
    def _make_user(cls, login, role):
        return cls._make_users({login: role})

    @classmethod
    def _make_users(cls, roles):
        """A user with the rights of each role, by the end of the login.

        All at once: what Odoo does with each creation takes several times as long as one user more.
        """
        return cls.env["res.users"].create(
            [cls._user_values(f"{cls.LOGIN}_{login}", role) for login, role in roles.items()]
        )

    @classmethod
    def _user_values(cls, login, role):
        group = f"cchc_assessment.cchc_assessment_group_{role}"
        return {
            "login": login,
            "password": login,
            "name": f"{login} ({group})",
            "email": f"{login[0]}.{login[0]}@example.com",
            "group_ids": [Command.set(cls.env.ref(group).ids)],
            "tz": "Asia/Ho_Chi_Minh",
        }

    @classmethod
    def _make_rubric(cls):
        rubric = cls.env["cchc.rubric"].create(
            {
                "name": "Bộ tiêu chí thử nghiệm",
                "appendix_label": "Phụ lục 01",
                "legal_basis": "Quyết định số 1/QĐ-UBND (mẫu)",
                "group_ids": [Command.set(cls.group.ids)],
            }
        )
        cls.criteria = {}
        for sequence, (parent, code, name, maximum, values) in enumerate(
            (
                (None, "1", "Chỉ đạo, điều hành", 5, {}),
                ("1", "1.1", "Kế hoạch", 3, {}),
                (
                    "1.1",
                    "1.1.1",
                    "Ban hành kế hoạch",
                    2,
                    {
                        "rule_type": "choice",
                        "option_ids": [
                            Command.create({"name": "Kịp thời", "score": 2}),
                            Command.create({"name": "Không kịp thời", "score": 1}),
                            Command.create({"name": "Không ban hành", "score": 0}),
                        ],
                    },
                ),
                (
                    "1.1",
                    "1.1.2",
                    "Hoàn thành kế hoạch",
                    1,
                    {
                        "rule_type": "band",
                        "option_ids": [
                            Command.create({"name": "100 %", "score": 1, "threshold": 100}),
                            Command.create({"name": "Từ 70 %", "score": 0.5, "threshold": 70}),
                            Command.create({"name": "Dưới 70 %", "score": 0}),
                        ],
                    },
                ),
                (
                    "1",
                    "1.2",
                    "Sáng kiến",
                    2,
                    {"rule_type": "manual", "guidance": "Theo quyết định công nhận sáng kiến."},
                ),
                (None, "2", "Tác động", 5, {}),
                ("2", "2.1", "Cải thiện chỉ số", 2, {"rule_type": "ratio"}),
                (
                    "2",
                    "2.2",
                    "Mức độ hài lòng",
                    3,
                    {
                        "rule_type": "manual",
                        "guidance": "Theo kết quả điều tra xã hội học.",
                        "scored_by": "council",
                        "evidence_required": False,
                    },
                ),
            )
        ):
            cls.criteria[code] = cls.env["cchc.criterion"].create(
                {
                    "rubric_id": rubric.id,
                    "parent_id": cls.criteria[parent].id if parent else False,
                    "sequence": sequence,
                    "code": code,
                    "name": name,
                    "max_score": maximum,
                    **values,
                }
            )
        return rubric

    @classmethod
    def _open_period(cls):
        """Publish the rubric and open the period as the secretary does; keep both assessments."""
        cls.rubric.with_user(cls.secretary).action_publish()
        cls.period.with_user(cls.secretary).action_open()
        assessments = cls.period.assessment_ids
        cls.assessment = assessments.filtered(lambda a: a.unit_id == cls.unit)
        cls.other_assessment = assessments - cls.assessment

    @classmethod
    def _line(cls, code, assessment=None):
        """The line of the criterion with this code (codes don't repeat in this rubric)."""
        return (assessment or cls.assessment).line_ids.filtered(
            lambda line: line.criterion_id.code == code
        )

    @classmethod
    def _option(cls, code, score):
        return cls.criteria[code].option_ids.filtered(lambda option: option.score == score)

    @classmethod
    def _file(cls, line, name="12/BC-STN", user=None, content=None, file_name="bao cao.pdf"):
        """File a document on ``line`` as an officer of its unit; each ``name`` has bytes of its own."""
        if content is None:
            content = make_pdf(name)
        return (
            cls.env["cchc.evidence"]
            .with_user(user or cls.officer)
            .create(
                {
                    "assessment_id": line.assessment_id.id,
                    "line_ids": [Command.set(line.ids)],
                    "name": f"Báo cáo {name}",
                    "document_number": name,
                    "file": base64.b64encode(content),
                    "file_name": file_name,
                }
            )
        )

    @classmethod
    def _fill_in(cls, assessment=None, officer=None):
        """Score every criterion of an assessment, with a document or an explanation for each."""
        assessment = (assessment or cls.assessment).with_user(officer or cls.officer)
        for code, values in (
            ("1.1.1", {"option_id": cls._option("1.1.1", 1).id}),
            (
                "1.1.2",
                {
                    "numerator": 8,
                    "denominator": 10,
                    "explanation": "Hai nhiệm vụ chuyển sang năm sau.",
                },
            ),
            ("1.2", {"manual_score": 0, "explanation": "Năm nay không có sáng kiến."}),
            (
                "2.1",
                {"numerator": 85, "denominator": 100, "explanation": "Theo số liệu đã công bố."},
            ),
        ):
            cls._line(code, assessment).write(values)
        cls._file(cls._line("1.1.1", assessment), user=officer)

    @classmethod
    def _make_common(cls, code, agency=None):
        """Let the figures of a criterion be common, and ``agency`` answer for them."""
        return (
            cls.env["cchc.common.figure"]
            .with_user(cls.secretary)
            .create(
                {
                    "period_id": cls.period.id,
                    "criterion_id": cls.criteria[code].id,
                    "agency_id": agency and agency.id,
                }
            )
        )

    @classmethod
    def _give(cls, common, *figures, user=None, **details):
        """Bring in ``(unit, done, total)`` each, or of a level or count ``(unit, values)``; return the version."""
        common = common.with_user(user or cls.secretary)
        common.write_exchange(
            {
                "source": "Hệ thống giải quyết thủ tục hành chính",
                "date": "2026-11-30",
                "document_number": "125/BC-SKHCN",
                "document_date": "2026-12-01",
                **details,
                "figures": [
                    {
                        "unit_id": unit.id,
                        **(
                            values[0]
                            if isinstance(values[0], dict)
                            else dict(zip(("numerator", "denominator"), values, strict=True))
                        ),
                    }
                    for unit, *values in figures
                ],
            }
        )
        return common.batch_ids.sorted("number")[-1:]

    @classmethod
    def _send(cls):
        cls.assessment.with_user(cls.officer).action_send_to_leader()

    @classmethod
    def _approve(cls, **values):
        return (
            cls.env["cchc.assessment.approve"]
            .with_user(cls.leader)
            .create(
                {
                    "assessment_id": cls.assessment.id,
                    "dispatch_number": "1234/STN-VP",
                    "dispatch_date": "2026-12-05",
                    "responsibility_confirmed": True,
                    **values,
                }
            )
            .action_approve()
        )


class CchcCase(Province, TransactionCase):
    """A test in the sample province of ``Province``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls._make_province()

    def _make_large_rubric(self, leaves):
        """A draft of one domain with this many choices."""
        rubric = self.env["cchc.rubric"].create(
            {"name": f"{leaves} tiêu chí", "group_ids": [Command.set(self.group.ids)]}
        )
        domain = self.env["cchc.criterion"].create(
            {"rubric_id": rubric.id, "name": "Lĩnh vực", "max_score": leaves}
        )
        self.env["cchc.criterion"].create(
            [
                {
                    "rubric_id": rubric.id,
                    "parent_id": domain.id,
                    "sequence": number,
                    "code": f"1.{number}",
                    "name": f"Tiêu chí {number}",
                    "max_score": 1,
                    "rule_type": "choice",
                    "option_ids": [
                        Command.create({"name": "Có", "score": 1}),
                        Command.create({"name": "Không", "score": 0}),
                    ],
                    "requirement_ids": [Command.create({"name": "Báo cáo"})],
                }
                for number in range(1, leaves + 1)
            ]
        )
        return rubric.with_user(self.secretary)

    def _assert_as_computed(self, records):
        """What is stored of ``records``, however it came there, is what the system computes anew."""
        stored = [name for name, field in records._fields.items() if field.store]
        before = records.read(stored, load=None)
        for name in stored:
            if records._fields[name].compute:
                self.env.add_to_compute(records._fields[name], records)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(records.read(stored, load=None), before)

    def _assert_meets(self, record, work):
        """See that ``work``, which writes no field of ``record``, gives its row a new version.

        Two transactions that do so cannot miss each other: the later one starts again.
        """
        version = SQL("SELECT ctid FROM %s WHERE id = %s", SQL.identifier(record._table), record.id)
        before = self.env.execute_query(version)
        work()
        self.assertNotEqual(self.env.execute_query(version), before, "they do not meet")

    def _count_queries(self, work):
        """How often ``work`` asks the database, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _count_calls(self, work):
        """How many Python functions ``work`` begins, with nothing in the cache: of these addons, and of all.

        :return: those two, and how often it asks the database.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        begun = Counter()

        def note(frame, event, _argument):
            # how many xlsxwriter begins is told by its version
            if event == "call" and "/xlsxwriter/" not in frame.f_code.co_filename:
                begun["/cchc_assessment" in frame.f_code.co_filename] += 1

        before, asked = sys.getprofile(), self.env.cr.sql_log_count
        # what others have left behind is not cleared away in the middle of it
        gc.collect()
        gc.disable()
        sys.setprofile(note)
        try:
            work()
            self.env.flush_all()
        finally:
            sys.setprofile(before)
            gc.enable()
        return begun[True], begun.total(), self.env.cr.sql_log_count - asked


class WebCase(CchcCase, HttpCase):
    """A test in the browser, or of what an address answers."""

    def _play(self, tour, user, path="action-cchc_assessment.cchc_assessment_action", timeout=120):
        """Play a tour as ``user``, beginning at ``/odoo/`` and ``path``."""
        self.start_tour(f"/odoo/{path}", tour, login=user.login, timeout=timeout)

    def _get(self, user, path):
        """Return what ``path`` answers to ``user``: a refusal is an answer as well."""
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(path, allow_redirects=False)

    def _assert_refused(self, answer):
        """``answer`` is one of ``_call`` and says no, in whatever words."""
        self.assertRegex(
            str(answer), "^(AccessError|UserError|MissingError|ValidationError|NotFound): "
        )


class RemoteCase(WebCase):
    """A test that calls methods over JSON-RPC, as a program of somebody's would."""

    def _call(self, model, method, /, *args, user, **kwargs):
        """Call as ``user``; return the result, or the error as "Name: message"."""
        self.authenticate(user.login, user.login)
        with mute_logger(*LOGGERS_OF_CALLS):
            answer = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                data=json.dumps(
                    {
                        "jsonrpc": "2.0",
                        "method": "call",
                        "params": {
                            "model": model,
                            "method": method,
                            "args": args,
                            "kwargs": kwargs,
                        },
                    }
                ),
                headers={"Content-Type": "application/json"},
            ).json()
        if "error" in answer:
            data = answer["error"]["data"]
            return f"{data['name'].rpartition('.')[2]}: {data['message']}"
        return answer.get("result")
