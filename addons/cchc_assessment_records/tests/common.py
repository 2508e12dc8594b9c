from odoo.tools import SQL


class Records:
    """The sample province, with requests that an agency keeps: contacts with a reference, done ones marked."""

    @classmethod
    def _make_records(cls):
        cls.criteria["1.2"].write({"rule_type": "per_item", "points_per_item": 0.5})
        cls._open_period()
        cls.line = cls._line("2.1")
        cls.counted = cls._line("1.2")
        (cls.officer | cls.other_officer | cls.leader).lang = "en_US"
        cls.requests = cls._make_requests(4)
        cls.requests[:3].employee = True
        cls.source = cls._make_source()

    @classmethod
    def _make_requests(cls, count, date="2026-05-05 03:00:00", **values):
        """This many requests that came in at a moment."""
        requests = cls.env["res.partner"].create(
            [
                {"name": f"Hồ sơ {number}", "ref": "HS", "partner_latitude": 1.5, **values}
                for number in range(count)
            ]
        )
        cls._set_date(requests, date)
        return requests

    @classmethod
    def _set_date(cls, records, date):
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id IN %s",
                SQL.identifier(records._table),
                date,
                tuple(records.ids),
            )
        )
        records.invalidate_recordset()

    @classmethod
    def _get_model_field(cls, name, model="res.partner"):
        return cls.env["ir.model.fields"]._get(model, name).id

    @classmethod
    def _source_values(cls, **values):
        return {
            "name": "Hồ sơ giải quyết đúng hạn",
            "criterion_id": cls.criteria["2.1"].id,
            "model_id": cls.env["ir.model"]._get_id("res.partner"),
            "date_field_id": cls._get_model_field("create_date"),
            "domain": "[('ref', '=', 'HS')]",
            "part_domain": "[('employee', '=', True)]",
            **values,
        }

    @classmethod
    def _make_source(cls, **values):
        return cls.env["cchc.record.source"].create(cls._source_values(**values))

    @classmethod
    def _make_count(cls, **values):
        """A source of the criterion that counts items."""
        return cls._make_source(
            **{"criterion_id": cls.criteria["1.2"].id, "part_domain": "[]", **values}
        )

    def _take(self, line=None, user=None, **kwargs):
        line = (self.line if line is None else line).with_user(user or self.officer)
        return line.take_record_figure(**kwargs)

    def _figures(self, line=None):
        line = self.line if line is None else line
        return self.env["cchc.record.figure"].search([("line_id", "=", line.id)], order="id")
