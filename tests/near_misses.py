"""Small articles, questions that they answer, and questions changed so that they do not."""

from __future__ import annotations

ARTICLES = {
    "mill": (
        "2024-05-14",
        "en",
        "Paper mill at Hollin Bend closes",
        (
            "The paper mill at Hollin Bend will close in June, its owner Calder Group said. About "
            "240 workers will lose their jobs. The manager, Helen Voigt, blamed the price of gas."
        ),
    ),
    "wind": (
        "2024-11-07",
        "en",
        "Three towns back the wind farm",
        (
            "The councils of Aldmoor, Penwick and Sarsby voted for the wind farm on Thursday. The "
            "council of Thornley did not vote for it because of the noise. The farm will have 22 "
            "turbines and cost 96 million pounds."
        ),
    ),
    "race24": (
        "2024-09-30",
        "fr",
        "Le marathon de Lorbourg bat son record",
        (
            "Le marathon de Lorbourg a réuni 14 200 coureurs dimanche, ont indiqué les "
            "organisateurs. La course a été gagnée par Selam Bekele en 2 h 24."
        ),
    ),
    "race23": (
        "2023-10-02",
        "fr",
        "Le marathon de Lorbourg attire moins de monde",
        "Le marathon de Lorbourg a réuni 11 900 coureurs dimanche, ont indiqué les organisateurs.",
    ),
    "strike": (
        "2024-02-08",
        "fr",
        "Grève des bus à Valmorin",
        (
            "Les conducteurs de bus de Valmorin ont voté la grève jeudi. Seuls les agents du dépôt "
            "de Bréhal n’ont pas voté la grève. La direction propose une hausse de 3 %."
        ),
    ),
    "cyclist": (
        "2024-01-15",
        "fr",
        "Le cycliste Marc Delorme blessé",
        "Le cycliste Marc Delorme a été blessé lundi dans une chute près de Sarlac.",
    ),
    "train": (
        "2023-05-09",
        "en",
        "Hospital train leaves Lviv",
        (
            "A hospital train left Lviv for Poland on Tuesday with 64 wounded people. Germany sent "
            "twelve nurses."
        ),
    ),
}
"""Day, language, title and text by name."""

ANSWERED = {
    "Who is the manager of the paper mill at Hollin Bend?": "Helen Voigt",
    "How many workers will lose their jobs at Hollin Bend?": "240",
    "Which council did not vote for the wind farm?": "Thornley",
    "How many turbines will the wind farm have?": "22",
    "Combien de coureurs le marathon de Lorbourg a-t-il réunis en 2024 ?": "14 200",
    "Combien de coureurs le marathon de Lorbourg a-t-il réunis en 2023 ?": "11 900",
    "Combien de coureurs le marathon de Lorbourg a-t-il réunis l’an dernier ?": "11 900",
    "Quel dépôt n’a pas voté la grève à Valmorin ?": "Bréhal",
    "Où le cycliste Marc Delorme a-t-il été blessé ?": "Sarlac",
    "Combien de blessés le train sanitaire parti de Lvov transportait-il ?": "64",
    "Combien d’infirmières l’Allemagne a-t-elle envoyées ?": "twelve nurses",
}
"""Questions with what a quote must hold."""

REFUSED = [
    "Who is the manager of the paper mill at Hollin Marsh?",
    "Who is the deputy manager of the paper mill at Hollin Bend?",
    "How many workers will lose their jobs at the mill in Wexmoor?",
    "Which companies did not bid for the wind farm?",
    "Combien de coureurs le marathon de Lorbourg a-t-il réunis en 2021 ?",
    "Combien de coureurs l’édition 2020 du marathon de Lorbourg a-t-elle réunis ?",
    "Combien de coureurs le marathon de Lambourg a-t-il réunis en 2024 ?",
    "Où le cycliste Luc Delorme a-t-il été blessé ?",
    "Combien d’infirmières l’Italie a-t-elle envoyées ?",
    "Combien de blessés le train parti d’Odessa transportait-il ?",
]
"""Another name, role or year, or the opposite."""
