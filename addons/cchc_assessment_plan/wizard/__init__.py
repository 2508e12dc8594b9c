from . import cchc_plan_step
