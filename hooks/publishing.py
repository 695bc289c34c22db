"""Build aside, then swap, so that a build that fails leaves the last site whole."""

from taklimat.adapter.publishing import (
    on_build_error,
    on_config,
    on_post_build,
    on_post_template,
    on_startup,
)
