"""Terms, and how they are found in texts.

Names and their forms, the glossary's files, matching, linking, and the Python-Markdown extension
that does it. Knows neither pages nor MkDocs; stands on `source`.
"""
