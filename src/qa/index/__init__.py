"""The index folder: articles and passages (SQLite), vectors (FAISS), words (tantivy).

`build` writes a new generation aside and publishes it; `generations` knows which one is
in use and opens it; `store`, `vectors` and `lexical` each own one file or folder of it.
"""
