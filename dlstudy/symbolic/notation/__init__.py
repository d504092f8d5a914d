"""Formulas and values on paper: plain text, Unicode, TeX, and two-dimensional."""

from dlstudy.symbolic.notation.lines import STYLES, write
from dlstudy.symbolic.notation.quantities import decimal, exact, quantity

__all__ = ["STYLES", "decimal", "exact", "quantity", "write"]
