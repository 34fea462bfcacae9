from __future__ import annotations

from dashboard.accessibility import statement

# Status, what is not accessible and why, how it was tested, feedback, enforcement
statement.draw()
