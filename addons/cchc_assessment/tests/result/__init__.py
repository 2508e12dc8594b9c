from . import test_alternatives
from . import test_consolidated
from . import test_correction
from . import test_freeze
from . import test_met_or_not
from . import test_result_notice
from . import test_one_maximum
from . import test_publication_guards
from . import test_results
from ..tools import has

if has("hypothesis", "test_results_property"):
    from . import test_results_property
