"""Feeds (RSS, Atom), read: `parse` gives their entries, `content` the text of an entry."""
