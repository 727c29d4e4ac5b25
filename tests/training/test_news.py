from __future__ import annotations

from training.news import News

from tests.training.tiny_data import TOWNS, article_id


def test_passages_are_verbatim_and_cover_the_articles(news: News) -> None:
    """Each passage is cut out of its article; what no passage has is white space."""
    for article, row in news.articles.items():
        own = [news.passages[place] for place in news.of_article[article]]
        assert len(own) > 1
        assert all(p.text == row["text"][p.start : p.end] for p in own)
        seen = {i for p in own for i in range(p.start, p.end)}
        assert not "".join(c for i, c in enumerate(row["text"]) if i not in seen).strip()


def test_a_passage_stands_under_title_and_date(news: News) -> None:
    """As the product shows it to its models."""
    assert news.passages[0].title == "Une bibliothèque à Valmont (2011-05-04)"


def test_passages_that_hold_an_answer_are_found(news: News) -> None:
    """They say it whole, at the place in the article where it stands first."""
    town = TOWNS[2]
    places = news.holding(article_id(town), town.guest)
    assert places
    assert all(town.guest in news.passages[place].text for place in places)
    assert news.holding(article_id(town), "nothing of the kind") == []
