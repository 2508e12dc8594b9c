from . import appendix
from . import rubric_comparison
from . import rubric_export
