from . import cchc_logged_mixin
from . import cchc_sealed_mixin
from . import cchc_checked_mixin
from . import cchc_log
