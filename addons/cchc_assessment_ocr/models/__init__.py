from . import base_module_uninstall
from . import cchc_evidence
from . import res_config_settings
