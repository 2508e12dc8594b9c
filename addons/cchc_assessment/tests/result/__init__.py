from . import test_consolidated
from . import test_result_notice
from . import test_results
