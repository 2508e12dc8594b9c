from . import test_plan_project
