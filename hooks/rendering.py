"""Write the pages, in as many processes as the machine serves."""

from taklimat.adapter.rendering import on_env, on_page_context, on_post_build, on_post_page
