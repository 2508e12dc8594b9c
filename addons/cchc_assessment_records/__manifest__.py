{
    "name": "CCHC Assessment: Figures from Records",
    "summary": "A criterion takes its figures from the records that the agency keeps in Odoo anyway",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    "uninstall_hook": "uninstall_hook",
    "data": [
        "security/ir.model.access.csv",
        "security/cchc_rules.xml",
        "views/cchc_record_source_views.xml",
        "views/cchc_assessment_line_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["cchc_assessment_records/static/src/**/*"],
        "web.assets_tests": ["cchc_assessment_records/static/tests/tours/**/*"],
    },
}
