"""Finding records by words: Dutch analysis, the Whoosh index, the order of what is found, and what to highlight."""
