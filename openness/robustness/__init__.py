"""How firm a ranking is when the assumptions behind it are drawn again and again.

Begin with `intervals` (rank intervals and tiers); `draws` is what varies, `swap` the least change
that turns two releases.
"""
