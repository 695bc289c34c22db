"""What authors write, where in it something stands, and the words that the generator adds.

Front matter, pages, dates, quotes, snippets; bounds of size and time; problems, each with its place
in a file; the catalogue of words. The ground: imports nothing else of this library.
"""
