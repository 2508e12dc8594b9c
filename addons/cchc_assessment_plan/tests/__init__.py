from . import test_hygiene
from . import test_plan
from . import test_plan_accessibility
from . import test_plan_rights
from . import test_plan_screens
from . import test_plan_sheet
