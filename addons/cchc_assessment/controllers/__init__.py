from . import appendix
from . import evidence
