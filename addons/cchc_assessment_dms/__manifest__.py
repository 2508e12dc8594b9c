{
    "name": "CCHC Assessment: Document Management",
    "summary": "Files of the document management (OCA) become evidence without a detour",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment", "dms"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "data": ["views/cchc_evidence_take_views.xml"],
}
