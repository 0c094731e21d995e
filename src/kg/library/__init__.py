"""The questions in `queries/`: read, checked, run, published.

Imported by `graph` and `cli`; imports `results` and `names`.
"""
