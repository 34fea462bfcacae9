"""`python -m openness`: see `openness.cli.main`."""

from openness.cli.main import run

if __name__ == "__main__":
    run()
