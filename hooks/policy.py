"""Say what a page may run: the scripts of the theme, and none from its text."""

from taklimat.adapter.policy import on_files, on_post_build, on_post_page, on_post_template
