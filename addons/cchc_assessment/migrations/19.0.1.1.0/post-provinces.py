from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.cchc_assessment.models.common.standard_lists import (
    MODULE,
    make_standard_lists,
    suffix_of,
)

# Of each list: the query of (id, the company whose records name it).
USES = {
    "cchc_unit_group": SQL("""
        SELECT group_id AS id, company_id FROM cchc_unit
        UNION SELECT group_id, company_id FROM cchc_assessment
        UNION SELECT rel.cchc_unit_group_id, rubric.company_id
          FROM cchc_rubric_cchc_unit_group_rel rel
          JOIN cchc_rubric rubric ON rubric.id = rel.cchc_rubric_id
        UNION SELECT rel.cchc_unit_group_id, assignment.company_id
          FROM cchc_assignment_cchc_unit_group_rel rel
          JOIN cchc_assignment assignment ON assignment.id = rel.cchc_assignment_id
    """),
    "cchc_document_type": SQL("""
        SELECT document_type_id AS id, company_id
          FROM cchc_evidence WHERE document_type_id IS NOT NULL
    """),
    "cchc_rating_scale": SQL("""
        SELECT rating_scale_id AS id, company_id
          FROM cchc_period WHERE rating_scale_id IS NOT NULL
        UNION SELECT class.scale_id, result.company_id
          FROM cchc_result result JOIN cchc_rating_class class ON class.id = result.rating_id
    """),
}
TEMPLATES = (
    "cchc_submission_mail_template",
    "cchc_result_mail_template",
    "mail_template_reminder_before",
    "mail_template_reminder_after",
    "mail_template_nudge",
)


def migrate(cr, version):
    """Give every list and every text of a message to the company that uses it.

    What several companies use stays one record that they share, and is the administrator's from now on.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT DISTINCT company_id FROM cchc_unit ORDER BY company_id")
    provinces = env["res.company"].browse([row[0] for row in cr.fetchall()])
    main = env.ref("base.main_company", raise_if_not_found=False) or provinces[:1]
    main = main or env["res.company"].search([], order="id", limit=1)
    settle_owners(cr, provinces if len(provinces) == 1 else main)
    templates = {
        name: template
        for name in TEMPLATES
        if (template := env.ref(f"{MODULE}.{name}", raise_if_not_found=False))
    }
    cr.execute(
        "UPDATE mail_template SET cchc_company_id = %s WHERE id = ANY(%s)",
        [main.id, [template.id for template in templates.values()]],
    )
    env.invalidate_all()
    for company in provinces - main:
        copy_templates(env, company, templates)
        make_standard_lists(env, company)
    (provinces | main).cchc_is_equipped = True


def settle_owners(cr, heir):
    """Fill in the company of each record of a list: the one that uses it; else ``heir``; none if several do."""
    for table, uses in USES.items():
        cr.execute(
            SQL(
                """
                UPDATE %(table)s list
                   SET company_id = CASE
                       WHEN owners.companies IS NULL THEN %(heir)s
                       WHEN cardinality(owners.companies) = 1 THEN owners.companies[1]
                   END
                  FROM %(table)s row
             LEFT JOIN (
                           SELECT id, array_agg(DISTINCT company_id) AS companies
                             FROM (%(uses)s) used
                         GROUP BY id
                       ) owners ON owners.id = row.id
                 WHERE list.id = row.id
                """,
                table=SQL.identifier(table),
                heir=heir.id,
                uses=uses,
            )
        )


def copy_templates(env, company, templates):
    """Let a company that shared the texts of messages go on with the same words, in records of its own."""
    for name, template in templates.items():
        own_name = f"{name}{suffix_of(company)}"
        if env.ref(f"{MODULE}.{own_name}", raise_if_not_found=False):
            continue
        own = template.copy({"name": template.name, "cchc_company_id": company.id})
        env["ir.model.data"].create(
            {
                "module": MODULE,
                "name": own_name,
                "model": own._name,
                "res_id": own.id,
                "noupdate": True,
            }
        )
