"""What authors write, and where in it something stands.

Front matter, pages, dates, quotes, snippets; bounds of size and time; problems, each with its place
in a file. The ground: imports nothing else of this library.
"""
