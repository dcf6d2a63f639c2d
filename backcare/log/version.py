"""The version of a log, and its tables: made, renewed, or refused in words."""

from __future__ import annotations

from itertools import chain

from sqlalchemy import Connection, inspect as look_at

from backcare.log import schema
from backcare.log.stored import write_sums

DAMAGED = "it is damaged. Put back a copy, or save what can be read: python -m backcare.log repair"
_VERSIONS = schema.VERSIONS.name
# Of PostgreSQL: this is tried with it, and the one before gets no repairs any more. In that one,
# whoever may connect may also make tables in a database's first schema.
OLDEST_SERVER = 15


class Refused(Exception):  # noqa: N818 (it is the second half of a LogError's sentence)
    """Why a log cannot be used, for the end of a sentence that names the log."""


def version_of(connection: Connection, *, new: bool = False) -> int:
    """Return the version of an opened log, 0 where it is to be made; refuse what is none of ours.

    A file is made `new` before it has its name: one that has a name is never empty.
    """
    tables = look_at(connection).get_table_names()
    if schema.VERSIONS.name in tables:
        return check_version(connection)
    # A database on a server may have other tables; a file with other tables is someone else's.
    if connection.dialect.name == "sqlite" and not new:
        if {table.name for table in schema.TABLES.sorted_tables}.issubset({*tables, _VERSIONS}):
            raise Refused(f"it does not say its version, so {DAMAGED}")
        raise Refused("it holds other data and is not a session log. Choose the file of a log")
    return 0


def check_server(connection: Connection) -> None:
    """Refuse a PostgreSQL that is too old, or a database that cannot hold every sign."""
    found = connection.dialect.server_version_info or (0,)
    if int(found[0]) < OLDEST_SERVER:
        raise Refused(
            f"its server is PostgreSQL {'.'.join(map(str, found))}, and backcare needs "
            f"{OLDEST_SERVER} or newer. Have the server updated, or choose another"
        )
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise Refused(
            f"its database keeps text as {encoding}, which lacks most signs. Make one that keeps "
            "it as UTF8: createdb --encoding=UTF8 --template=template0"
        )


def check_version(connection: Connection) -> int:
    """Return the version of a log that has one; refuse one that this program is too old for."""
    version = connection.exec_driver_sql("SELECT version FROM backcare_log").scalar()
    if not isinstance(version, int) or version < 1:
        raise Refused(f"it does not say its version, so {DAMAGED}")
    if version > schema.newest_version():
        raise Refused(
            f"it is of version {version} and this backcare knows versions up to "
            f"{schema.newest_version()}. Update backcare, the way it was installed"
        )
    return version


def migrate(connection: Connection, *, new: bool = False) -> None:
    """Make or renew the tables; the caller's transaction makes it all or nothing."""
    version = version_of(connection, new=new)
    if version == 0:
        # Tables of these names that are there already belong to somebody else: that fails.
        schema.TABLES.create_all(connection, checkfirst=False)
        connection.execute(schema.VERSIONS.insert().values(version=schema.newest_version()))
        return
    for statement in chain.from_iterable(schema.MIGRATIONS[version - 1 :]):
        connection.exec_driver_sql(statement)
    for table, first in schema.FIRST_WITH_SUMS.items():
        if version < first:
            write_sums(connection, table)
    connection.execute(schema.VERSIONS.update().values(version=schema.newest_version()))
