from . import cchc_period
from . import cchc_appendix_column
from . import cchc_work
from . import cchc_work_part
