"""Documents to print and mail: pages of the site as PDF/UA and PDF/A.

``model`` says what a document is; ``typst`` makes source code that no text can break out of;
``writer`` turns the HTML of pages into it, with ``parts`` and ``tree``; ``engine`` compiles it, or
takes the result of the last build; ``packing`` makes the file smaller; ``versions`` asks git. The
look stands in ``templates/document.typ``. ``word`` makes .docx of the same pages, and ``epub``
the dossier as a book for e-readers.
"""
