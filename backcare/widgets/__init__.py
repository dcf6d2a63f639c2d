"""What a person sees and presses: one widget a file, its JavaScript beside it.

The modules are found by name, and load when first asked for: a page with the explorer alone
needs neither the database nor the charts.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
