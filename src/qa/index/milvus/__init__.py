"""The passages of an index on a Milvus server, in place of the files of `folder`.

Each generation is a collection, `NAME_ID_g000007`: NAME is that of the address, ID that of the
index folder. The alias NAME leads to the one in use. Which one that is says `CURRENT`, as always:
articles and manifests stay in the index folder.

Milvus ranks, filters and matches; words are analysed here, so that they are the same in both stores
and with every kind of Milvus.
"""
