from . import cchc_checkpoint
from . import cchc_ledger
from . import cchc_ledger_day
from . import cchc_log
from . import res_config_settings
