"""A contribution is untrusted text: what its files, its pages and the finished site may hold.

Each module judges one thing by a list of what is allowed: files, HTML, SVG, PDF, the page around
a text, and what a page may load. Stands on `source`.
"""
