"""The dashboard for an audience: several processes behind one port.

`replicas.py` starts them, starts those again that die, and ends them together; `proxy.py` writes the configuration of
nginx, which stands before them. Begin reading with `replicas.serve`.
"""
