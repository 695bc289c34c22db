"""In a preview, leave pages as the build before has read them where nothing else has changed."""

from taklimat.adapter.unchanged import on_env, on_nav
