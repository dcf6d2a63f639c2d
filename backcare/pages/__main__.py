"""Serve a folder's pages: `python -m backcare.pages notebooks`."""

import sys


def main() -> None:
    """Serve the folder that is named, with the options that follow."""
    try:
        from backcare.pages.server import PagesServer
    except ImportError as error:
        sys.exit(f'{error}. Pages need Voila: python -m pip install "backcare[lab]"')
    PagesServer.launch_instance()


if __name__ == "__main__":
    main()
