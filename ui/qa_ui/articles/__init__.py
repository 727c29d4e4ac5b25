"""Files of articles in the corpus folder: uploaded, pasted, fetched, deleted."""
