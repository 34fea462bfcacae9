"""What the pages have to say: each module turns an answer into the table, counts or sentence of one subject.

Begin with `headline`, the first figures of the Overview.
"""
