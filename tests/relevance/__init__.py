"""How well it finds: `python -m tests.relevance`. Judged queries, and how well four engines answer them."""
