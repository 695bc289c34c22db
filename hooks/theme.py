"""Mend the theme's templates for those who listen, and its navigation for large sites."""

from taklimat.adapter.theme import on_env, on_nav
