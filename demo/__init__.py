"""A small world to show the whole road in: news outlets on loopback, and a mail server that keeps what it gets."""
