"""The tests, a folder for each room of the package."""

from tests import measuring

measuring.begin()  # before anything of the package is imported
