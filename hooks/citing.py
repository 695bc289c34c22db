"""Say on each brief how to cite it: to people, reference managers and search engines."""

from taklimat.adapter.citing import on_env, on_files, on_page_content, on_page_context
