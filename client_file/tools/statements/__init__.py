"""Financial statements: canonical lines, reading, ratios, models and the water meter.

Pure functions. Figures are a dict {line code: amount in currency units}; a line that the
statement does not give is not in the dict, so that nothing missing is ever taken for zero.
"""
