"""The desk: pages for legal staff and an HTTP API, over the same pipeline as the command line."""
