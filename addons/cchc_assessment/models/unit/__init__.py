from . import cchc_unit_group
from . import cchc_unit
from . import cchc_unit_deputy
