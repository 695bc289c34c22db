"""Publish nothing that a contribution must not hold: scripts, handlers, files from elsewhere."""

from taklimat.adapter.security import (
    on_env,
    on_page_content,
    on_page_context,
    on_post_build,
    on_post_page,
    on_post_template,
    on_template_context,
)
