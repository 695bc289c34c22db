"""Let `mkdocs serve` follow changes of the code, too, and outlive builds that fail."""

from taklimat.adapter.preview import on_post_build, on_pre_build, on_serve
