"""A clinic's server: who may see and write whose rows, held by PostgreSQL itself.

`python -m backcare.clinic` is the door for whoever looks after the server. `steps` has what is run
there, in order; `server` runs it, knows logins and assigns patients, and checks that all of it
still holds; `visits` opens logs for a hub. How a log is used on such a server is in
`backcare.log.login`.
"""

from backcare.clinic.server import assign, check, grant, init, release, revoke

__all__ = ["assign", "check", "grant", "init", "release", "revoke"]
