"""Let readers find terms by every name, and claims, events and sources on their own."""

from taklimat.adapter.searching import (
    on_files,
    on_page_content,
    on_post_build,
    on_post_page,
    on_post_template,
)
