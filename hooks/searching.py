"""Search: our index and our script in the place of the theme's (`taklimat.site.searching`)."""

from taklimat.adapter.searching import on_nav as on_nav
from taklimat.adapter.searching import on_post_build as on_post_build
