from . import cchc_logged_mixin
from . import cchc_sealed_mixin
from . import cchc_checked_mixin
from . import cchc_log
from . import cchc_ledger
from . import cchc_checkpoint
from . import cchc_ledger_day
