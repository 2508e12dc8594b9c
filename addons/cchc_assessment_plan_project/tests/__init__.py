from . import test_plan_project
from . import test_plan_project_accessibility
