"""The revisions of the tables, which Alembic goes through in order."""
