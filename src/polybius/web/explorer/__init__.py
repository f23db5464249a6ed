"""The explorer: a store as pages in a browser and as JSON, served on this machine, reading only."""
