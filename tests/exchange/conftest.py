"""A catalogue made once from the shipped data, and copies of it to write in."""

from tests.catalogue.conftest import _dutch, asked, catalogue, folder, made

__all__ = ["_dutch", "asked", "catalogue", "folder", "made"]
