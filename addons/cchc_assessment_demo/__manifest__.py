{
    "name": "CCHC Assessment: Demonstration",
    "summary": "A sample province with last year's results and this year under way",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    # what the hook loads, in this order
    "oca_data_manual": [
        "data/cchc_unit_demo.xml",
        "data/cchc_rubric_demo.xml",
        "data/cchc.criterion.csv",
        "data/cchc.criterion.option.csv",
        "data/cchc.criterion.requirement.csv",
        "data/cchc_period_demo.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
