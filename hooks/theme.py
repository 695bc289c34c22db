"""Mend the theme's templates for those who listen."""

from taklimat.adapter.theme import on_env
