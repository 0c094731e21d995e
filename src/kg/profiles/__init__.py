"""The profile of a thing, for print: what it is, figures, links, pictures, doubts, sources.

Imported by `graph`, `web` and `cli`; imports `charts`, `claims`, `names` and `ontology`.
"""

from kg.profiles.build import profile
from kg.profiles.document import Profile
from kg.profiles.fitting import PAGES
from kg.profiles.writing import written

__all__ = ["PAGES", "Profile", "profile", "written"]
