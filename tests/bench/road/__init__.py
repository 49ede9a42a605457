"""The whole road beside the ways that others would build it: see __main__.py."""
