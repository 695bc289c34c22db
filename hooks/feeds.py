"""Tell subscribers of new briefs and of changes."""

from taklimat.adapter.feeds import on_files
