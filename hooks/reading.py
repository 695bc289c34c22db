"""Read the site: settings, glossary, data, pages; stop if anything is wrong with them."""

from taklimat.adapter.reading import (
    on_config,
    on_env,
    on_files,
    on_nav,
    on_page_context,
    on_page_markdown,
    on_pre_template,
)
