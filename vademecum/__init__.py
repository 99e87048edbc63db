"""Vademecum: who serves this municipality, with what, whom do I call, and why this one."""

__version__ = "0.1.0"
