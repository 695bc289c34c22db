"""`python -m taklimat` is `taklimat`."""

from taklimat.command.main import main

if __name__ == "__main__":  # a check's other processes import it, too
    main(prog_name="taklimat")
