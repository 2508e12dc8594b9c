from . import cchc_tray_document
from . import cchc_criterion
from . import cchc_due_date
from . import cchc_period
from . import cchc_unit
from . import cchc_work
