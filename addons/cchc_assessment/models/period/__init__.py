from . import cchc_period
from . import cchc_appendix_column
