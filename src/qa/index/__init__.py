"""The index folder: articles and passages (SQLite), vectors (FAISS), words (tantivy).

`publish` puts a new generation in use; `generations` knows which one is and opens it;
`manifest` says what it is made of; `store` (written by `writer`), `vectors` and `lexical` each
own one file or folder of it.
"""

import os

# Threads of FAISS that wait by spinning make an answer several times as slow on a machine that
# does anything else. They read this when FAISS is loaded, which modules of this package do.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
