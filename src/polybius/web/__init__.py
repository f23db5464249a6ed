"""The web: pages to look at events in."""
