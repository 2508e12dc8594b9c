from . import cchc_plan_task
