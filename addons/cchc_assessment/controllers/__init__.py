from . import appendix
from . import checkpoints
from . import council_documents
from . import evidence
from . import export
from . import package
from . import word_report
