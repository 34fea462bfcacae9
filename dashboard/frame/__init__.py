"""What stands on every page: the router, the menu, the filters, and the one state of a session.

Begin with `router` (the script that Streamlit runs) and `state` (the query and the address).
"""
