{
    "name": "CCHC Assessment: Job Queue",
    "summary": "Long works as jobs of OCA's queue_job, several at once and on several machines",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment", "queue_job"],
    "uninstall_hook": "uninstall_hook",
    "data": ["data/queue_job_data.xml"],
}
