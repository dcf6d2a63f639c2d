"""What is public here; it loads when it is first asked for."""

from .rights import who_sees as who_sees
from .server import (
    assign as assign,
    check as check,
    grant as grant,
    init as init,
    release as release,
    revoke as revoke,
)
