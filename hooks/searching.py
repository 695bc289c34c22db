"""Search: our index and our script in the place of the theme's."""

from taklimat.adapter.searching import on_env, on_nav, on_page_content
