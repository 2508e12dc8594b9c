{
    "name": "CCHC Assessment: Improvement Plans as Tasks",
    "summary": "A measure of an improvement plan becomes a task of the unit's own project, and both say the same",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment_plan", "project"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "data": [
        "security/ir.model.access.csv",
        "security/cchc_rules.xml",
        "wizard/cchc_plan_task_views.xml",
        "views/cchc_plan_measure_views.xml",
        "views/project_task_views.xml",
    ],
}
