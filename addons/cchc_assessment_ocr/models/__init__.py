from . import cchc_evidence
from . import res_config_settings
