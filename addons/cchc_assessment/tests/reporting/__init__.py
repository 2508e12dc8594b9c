from . import test_appendix
from . import test_package
from . import test_word_report
