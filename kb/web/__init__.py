"""Licet before a browser and other programs: pages that work without scripts, and a JSON API. Needs the extra `web`."""
