from . import test_conditions
from . import test_hygiene
from . import test_record_accessibility
from . import test_record_figures
from . import test_record_remote
from . import test_record_rights
from . import test_record_tour
