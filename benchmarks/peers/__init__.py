"""`qa` beside what people would otherwise pick: see README.md in this folder."""
