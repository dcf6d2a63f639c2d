"""A clinic's server: who may see and write whose rows, held by PostgreSQL itself.

`python -m backcare.clinic` is the door for whoever looks after the server. `rights` says who sees
and writes what, and why; `steps` has what is run there, in order; `server` runs it, knows logins
and assigns patients; `checks` says what of it does not hold any more, and `guard` is for the
administrator of the server; `names` refuses what cannot be a login; `visits` opens logs for a hub.
How a log is used on such a server is in `backcare.log.login`.
"""

import lazy_loader as _lazy

# Who only reads `who_sees` needs no driver of PostgreSQL.
__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
