import logging

from odoo.tools import SQL

_logger = logging.getLogger(__name__)

ADDON = "cchc_assessment_signature"
MODELS = ("cchc.trusted.certificate", "cchc.evidence.signature")
FIELDS = ("signature_status", "signature_ids")
# Of what belongs to a model: its own rows, and by which column they name the model or the field. Rights and rules
# don't move: they would hold the main addon's groups, and the other one brings its own.
MODEL_PARTS = {
    "ir.model.constraint": "model",
    "ir.model.inherit": "model_id",
}


def migrate(cr, version):
    """Hand what is known of digital signatures over to the addon that reads them from now on.

    Its tables and columns stay as they are, whether it is installed or not: it takes them over when it is.
    """
    for model, condition in _find_parts():
        cr.execute(
            SQL(
                """
                UPDATE ir_model_data
                   SET module = %s
                 WHERE module = 'cchc_assessment' AND model = %s
                   AND res_id IN (SELECT id FROM %s WHERE %s)
                """,
                ADDON,
                model,
                SQL.identifier(model.replace(".", "_")),
                condition,
            )
        )
    # whether the database knows the addon already or not: without a row these two change nothing
    for table in ("ir_model_constraint", "ir_model_relation"):
        cr.execute(
            SQL(
                """
                UPDATE %(table)s part
                   SET module = addon.id
                  FROM ir_module_module addon
                 WHERE addon.name = %(addon)s
                   AND part.model IN (SELECT id FROM ir_model WHERE model IN %(models)s)
                """,
                table=SQL.identifier(table),
                addon=ADDON,
                models=MODELS,
            )
        )
    _let_it_be_empty(cr)
    _say_what_is_kept(cr)


def _find_parts():
    """Yield of which model rows move, and which of them."""
    models = SQL("SELECT id FROM ir_model WHERE model IN %s", MODELS)
    fields = SQL(
        "model IN %s OR (model = 'cchc.evidence' AND name IN %s)",
        MODELS,
        FIELDS,
    )
    yield "ir.model", SQL("model IN %s", MODELS)
    yield "ir.model.fields", fields
    yield (
        "ir.model.fields.selection",
        SQL("field_id IN (SELECT id FROM ir_model_fields WHERE %s)", fields),
    )
    for model, column in MODEL_PARTS.items():
        yield model, SQL("%s IN (%s)", SQL.identifier(column), models)


def _let_it_be_empty(cr):
    """Documents are filed without the addon, too, and say nothing then of signatures."""
    cr.execute(
        """
        SELECT 1 FROM information_schema.columns
         WHERE table_name = 'cchc_evidence' AND column_name = 'signature_status'
        """
    )
    if cr.fetchone():
        cr.execute("ALTER TABLE cchc_evidence ALTER COLUMN signature_status DROP NOT NULL")


def _say_what_is_kept(cr):
    cr.execute(
        """
        SELECT (SELECT count(*) FROM cchc_trusted_certificate),
               (SELECT count(*) FROM cchc_evidence_signature),
               EXISTS (SELECT 1 FROM ir_module_module WHERE name = %s AND state NOT IN ('uninstalled', 'uninstallable'))
        """,
        [ADDON],
    )
    certificates, signatures, is_installed = cr.fetchone()
    if (certificates or signatures) and not is_installed:
        _logger.warning(
            "This database keeps %s certificates of trusted authorities and what was read of %s digital signatures. "
            "Nobody sees them until the addon %s is installed, which needs Python's package pyHanko.",
            certificates,
            signatures,
            ADDON,
        )
