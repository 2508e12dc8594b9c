from . import appendix
