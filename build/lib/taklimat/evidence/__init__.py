"""What briefs rest on: sources and how they are cited, claims, events and pictures as data.

Also the marks that show them in a text, and the facts that have no source. Stands on `source`.
"""
