"""Let `mkdocs serve` follow changes of the code, too."""

from taklimat.adapter.preview import on_pre_build
