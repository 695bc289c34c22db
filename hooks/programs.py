"""Tell programs: the glossary and the timeline as data, and the schemas of what authors write."""

from taklimat.adapter.programs import on_env, on_files
