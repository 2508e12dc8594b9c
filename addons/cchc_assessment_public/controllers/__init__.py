from . import public_results
