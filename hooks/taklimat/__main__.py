"""`python -m taklimat` is `taklimat`."""

from taklimat.command import main

main(prog_name="taklimat")
