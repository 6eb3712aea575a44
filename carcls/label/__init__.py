"""Photos become predictions of the champion."""
