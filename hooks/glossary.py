"""The glossary's own pages: their place in the navigation, and where each term is mentioned."""

from taklimat.adapter.glossary import on_env, on_nav, on_page_context
