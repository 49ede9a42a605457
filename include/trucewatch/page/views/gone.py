"""What is not there."""


class NotThere(Exception):
    """Something that an address names does not exist, or no longer."""

    def __init__(self, what: str) -> None:
        """`what` is a key of the catalogue under `sorry`."""
        super().__init__(what)
        self.what = what
