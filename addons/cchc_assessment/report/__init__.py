from . import appendix
from . import appendix_council
from . import package
from . import appendix_form
from . import rubric_comparison
from . import rubric_export
from . import word_report
