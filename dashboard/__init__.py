"""The Streamlit half: everything that draws, and nothing that computes. `openness` never imports from here."""
