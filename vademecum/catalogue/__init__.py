"""The catalogue: every question and every action behind one front door that knows no window.

``door`` is the front door; the other modules are its rooms: ``core`` (what all of them share), ``answering`` (from what
was typed to an answer), ``asking`` (who serves), ``conditions`` (fields of the search language), ``wording`` (reasons
and freshness in words), ``pages`` (records with links), ``documents`` (what the search index sees), ``opening`` (the
first start), ``starter`` (taking in the shipped data), ``checking`` (is it sound?).
"""

from vademecum.catalogue.door import Catalogue
from vademecum.catalogue.opening import Progress, set_aside

__all__ = ["Catalogue", "Progress", "set_aside"]
