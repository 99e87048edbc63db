"""Files that come in and go out: spreadsheets, forms, our own JSON, the open data of the KBO.

``cells`` and ``values`` (values as text and back), ``reading`` (any spreadsheet as rows of text), ``writing`` (.xlsx
and .csv), ``columns`` (which column is which part of a record), ``parts`` (of a record), ``guessing`` (which column of
a strange file is which of ours), ``drafting`` (a row becomes a record), ``outcome`` (what a file would do), ``spool``
(what is too much for memory), ``forms`` (the round trip with an actor), ``packing`` (JSON), ``kbo`` (the second
opinion). Nothing here knows the catalogue: what must be known of it is handed in (``known``).
"""
