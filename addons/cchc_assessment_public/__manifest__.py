{
    "name": "CCHC Assessment: Published Results",
    "summary": "A page on which everybody reads the results that a province has published, and takes them along",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    "uninstall_hook": "uninstall_hook",
    "data": ["views/cchc_period_views.xml", "views/public_results_templates.xml"],
}
