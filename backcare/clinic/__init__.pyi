"""What is public here; it loads when it is first asked for."""

from .checks import check as check
from .guard import guard as guard
from .rights import who_sees as who_sees
from .server import (
    assign as assign,
    grant as grant,
    init as init,
    release as release,
    revoke as revoke,
)
