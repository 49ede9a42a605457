"""What goes wrong during one exchange, by the name under which people will read of it."""


class Fault(Exception):
    """An exchange failed; `code` is one of verdicts.PROBLEMS."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code
