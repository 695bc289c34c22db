"""Convert each page once, and keep what its conversion gave for as long as it would give it."""

from taklimat.adapter.converting import on_env, on_nav, on_page_content, on_page_markdown
