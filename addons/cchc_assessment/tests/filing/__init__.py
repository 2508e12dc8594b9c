from . import test_evidence_filing
from . import test_hostile
from . import test_upload_queue
