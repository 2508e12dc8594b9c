from . import appendix
from . import appendix_form
from . import rubric_comparison
from . import rubric_export
