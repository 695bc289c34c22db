"""Tell those who show a page's address what it is: properties, a picture, icons; and robots."""

from taklimat.adapter.heads import (
    on_files,
    on_page_context,
    on_post_template,
    on_template_context,
)
