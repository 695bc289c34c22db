"""Give each page its generated parts, and keep what linking found on it."""

from taklimat.adapter.pages import on_env, on_page_content, on_page_context, on_page_markdown
