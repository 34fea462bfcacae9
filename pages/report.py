from __future__ import annotations

from dashboard.frame import loaders, state
from dashboard.report import maker

# Definition and selection are the page's filters; sections and format are chosen here; then preview and download
maker.draw(loaders.answer(state.query()))
