{
    "name": "CCHC Assessment: Digital Signatures",
    "summary": "Who signed the PDFs that are filed as evidence, and whether they have changed since",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    # below 0.29: from there on it asks for a newer lxml, and later for a newer cryptography, than Odoo 19 pins
    "external_dependencies": {
        "python": ["packaging", "pyHanko>=0.28,<0.29", "pyhanko-certvalidator>=0.27,<0.28"],
    },
    "data": [
        "security/ir.model.access.csv",
        "security/cchc_rules.xml",
        "views/cchc_trusted_certificate_views.xml",
        "views/cchc_evidence_views.xml",
        "views/cchc_assessment_views.xml",
        "views/cchc_signed_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
