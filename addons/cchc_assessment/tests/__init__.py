from . import test_appendix
from . import test_evidence
from . import test_period
from . import test_remote_calls
from . import test_rubric
from . import test_rubric_import
from . import test_scoring
from . import test_workflow
