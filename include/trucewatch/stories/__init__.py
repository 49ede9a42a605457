"""Knows which documents tell of one event, in whatever language, and which only repeat another's words.

It must not know how a text was found, nor where anything is kept.
"""
