{
    "name": "CCHC Assessment: Demonstration",
    "summary": "A sample province with last year's results and this year under way",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
