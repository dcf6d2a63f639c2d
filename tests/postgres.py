"""The PostgreSQL server that tests may use, and why those that need one are skipped without it."""

import os

POSTGRES = os.environ.get("BACKCARE_TEST_POSTGRES", "")
NO_POSTGRES = "set BACKCARE_TEST_POSTGRES to the address of an empty PostgreSQL database"
