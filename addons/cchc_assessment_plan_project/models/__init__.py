from . import cchc_plan, cchc_plan_measure, project_project, project_task
