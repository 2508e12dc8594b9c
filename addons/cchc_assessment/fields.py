"""Field types and precisions that the models share."""

from odoo import fields

# Rubrics use values such as 0.125; a ratio is kept to six places and rounded only when shown.
SCORE_DIGITS = (16, 6)


class OptionalFloat(fields.Float):
    """A number that may be left empty.

    Odoo reads an empty float as 0, but "0 điểm" and "chưa chấm" are different answers here: a record
    gives ``False`` while nobody has filled the field in, and ``0.0`` once somebody typed zero. The web
    client shows the first as an empty cell (widget ``cchc_number``).
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if self._is_empty(value):
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if self._is_empty(value):
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if self._is_empty(value) else value

    @staticmethod
    def _is_empty(value):
        return value is None or value is False
