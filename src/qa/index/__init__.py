"""The index folder: articles and passages (SQLite), vectors (FAISS), words (tantivy).

`publish` puts a new generation in use; `generations` knows which one is and opens it;
`manifest` says what it is made of; `store` (written by `writer`), `vectors` and `lexical` each
own one file or folder of it.
"""
