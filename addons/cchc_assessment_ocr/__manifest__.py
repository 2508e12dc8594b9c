{
    "name": "CCHC Assessment: Reading Scans",
    "summary": "What stands on scanned and photographed documents: searched for, and filled in where nobody has",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    # Tesseract is no condition: without it documents wait, and the settings say so
    "external_dependencies": {"python": ["packaging", "pypdfium2>=5.0,<6"]},
    "data": [
        "data/ir_cron_data.xml",
        "views/cchc_evidence_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "post_init_hook": "post_init_hook",
}
