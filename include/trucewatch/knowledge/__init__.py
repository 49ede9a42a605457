"""The only reader of the knowledge folder: file -> checked, frozen objects; errors name file and line."""
