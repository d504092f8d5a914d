"""`python -m dlstudy` is the command `dlstudy`."""

from dlstudy.cli import main

if __name__ == "__main__":
    main()
