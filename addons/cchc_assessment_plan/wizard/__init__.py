from . import base_module_uninstall
from . import cchc_plan_step
