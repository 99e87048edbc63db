"""The catalogue: every question and every action behind one front door that knows no window.

``door`` is the front door; the other modules are its rooms: ``asking`` (who serves), ``wording`` (reasons and freshness
in words), ``pages`` (records with links), ``documents`` (what the search index sees), ``starter`` (taking in the
shipped data).
"""

from vademecum.catalogue.door import Catalogue, Progress

__all__ = ["Catalogue", "Progress"]
