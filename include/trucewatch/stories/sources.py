"""Whose words an account is. Pure."""

from collections.abc import Mapping

from trucewatch.model import Trace


def origin(trace: Trace, by_id: Mapping[str, Trace], families: Mapping[str, str]) -> str:
    """Return the publisher family that counts as the source of an account: ten papers with one agency's text are one.

    That is the family of the agency that it credits (`families` are theirs, by agency), else the origin of what it
    copies, where that is in `by_id`, else its own family.
    """
    if trace.agency is not None:
        return families.get(trace.agency, trace.agency)
    original = by_id.get(trace.copy_of or "")
    if original is None or original.document_id == trace.document_id:
        return trace.family
    return families.get(original.agency, original.agency) if original.agency is not None else original.family
