"""The generation in use, as far as a new one can be made from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from qa.encoder import Encoder, Vectors
from qa.entities import Entity
from qa.errors import IndexDamagedError, IndexFolderError
from qa.index.generations import Generation, open_current
from qa.index.store import Store, StoredPassage
from qa.types import Language

Named = tuple[dict[str, str], dict[Language, str]]
"""Outlets by their other spellings, and what finds people and places."""


class Previous:
    """The generation in use; a damaged one counts as none.

    Args:
        index: The index folder.
        encoder: What the new generation is made with.
        recipe: How its passages are cut.
        store: Address of the server where its passages will be; None: in its folder.
    """

    def __init__(self, index: Path, encoder: Encoder, recipe: str, store: str | None) -> None:
        self.is_sound = True
        try:
            # What is kept of it gets new checksums, which must not cover damage up.
            self._generation: Generation | None = open_current(index, verify=True)
        except IndexFolderError as error:
            self._generation, self.is_sound = None, not isinstance(error, IndexDamagedError)
        self._encoder, self._recipe, self._store = encoder, recipe, store
        self.contents = self._generation.store.contents() if self._generation else {}
        # An article is known again by its digest, whatever file it is in now.
        self._ids = {value: id_ for id_, (value, _) in self.contents.items()}

    @property
    def exists(self) -> bool:
        """Whether there is one that can be opened."""
        return self._generation is not None

    @cached_property
    def fitting(self) -> Generation | None:
        """The generation, if its vectors are what the encoder would give again."""
        if self._generation:
            manifest = self._generation.manifest
            if (manifest.fingerprint, manifest.recipe) == (self._encoder.fingerprint, self._recipe):
                return self._generation
        return None

    @property
    def files(self) -> Path | None:
        """Its folder, if files of its passages are there that the new generation can keep."""
        if self._store or not self.fitting or self.fitting.manifest.store:
            return None
        return self.fitting.path

    @property
    def store(self) -> Store | None:
        """Its articles."""
        return self._generation.store if self._generation else None

    def keeps(self, article_id: str, value: str) -> bool:
        """Whether it has an article of this digest, all of which can be kept."""
        return bool(self.fitting) and self.contents.get(article_id, ("",))[0] == value

    def holding(self, contents: dict[str, tuple[str, str]], named: Named) -> Generation | None:
        """The generation, if a new one would hold just the same, from the same files.

        Args:
            contents: Digest and file of each article, in their order.
            named: What the new one would be named by.
        """
        if not self.fitting or list(self.contents.items()) != list(contents.items()):
            return None
        if self.fitting.manifest.store != self._store:
            return None
        store = self.fitting.store
        return self.fitting if (store.outlets, store.entities.recipes) == named else None

    def entities(self, language: Language, value: str, recipe: str | None) -> list[Entity] | None:
        """What the article of a digest names, if what finds it is the same; else None."""
        if self._generation is None or value not in self._ids:
            return None
        entities = self._generation.store.entities
        same = recipe and entities.recipes.get(language) == recipe
        return entities.of(self._ids[value]) if same else None

    def passages(self, value: str) -> list[StoredPassage]:
        """The passages of the article of a digest, if their vectors still fit."""
        if not self.fitting or value not in self._ids:
            return []
        store = self.fitting.store
        return store.passages(store.rows_of(self._ids[value]))

    def vectors(self, passages: Sequence[StoredPassage]) -> Vectors:
        """The vectors of some passages, shape (len(passages), dimension)."""
        assert self.fitting  # noqa: S101 - they come from it
        return self.fitting.vectors.at(np.array([stored.row for stored in passages]))

    def refound(self, recipes: dict[Language, str]) -> list[Language]:
        """Languages in which something else finds people and places than in the new one."""
        if not self.fitting:
            return []
        before = self.fitting.store.entities.recipes
        return [one for one in {**before, **recipes} if before.get(one) != recipes.get(one)]

    def close(self) -> None:
        """Release the generation."""
        if self._generation:
            self._generation.close()
