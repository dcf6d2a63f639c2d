"""`python -m backcare` is the command `backcare`."""

from backcare.command import main

if __name__ == "__main__":
    main()
