"""Comity: the system on which a city runs its external affairs."""

__version__ = "0.1.0"
