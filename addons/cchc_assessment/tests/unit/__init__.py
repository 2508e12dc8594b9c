from . import test_deputy
from . import test_people
from . import test_people_behind
from . import test_unit_import
