from . import appendix
from . import evidence
from . import package
from . import word_report
