from __future__ import annotations

from dashboard import loaders, report_maker, state

# Definition and selection are the page's filters; sections and format are chosen here; then preview and download
report_maker.draw(loaders.answer(state.query()))
