"""Tell the owner of the site what to look at."""

from taklimat.adapter.report import on_post_build
