{
    "name": "CCHC Assessment: Employees",
    "summary": "A unit names its department, whose employees are proposed as officers",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment", "hr"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "data": ["views/cchc_unit_views.xml"],
}
