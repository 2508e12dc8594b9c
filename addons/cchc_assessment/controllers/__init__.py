from . import evidence
from . import package
from . import word_report
