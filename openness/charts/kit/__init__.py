"""What charts share: the frame (`base`), one palette, labels that cover nothing, options, common kinds of figure.

Begin with `base` (what a chart is) and `view` (what an answer gives it).
"""
