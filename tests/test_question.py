"""Facts about `qa.question`: languages, parts, kinds and follow-ups of real phrasings."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import QuestionError
from qa.lang.text import word_set
from qa.question import Question, understand

if TYPE_CHECKING:
    from qa.types import Exchange, Kind, Language

SINGLE: list[tuple[str, Language, Kind]] = [
    ("Qui a battu la France et l'Angleterre ?", "fr", "who"),
    ("What did France and Germany sign?", "en", "what"),
    ("Who is the man who lied and who resigned?", "en", "who"),
    ("Quel est le ministre qui a menti et qui a démissionné ?", "fr", "who"),
    ("When the plane crashed, who was on board?", "en", "who"),
    ("Quand l'avion s'est écrasé, qui était à bord ?", "fr", "who"),
    ("Lorsque l'avion s'est écrasé, combien de passagers étaient à bord ?", "fr", "how_many"),
    ("Dis-moi pourquoi la Russie a envoyé des troupes", "fr", "why"),
    ("Can you tell me when the war ended?", "en", "when"),
    ("Pourriez-vous me dire où se trouve Baïkonour ?", "fr", "where"),
    ("Macron a dit quoi ?", "fr", "what"),
    ("Le sommet a lieu où ?", "fr", "where"),
    ("Ça coûte combien ?", "fr", "how_many"),
    ("Il est mort quand ?", "fr", "when"),
    ("Est-ce que Tokaïev a démissionné ?", "fr", "yes_no"),
    ("Le président a-t-il démissionné ?", "fr", "yes_no"),
    ("Did he resign?", "en", "yes_no"),
    ("Do you know whether the strike is over?", "en", "yes_no"),
    ("Sais-tu si la grève est finie ?", "fr", "yes_no"),
    ("pourqoi la russie envoie des troupes", "fr", "why"),
    ("wich country sent troops", "en", "where"),
    ("ou se trouve almaty", "fr", "where"),
    ("Selon Le Monde, pourquoi Macron a-t-il reculé ?", "fr", "why"),
    ("date de la chute du mur de Berlin", "fr", "when"),
    ("causes of the crash", "en", "why"),
    ("troupes Kazakhstan", "fr", "what"),
    ("troops Kazakhstan", "en", "what"),
    ("Tell me about the strike", "en", "what"),
    ("What time did the match start?", "en", "when"),
    ("What country is Almaty in?", "en", "where"),
    ("Dans quel pays se trouve Almaty ?", "fr", "where"),
    ("Pour quelle raison le pont s'est-il effondré ?", "fr", "why"),
    ("À cause de quoi le pont s'est-il effondré ?", "fr", "why"),
    ("À qui appartient le journal ?", "fr", "who"),
    ("Par qui Kennedy a-t-il été tué ?", "fr", "who"),
    ("Whose idea was it?", "en", "who"),
    ("To whom did he sell the company?", "en", "who"),
    ("How come the flight was cancelled?", "en", "why"),
    ("Comment s'appelle le ministre ?", "fr", "who"),
    ("Comment s'appelle le navire ?", "fr", "what"),
    ("Quelle est la capitale du Kazakhstan ?", "fr", "where"),
    ("What is the capital of Kazakhstan?", "en", "where"),
    ("What is the population of Almaty?", "en", "how_many"),
    ("Quel âge a Tokaïev ?", "fr", "how_many"),
    ("How old is Tokayev?", "en", "how_many"),
    ("Depuis combien de temps dure la grève ?", "fr", "how_many"),
    ("Il y a combien de temps que l'URSS a éclaté ?", "fr", "when"),
    ("À combien s'élève l'amende ?", "fr", "how_many"),
    ('Who says "who and why" in the film?', "en", "who"),
    ("The plane crashed in Mali. Who was on board?", "en", "who"),
    ("Bonjour, qui est le maire de Lyon ?", "fr", "who"),
    ("Is it true that Macron resigned?", "en", "yes_no"),
    ("Pourquoi pas ?", "fr", "why"),
    ("C'est quoi l'OTSC ?", "fr", "what"),
    ("C'est qui Tokaïev ?", "fr", "who"),
    ("Qui a tué qui ?", "fr", "who"),
    ("What are the reasons for the strike?", "en", "why"),
    ("Quelles sont les raisons de la grève ?", "fr", "why"),
    ("What is the name of the president of Kazakhstan?", "en", "who"),
    ("Quel est le nom du président kazakh ?", "fr", "who"),
    ("What is the date of the summit?", "en", "when"),
    ("Which musical includes True Love and Who Wants to Be a Millionaire?", "en", "what"),
    ("Where are the islands, which are politically part of Chile?", "en", "where"),
    ("What was the name of his eldest son, who became duke?", "en", "who"),
    ("Who is the woman who lived in Rome and who was queen?", "en", "who"),
    ("Who won the cup? Thanks!", "en", "who"),
    ("Who won? The match was played in Paris on Friday.", "en", "who"),
    ("When does the film Beasts and where to find them open?", "en", "when"),
    ("What do they call a (what?) in France?", "en", "what"),
    ("Où est le village, où le train a déraillé ?", "fr", "where"),
    ("Qui est Paul, qui a menti ?", "fr", "who"),
    ("Quand le maïs et le blé seront-ils récoltés ?", "fr", "when"),
    ("Merci de me dire qui a gagné", "fr", "who"),
    ("What does the CSTO do?", "en", "what"),
    ("Who's the mayor of Paris?", "en", "who"),
    ("Whats the capital of France", "en", "where"),
    ("When's the next election?", "en", "when"),
    ("Since when has Tokayev been in power?", "en", "when"),
    ("Depuis quand Tokaïev est-il au pouvoir ?", "fr", "when"),
    ("In which city was the treaty signed?", "en", "where"),
    ("By whom was the palace attacked?", "en", "who"),
    ("How long did the state of emergency last?", "en", "how_many"),
    ("How was the fire started?", "en", "how"),
    ("What percentage of voters chose him?", "en", "how_many"),
    ("Which team won the final?", "en", "who"),
    ("Which planet did the probe reach?", "en", "where"),
    ("For what reason did the talks fail?", "en", "why"),
    ("Why the hell did they leave?", "en", "why"),
    ("WHY DID RUSSIA SEND TROOPS", "en", "why"),
    ("who sent troops", "en", "who"),
    ("how much does the stadium cost", "en", "how_many"),
    ("Are the talks over?", "en", "yes_no"),
    ("Can dogs catch the virus?", "en", "yes_no"),
    ("Isn't the tower closed?", "en", "yes_no"),
    ("Quel jour la tour a-t-elle fermé ?", "fr", "when"),
    ("À quelle heure le train a-t-il déraillé ?", "fr", "when"),
    ("De quel pays vient le virus ?", "fr", "where"),
    ("D'où vient le virus ?", "fr", "where"),
    ("Jusqu'à quand dure la grève ?", "fr", "when"),
    ("Jusqu'où la température est-elle montée ?", "fr", "how_many"),
    ("Combien de temps a duré la grève ?", "fr", "how_many"),
    ("Quel est le montant de l'amende ?", "fr", "how_many"),
    ("Quel pourcentage des électeurs a voté ?", "fr", "how_many"),
    ("Quelle équipe a gagné la finale ?", "fr", "who"),
    ("Laquelle des deux équipes a gagné ?", "fr", "who"),
    ("De quoi parle le film ?", "fr", "what"),
    ("Sur quoi porte l'accord ?", "fr", "what"),
    ("Que contient l'accord ?", "fr", "what"),
    ("Qu'est-il arrivé au vol 3411 ?", "fr", "what"),
    ("Qu'est-ce qui a provoqué l'incendie ?", "fr", "why"),
    ("Qu'est-ce qui a changé ?", "fr", "what"),
    ("Qu'est-ce qui avait changé ?", "fr", "what"),
    ("Comment la police a-t-elle arrêté le suspect ?", "fr", "how"),
    ("De quelle façon l'argent a-t-il été volé ?", "fr", "how"),
    ("Grâce à quoi la tour purifie-t-elle l'air ?", "fr", "what"),
    ("Avec quel pays la Chine a-t-elle signé ?", "fr", "where"),
    ("Chez qui logeait le suspect ?", "fr", "who"),
    ("À qui la faute ?", "fr", "who"),
    ("La grève est-elle terminée ?", "fr", "yes_no"),
    ("Y a-t-il des survivants ?", "fr", "yes_no"),
    ("Faut-il un visa ?", "fr", "yes_no"),
    ("Peut-on visiter la tour ?", "fr", "yes_no"),
    ("Le pape viendra-t-il en France ?", "fr", "yes_no"),
    ("Macron a démissionné ?", "fr", "yes_no"),
    ("POURQUOI LA TOUR EIFFEL EST-ELLE FERMEE ?", "fr", "why"),
    ("a quelle date le sommet aura lieu", "fr", "when"),
    ("combien ca coute", "fr", "how_many"),
    ("qui a gagne le match ?", "fr", "who"),
    ("Tu sais qui a gagné le match ?", "fr", "who"),
    ("Explique pourquoi la tour est fermée", "fr", "why"),
    ("J'aimerais comprendre pourquoi la tour est fermée", "fr", "why"),
    ("Je me demande où il est né", "fr", "where"),
    ("Est-ce que tu sais quand le pont rouvrira ?", "fr", "when"),
    ("Sais-tu si le pont rouvrira ?", "fr", "yes_no"),
    ("Could you tell me what caused the fire?", "en", "why"),
    ("Do you know how many people were hurt?", "en", "how_many"),
    ("I wonder why the bridge fell", "en", "why"),
    ("Any idea who did it?", "en", "who"),
    ("Who is the wife of the man who founded Uber and Lyft?", "en", "who"),
    ("Qui a dit que la France et que l'Allemagne étaient alliées ?", "fr", "who"),
    ("What do doctors and nurses demand?", "en", "what"),
    ("Que demandent les médecins et les infirmières ?", "fr", "what"),
    ("Who wrote and directed the film?", "en", "who"),
    ("Who was Castro, who died in 2016?", "en", "who"),
    ("Where is the town where the battle took place and where the king died?", "en", "where"),
    ("Which is bigger, Paris or London?", "en", "what"),
    ("Qui de Paris ou de Londres est la plus grande ?", "fr", "who"),
    ("What is the rise and fall of Rome?", "en", "what"),
    ("Who are the king and queen of Spain?", "en", "who"),
    ("Quelle est la position de la France et de l'Allemagne ?", "fr", "what"),
    ("Date de sortie du film ?", "fr", "when"),
    ("La date du sommet a changé ?", "fr", "yes_no"),
    ("Qui dirige l'OMS (Organisation mondiale de la santé) ?", "fr", "who"),
    ("Which minister resigned last week?", "en", "who"),
    ("Which countries share a border with Mali?", "en", "where"),
    ("What happened two weeks ago in Kyiv?", "en", "what"),
    ("est ce que la tour eiffel est fermee", "fr", "yes_no"),
    ("y a t il des survivants", "fr", "yes_no"),
    ("didnt the minister resign", "en", "yes_no"),
    ("Who decides when and where the Olympics are held?", "en", "who"),
    ("Qui décide où et quand ont lieu les Jeux ?", "fr", "who"),
    ("What do those who fled say?", "en", "what"),
    ("What did the WHO say about monkeypox?", "en", "what"),
    ("Résume-moi ce qui s'est passé au Mali la semaine dernière", "fr", "what"),
    ("Liste les pays qui ont rejoint la coalition", "fr", "what"),
    ("Que disent ceux qui restent ?", "fr", "what"),
    ("Nice ?", "fr", "what"),
    ("Do we know who fired the missile?", "en", "who"),
    ("Does anyone know why the trial was postponed?", "en", "why"),
    ("Quelles en sont les causes ?", "fr", "why"),
    ("Quelles ont été les raisons du report ?", "fr", "why"),
    ("Quel pourrait être le coût de la réforme ?", "fr", "how_many"),
    ("Quelle est, selon l'AFP, la cause du krach ?", "fr", "why"),
    ("Où en sont les négociations ?", "fr", "what"),
    ("Dans combien de temps aura lieu le vote ?", "fr", "when"),
    ("À quand la réouverture ?", "fr", "when"),
    ("What's behind the rise in prices?", "en", "why"),
    ("What's causing the delays?", "en", "why"),
    ("What did the painting sell for?", "en", "what"),
    ("La date du sommet ?", "fr", "when"),
    ("Les raisons de la grève ?", "fr", "why"),
]

SEVERAL: list[tuple[str, Language, list[tuple[Kind, str]]]] = [
    (
        "Who sent troops, when, and why?",
        "en",
        [
            ("who", "Who sent troops?"),
            ("when", "When did they send troops?"),
            ("why", "Why did they send troops?"),
        ],
    ),
    (
        "Who sent troops to Kazakhstan and why?",
        "en",
        [
            ("who", "Who sent troops to Kazakhstan?"),
            ("why", "Why did they send troops to Kazakhstan?"),
        ],
    ),
    (
        "Qui a envoyé des troupes au Kazakhstan et pourquoi ?",
        "fr",
        [
            ("who", "Qui a envoyé des troupes au Kazakhstan ?"),
            ("why", "Pourquoi a-t-on envoyé des troupes au Kazakhstan ?"),
        ],
    ),
    (
        "QUI A ENVOYE DES TROUPES AU KAZAKHSTAN ET POURQUOI",
        "fr",
        [
            ("who", "Qui a envoye des troupes au kazakhstan ?"),
            ("why", "Pourquoi a-t-on envoye des troupes au kazakhstan ?"),
        ],
    ),
    (
        "qui a envoye des troupes et pourquoi",
        "fr",
        [("who", "Qui a envoye des troupes ?"), ("why", "Pourquoi a-t-on envoye des troupes ?")],
    ),
    (
        "What happened and where?",
        "en",
        [("what", "What happened?"), ("where", "Where did it happen?")],
    ),
    (
        "What happened in Paris, when and why?",
        "en",
        [
            ("what", "What happened in Paris?"),
            ("when", "When did this happen in Paris?"),
            ("why", "Why did this happen in Paris?"),
        ],
    ),
    (
        "What happened to flight 3411 and when?",
        "en",
        [
            ("what", "What happened to flight 3411?"),
            ("when", "When did this happen to flight 3411?"),
        ],
    ),
    (
        "Que s'est-il passé à Almaty et quand ?",
        "fr",
        [
            ("what", "Que s'est-il passé à Almaty ?"),
            ("when", "Quand cela s'est-il passé à Almaty ?"),
        ],
    ),
    (
        "Quand et où le sommet aura-t-il lieu ?",
        "fr",
        [("when", "Quand le sommet aura-t-il lieu ?"), ("where", "Où le sommet aura-t-il lieu ?")],
    ),
    (
        "When and where did the summit take place?",
        "en",
        [
            ("when", "When did the summit take place?"),
            ("where", "Where did the summit take place?"),
        ],
    ),
    (
        "How and why did the bridge collapse?",
        "en",
        [("how", "How did the bridge collapse?"), ("why", "Why did the bridge collapse?")],
    ),
    (
        "Qui, quand et pourquoi ?",
        "fr",
        [("who", "Qui ?"), ("when", "Quand ?"), ("why", "Pourquoi ?")],
    ),
    (
        "Who was Tokayev and what did he do?",
        "en",
        [("who", "Who was Tokayev?"), ("what", "What did Tokayev do?")],
    ),
    (
        "Qui est Tokaïev et qu'a-t-il fait ?",
        "fr",
        [("who", "Qui est Tokaïev ?"), ("what", "Qu'a-t-il fait, Tokaïev ?")],
    ),
    (
        "Qui a démissionné ? Et pourquoi ?",
        "fr",
        [("who", "Qui a démissionné ?"), ("why", "Pourquoi a-t-on démissionné ?")],
    ),
    (
        "Where did he die? And how?",
        "en",
        [("where", "Where did he die?"), ("how", "How did he die?")],
    ),
    ("Who won? Who lost?", "en", [("who", "Who won?"), ("who", "Who lost (who won)?")]),
    (
        "I'd like to know who sent troops to Kazakhstan and when",
        "en",
        [
            ("who", "Who sent troops to Kazakhstan?"),
            ("when", "When did they send troops to Kazakhstan?"),
        ],
    ),
    (
        "Je voudrais savoir combien de personnes sont mortes et où",
        "fr",
        [
            ("how_many", "Combien de personnes sont mortes ?"),
            ("where", "Où est-ce que des personnes sont mortes ?"),
        ],
    ),
    (
        "Did Russia send troops and why?",
        "en",
        [("yes_no", "Did Russia send troops?"), ("why", "Why did Russia send troops?")],
    ),
    (
        "La Russie a-t-elle envoyé des troupes et pourquoi ?",
        "fr",
        [
            ("yes_no", "La Russie a-t-elle envoyé des troupes ?"),
            ("why", "Pourquoi la Russie a-t-elle envoyé des troupes ?"),
        ],
    ),
    (
        "Has the strike ended and when did it start?",
        "en",
        [
            ("yes_no", "Has the strike ended?"),
            ("when", "When did it start (has the strike ended)?"),
        ],
    ),
    (
        "Qu'est-ce que l'OTSC et quand a-t-elle été fondée ?",
        "fr",
        [("what", "Qu'est-ce que l'OTSC ?"), ("when", "Quand a-t-elle été fondée, l'OTSC ?")],
    ),
    (
        "What is the CSTO and when was it founded?",
        "en",
        [("what", "What is the CSTO?"), ("when", "When was the CSTO founded?")],
    ),
    (
        "Combien de soldats la Russie a-t-elle envoyés et pourquoi ?",
        "fr",
        [
            ("how_many", "Combien de soldats la Russie a-t-elle envoyés ?"),
            ("why", "Pourquoi la Russie a-t-elle envoyé des soldats ?"),
        ],
    ),
    (
        "How many soldiers did Russia send and why?",
        "en",
        [
            ("how_many", "How many soldiers did Russia send?"),
            ("why", "Why did Russia send the soldiers?"),
        ],
    ),
    (
        "What did Macron say in Paris and why?",
        "en",
        [("what", "What did Macron say in Paris?"), ("why", "Why did Macron say this in Paris?")],
    ),
    (
        "Qu'a dit Macron et pourquoi ?",
        "fr",
        [("what", "Qu'a dit Macron ?"), ("why", "Pourquoi (qu'a dit Macron) ?")],
    ),
    (
        "Qu'est-ce que Macron a annoncé et quand ?",
        "fr",
        [
            ("what", "Qu'est-ce que Macron a annoncé ?"),
            ("when", "Quand est-ce que Macron a annoncé cela ?"),
        ],
    ),
    (
        "In 2016, who won the election and by how much?",
        "en",
        [
            ("who", "In 2016, who won the election?"),
            ("how_many", "In 2016, by how much did they win the election?"),
        ],
    ),
    (
        "En 2016, qui a gagné l'élection et avec combien de voix ?",
        "fr",
        [
            ("who", "En 2016, qui a gagné l'élection ?"),
            ("how_many", "En 2016, avec combien de voix a-t-on gagné l'élection ?"),
        ],
    ),
    (
        "Which minister resigned and who replaced him?",
        "en",
        [
            ("who", "Which minister resigned?"),
            ("who", "Who replaced him (which minister resigned)?"),
        ],
    ),
    (
        "Quel ministre a démissionné et qui l'a remplacé ?",
        "fr",
        [
            ("who", "Quel ministre a démissionné ?"),
            ("who", "Qui l'a remplacé (quel ministre a démissionné) ?"),
        ],
    ),
    (
        "Quels pays ont signé l'accord et quand ?",
        "fr",
        [
            ("where", "Quels pays ont signé l'accord ?"),
            ("when", "Quand ces pays ont-ils signé l'accord ?"),
        ],
    ),
    (
        "Quelle ville a été touchée et combien de victimes y a-t-il eu ?",
        "fr",
        [
            ("where", "Quelle ville a été touchée ?"),
            ("how_many", "Combien de victimes y a-t-il eu (quelle ville a été touchée) ?"),
        ],
    ),
    (
        "Avec qui Macron s'est-il entretenu, et de quoi ont-ils parlé ?",
        "fr",
        [
            ("who", "Avec qui Macron s'est-il entretenu ?"),
            ("what", "De quoi ont-ils parlé (avec qui Macron s'est-il entretenu) ?"),
        ],
    ),
    (
        "Who did Putin meet and where?",
        "en",
        [("who", "Who did Putin meet?"), ("where", "Where did Putin meet them?")],
    ),
    (
        "Qui a écrit « Où es-tu ? » et quand ?",
        "fr",
        [("who", "Qui a écrit « Où es-tu ? » ?"), ("when", "Quand a-t-on écrit « Où es-tu ? » ?")],
    ),
    (
        'Who wrote "Who\'s Afraid of Virginia Woolf?" and when?',
        "en",
        [
            ("who", 'Who wrote "Who\'s Afraid of Virginia Woolf?"?'),
            ("when", 'When did they write "Who\'s Afraid of Virginia Woolf?"?'),
        ],
    ),
    (
        "Who founded Uber, where and when was it founded?",
        "en",
        [
            ("who", "Who founded Uber?"),
            ("where", "Where did they found Uber?"),
            ("when", "When was it founded (who founded Uber)?"),
        ],
    ),
    (
        "Explique-moi comment fonctionne la tour et qui l'a construite",
        "fr",
        [
            ("how", "Comment fonctionne la tour ?"),
            ("who", "Qui l'a construite (comment fonctionne la tour) ?"),
        ],
    ),
    ("Why and how?", "en", [("why", "Why?"), ("how", "How?")]),
    (
        "Who runs the company and what is its turnover?",
        "en",
        [
            ("who", "Who runs the company?"),
            ("how_many", "What is its turnover (who runs the company)?"),
        ],
    ),
    (
        "Who leads the party and since when?",
        "en",
        [("who", "Who leads the party?"), ("when", "Since when do they lead the party?")],
    ),
    ("Who could win and why?", "en", [("who", "Who could win?"), ("why", "Why could they win?")]),
    (
        "Qui dirige le parti et depuis quand ?",
        "fr",
        [("who", "Qui dirige le parti ?"), ("when", "Depuis quand dirige-t-on le parti ?")],
    ),
    (
        "Qui peut gagner et pourquoi ?",
        "fr",
        [("who", "Qui peut gagner ?"), ("why", "Pourquoi peut-on gagner ?")],
    ),
    (
        "Qui s'oppose au projet et pour quelles raisons ?",
        "fr",
        [
            ("who", "Qui s'oppose au projet ?"),
            ("why", "Pour quelles raisons s'oppose-t-on au projet ?"),
        ],
    ),
    (
        "Qui était présent et qui était absent ?",
        "fr",
        [("who", "Qui était présent ?"), ("who", "Qui était absent (qui était présent) ?")],
    ),
    (
        "Who was injured and who died?",
        "en",
        [("who", "Who was injured?"), ("who", "Who died (who was injured)?")],
    ),
    (
        "Y a-t-il eu des morts et combien ?",
        "fr",
        [("yes_no", "Y a-t-il eu des morts ?"), ("how_many", "Combien (y a-t-il eu des morts) ?")],
    ),
    (
        "Were there any deaths and how many?",
        "en",
        [("yes_no", "Were there any deaths?"), ("how_many", "How many (were there any deaths)?")],
    ),
    (
        "What caused the fire and how many people died?",
        "en",
        [
            ("why", "What caused the fire?"),
            ("how_many", "How many people died (what caused the fire)?"),
        ],
    ),
    (
        "Quelle est la cause de l'incendie et combien de personnes sont mortes ?",
        "fr",
        [
            ("why", "Quelle est la cause de l'incendie ?"),
            ("how_many", "Combien de personnes sont mortes (quelle est la cause de l'incendie) ?"),
        ],
    ),
    (
        "Quelle ministre est partie et pourquoi a-t-elle démissionné ?",
        "fr",
        [
            ("who", "Quelle ministre est partie ?"),
            ("why", "Pourquoi a-t-elle démissionné, la ministre qui est partie ?"),
        ],
    ),
    (
        "Qui a démissionné et pourquoi est-il parti ?",
        "fr",
        [
            ("who", "Qui a démissionné ?"),
            ("why", "Pourquoi est-il parti, celui qui a démissionné ?"),
        ],
    ),
    (
        "Quel avion s'est écrasé et pourquoi ?",
        "fr",
        [("what", "Quel avion s'est écrasé ?"), ("why", "Pourquoi cet avion s'est-il écrasé ?")],
    ),
    (
        "Quels otages ont été libérés et où ont-ils été emmenés ?",
        "fr",
        [
            ("who", "Quels otages ont été libérés ?"),
            ("where", "Où ont-ils été emmenés, les otages qui ont été libérés ?"),
        ],
    ),
    (
        "Quel otage a été libéré et où a-t-il été emmené ?",
        "fr",
        [
            ("who", "Quel otage a été libéré ?"),
            ("where", "Où a-t-il été emmené, l'otage qui a été libéré ?"),
        ],
    ),
    (
        "Qui Macron a-t-il rencontré et où ?",
        "fr",
        [
            ("who", "Qui Macron a-t-il rencontré ?"),
            ("where", "Où Macron a-t-il rencontré cette personne ?"),
        ],
    ),
    (
        "Qui est Tokaïev et pourquoi ?",
        "fr",
        [("who", "Qui est Tokaïev ?"), ("why", "Pourquoi (qui est Tokaïev) ?")],
    ),
    (
        "À quel prix le club a-t-il été vendu et pourquoi ?",
        "fr",
        [
            ("how_many", "À quel prix le club a-t-il été vendu ?"),
            ("why", "Pourquoi le club a-t-il été vendu ?"),
        ],
    ),
    (
        "En 2016, qui a gagné et pourquoi a-t-il gagné ?",
        "fr",
        [("who", "En 2016, qui a gagné ?"), ("why", "Pourquoi a-t-il gagné, celui qui a gagné ?")],
    ),
    (
        "Qui a signé l'accord et que contient le texte ?",
        "fr",
        [
            ("who", "Qui a signé l'accord ?"),
            ("what", "Que contient le texte (qui a signé l'accord) ?"),
        ],
    ),
    (
        "Qui a quitté Areva et que fabrique l'usine ?",
        "fr",
        [("who", "Qui a quitté Areva ?"), ("what", "Que fabrique l'usine (Areva) ?")],
    ),
    (
        "Qui a quitté Areva et que fabrique Airbus ?",
        "fr",
        [("who", "Qui a quitté Areva ?"), ("what", "Que fabrique Airbus ?")],
    ),
    (
        "Quel avion Airbus a-t-il vendu et quand ?",
        "fr",
        [
            ("what", "Quel avion Airbus a-t-il vendu ?"),
            ("when", "Quand (quel avion Airbus a-t-il vendu) ?"),
        ],
    ),
    (
        "Pourquoi la tour est-elle fermée et quand la mairie va-t-elle la rouvrir ?",
        "fr",
        [
            ("why", "Pourquoi la tour est-elle fermée ?"),
            ("when", "Quand la mairie va-t-elle la rouvrir (pourquoi la tour est-elle fermée) ?"),
        ],
    ),
    (
        "Who left Areva and what does Airbus make?",
        "en",
        [("who", "Who left Areva?"), ("what", "What does Airbus make?")],
    ),
    (
        "How many hostages were freed and why?",
        "en",
        [("how_many", "How many hostages were freed?"), ("why", "Why were the hostages freed?")],
    ),
    (
        "Which hostage was freed and where did he go?",
        "en",
        [
            ("who", "Which hostage was freed?"),
            ("where", "Where did he go, the hostage who was freed?"),
        ],
    ),
    (
        "In 2016, who won and what did he say?",
        "en",
        [("who", "In 2016, who won?"), ("what", "What did he say, the one who won, in 2016?")],
    ),
    (
        "Who is Tokayev and why?",
        "en",
        [("who", "Who is Tokayev?"), ("why", "Why (who is Tokayev)?")],
    ),
    (
        "Which glass did they use and why?",
        "en",
        [("what", "Which glass did they use?"), ("why", "Why did they use the glass?")],
    ),
    (
        "Which boss runs the firm and why?",
        "en",
        [("who", "Which boss runs the firm?"), ("why", "Why (which boss runs the firm)?")],
    ),
    (
        "What has changed and why?",
        "en",
        [("what", "What has changed?"), ("why", "Why has it changed?")],
    ),
    (
        "Who always wins and why?",
        "en",
        [("who", "Who always wins?"), ("why", "Why do they always win?")],
    ),
    (
        "Who frequently carries weapons and why?",
        "en",
        [
            ("who", "Who frequently carries weapons?"),
            ("why", "Why do they frequently carry weapons?"),
        ],
    ),
    (
        "Who cut the rope, and with what?",
        "en",
        [("who", "Who cut the rope?"), ("what", "With what did they cut the rope?")],
    ),
    (
        "When did the match begin and who scored?",
        "en",
        [("when", "When did the match begin?"), ("who", "Who scored (when did the match begin)?")],
    ),
    (
        "What did Putin promise and when?",
        "en",
        [("what", "What did Putin promise?"), ("when", "When did Putin promise this?")],
    ),
    (
        "How much gold did Chile sell and why?",
        "en",
        [("how_many", "How much gold did Chile sell?"), ("why", "Why did Chile sell the gold?")],
    ),
    (
        "What is the ISS and how does it work?",
        "en",
        [("what", "What is the ISS?"), ("how", "How does the ISS work?")],
    ),
    (
        "Who sold the painting and where was it found?",
        "en",
        [
            ("who", "Who sold the painting?"),
            ("where", "Where was it found (who sold the painting)?"),
        ],
    ),
    (
        "Which religious body was founded by Booth and in what year?",
        "en",
        [
            ("who", "Which religious body was founded by Booth?"),
            ("when", "In what year was this religious body founded by Booth?"),
        ],
    ),
    (
        "When were the first rules written, and by whom?",
        "en",
        [
            ("when", "When were the first rules written?"),
            ("who", "By whom were the first rules written?"),
        ],
    ),
    (
        "Avec qui et pourquoi la ministre s'est-elle disputée ?",
        "fr",
        [
            ("who", "Avec qui la ministre s'est-elle disputée ?"),
            ("why", "Pourquoi la ministre s'est-elle disputée ?"),
        ],
    ),
    (
        "ou et quand aura lieu le sommet",
        "fr",
        [("where", "Où aura lieu le sommet ?"), ("when", "Quand aura lieu le sommet ?")],
    ),
    (
        "Who paid for the wall, and how much?",
        "en",
        [("who", "Who paid for the wall?"), ("how_many", "How much (who paid for the wall)?")],
    ),
    (
        "Who discovered the comet and how?",
        "en",
        [("who", "Who discovered the comet?"), ("how", "How did they discover the comet?")],
    ),
    (
        "Who discovered the comet and in which year?",
        "en",
        [
            ("who", "Who discovered the comet?"),
            ("when", "In which year did they discover the comet?"),
        ],
    ),
    (
        "Qui a découvert la comète et comment ?",
        "fr",
        [("who", "Qui a découvert la comète ?"), ("how", "Comment a-t-on découvert la comète ?")],
    ),
    (
        "Qui a découvert la comète et en quelle année ?",
        "fr",
        [
            ("who", "Qui a découvert la comète ?"),
            ("when", "En quelle année a-t-on découvert la comète ?"),
        ],
    ),
    (
        "Who stopped the train and why?",
        "en",
        [("who", "Who stopped the train?"), ("why", "Why did they stop the train?")],
    ),
    (
        "Who has resigned, and why?",
        "en",
        [("who", "Who has resigned?"), ("why", "Why have they resigned?")],
    ),
    (
        "Who carried out the attack and for what reason?",
        "en",
        [
            ("who", "Who carried out the attack?"),
            ("why", "For what reason did they carry out the attack?"),
        ],
    ),
    (
        "Who is Greta Thunberg and why is she famous?",
        "en",
        [("who", "Who is Greta Thunberg?"), ("why", "Why is Greta Thunberg famous?")],
    ),
    (
        "What is Brexit, when did it happen, and why?",
        "en",
        [
            ("what", "What is Brexit?"),
            ("when", "When did Brexit happen?"),
            ("why", "Why did Brexit happen?"),
        ],
    ),
    (
        "Which countries signed the treaty and when?",
        "en",
        [
            ("where", "Which countries signed the treaty?"),
            ("when", "When did these countries sign the treaty?"),
        ],
    ),
    (
        "When was the bridge built and how long is it?",
        "en",
        [
            ("when", "When was the bridge built?"),
            ("how_many", "How long is it (when was the bridge built)?"),
        ],
    ),
    (
        "Where did the train derail, and how many people were injured?",
        "en",
        [
            ("where", "Where did the train derail?"),
            ("how_many", "How many people were injured (where did the train derail)?"),
        ],
    ),
    (
        "Quand le pont a-t-il été construit et combien mesure-t-il ?",
        "fr",
        [
            ("when", "Quand le pont a-t-il été construit ?"),
            ("how_many", "Combien mesure-t-il (quand le pont a-t-il été construit) ?"),
        ],
    ),
    (
        "Où le train a-t-il déraillé et combien de blessés y a-t-il eu ?",
        "fr",
        [
            ("where", "Où le train a-t-il déraillé ?"),
            ("how_many", "Combien de blessés y a-t-il eu (où le train a-t-il déraillé) ?"),
        ],
    ),
    (
        "Pourquoi le pont est-il fermé et jusqu'à quand ?",
        "fr",
        [
            ("why", "Pourquoi le pont est-il fermé ?"),
            ("when", "Jusqu'à quand le pont est-il fermé ?"),
        ],
    ),
    (
        "Pourquoi le pont est fermé et jusqu'à quand",
        "fr",
        [("why", "Pourquoi le pont est fermé ?"), ("when", "Jusqu'à quand le pont est fermé ?")],
    ),
    (
        "Qui a été élu, quand et avec quel score ?",
        "fr",
        [
            ("who", "Qui a été élu ?"),
            ("when", "Quand a-t-il été élu ?"),
            ("how_many", "Avec quel score a-t-il été élu ?"),
        ],
    ),
    (
        "Quelle actrice est morte et de quoi ?",
        "fr",
        [("who", "Quelle actrice est morte ?"), ("what", "De quoi cette actrice est-elle morte ?")],
    ),
    (
        "Qui est mort et de quoi ?",
        "fr",
        [("who", "Qui est mort ?"), ("what", "De quoi est-il mort ?")],
    ),
    (
        "Combien de personnes sont mortes et combien ont été blessées ?",
        "fr",
        [
            ("how_many", "Combien de personnes sont mortes ?"),
            ("how_many", "Combien ont été blessées (combien de personnes sont mortes) ?"),
        ],
    ),
    (
        "How many people died and how many were injured?",
        "en",
        [
            ("how_many", "How many people died?"),
            ("how_many", "How many were injured (how many people died)?"),
        ],
    ),
    (
        "Did he resign and was he replaced?",
        "en",
        [("yes_no", "Did he resign?"), ("yes_no", "Was he replaced (did he resign)?")],
    ),
    (
        "A-t-il démissionné et a-t-il été remplacé ?",
        "fr",
        [
            ("yes_no", "A-t-il démissionné ?"),
            ("yes_no", "A-t-il été remplacé (a-t-il démissionné) ?"),
        ],
    ),
    (
        "Est-ce que le pont est fermé et est-ce que le tunnel est ouvert ?",
        "fr",
        [
            ("yes_no", "Est-ce que le pont est fermé ?"),
            ("yes_no", "Est-ce que le tunnel est ouvert (est-ce que le pont est fermé) ?"),
        ],
    ),
    (
        "Pourquoi la France et l'Allemagne ont-elles signé un accord et quand ?",
        "fr",
        [
            ("why", "Pourquoi la France et l'Allemagne ont-elles signé un accord ?"),
            ("when", "Quand la France et l'Allemagne ont-elles signé un accord ?"),
        ],
    ),
    (
        "What did the man who shot the president say and why?",
        "en",
        [
            ("what", "What did the man who shot the president say?"),
            ("why", "Why did the man who shot the president say this?"),
        ],
    ),
    (
        "Que s'est-il passé à Nice le 14 juillet 2016 et comment le gouvernement a-t-il réagi ?",
        "fr",
        [
            ("what", "Que s'est-il passé à Nice le 14 juillet 2016 ?"),
            ("how", "Comment le gouvernement a-t-il réagi (Nice le 14 juillet 2016) ?"),
        ],
    ),
    (
        "Qui a gagné à Rio en août 2016 et comment la foule a-t-elle réagi ?",
        "fr",
        [
            ("who", "Qui a gagné à Rio en août 2016 ?"),
            ("how", "Comment la foule a-t-elle réagi (Rio, août 2016) ?"),
        ],
    ),
    (
        "Who was killed in Nice, who was injured and who was arrested?",
        "en",
        [
            ("who", "Who was killed in Nice?"),
            ("who", "Who was injured (Nice)?"),
            ("who", "Who was arrested (Nice)?"),
        ],
    ),
    (
        "Qui a été tué à Nice, qui a été blessé et qui a été arrêté ?",
        "fr",
        [
            ("who", "Qui a été tué à Nice ?"),
            ("who", "Qui a été blessé (Nice) ?"),
            ("who", "Qui a été arrêté (Nice) ?"),
        ],
    ),
    (
        "Which countries voted against, and which abstained?",
        "en",
        [
            ("where", "Which countries voted against?"),
            ("what", "Which abstained (which countries voted against)?"),
        ],
    ),
    (
        "Quelles sont les causes et les conséquences de la grève ?",
        "fr",
        [
            ("why", "Quelles sont les causes de la grève ?"),
            ("what", "Quelles sont les conséquences de la grève ?"),
        ],
    ),
    (
        "What are the causes and consequences of the strike?",
        "en",
        [
            ("why", "What are the causes of the strike?"),
            ("what", "What are the consequences of the strike?"),
        ],
    ),
    (
        "Donne-moi la date et le lieu du sommet",
        "fr",
        [
            ("when", "Quelle est la date du sommet ?"),
            ("where", "Quel est le lieu du sommet ?"),
        ],
    ),
    (
        "Date et lieu du sommet du G7 ?",
        "fr",
        [
            ("when", "Date du sommet du G7 ?"),
            ("where", "Lieu du sommet du G7 ?"),
        ],
    ),
    (
        "What were the date and location of the summit?",
        "en",
        [
            ("when", "What was the date of the summit?"),
            ("where", "What was the location of the summit?"),
        ],
    ),
    (
        "Quels sont les noms et âges des victimes ?",
        "fr",
        [
            ("who", "Quels sont les noms des victimes ?"),
            ("how_many", "Quels sont les âges des victimes ?"),
        ],
    ),
    (
        "Combien de morts et de blessés l'attentat a-t-il faits ?",
        "fr",
        [
            ("how_many", "Combien de morts l'attentat a-t-il faits ?"),
            ("how_many", "Combien de blessés l'attentat a-t-il faits ?"),
        ],
    ),
    (
        "Combien de personnes ont été tuées et blessées à Nice ?",
        "fr",
        [
            ("how_many", "Combien de personnes ont été tuées à Nice ?"),
            ("how_many", "Combien de personnes ont été blessées à Nice ?"),
        ],
    ),
    (
        "How many people were killed and injured in the crash?",
        "en",
        [
            ("how_many", "How many people were killed in the crash?"),
            ("how_many", "How many people were injured in the crash?"),
        ],
    ),
    (
        "How many died and were injured in the Nice attack?",
        "en",
        [
            ("how_many", "How many died in the Nice attack?"),
            ("how_many", "How many were injured in the Nice attack?"),
        ],
    ),
    (
        "How many dead, how many injured in the Nice attack?",
        "en",
        [
            ("how_many", "How many dead in the Nice attack?"),
            ("how_many", "How many injured in the Nice attack?"),
        ],
    ),
    (
        "Combien de morts et combien de blessés à Nice ?",
        "fr",
        [
            ("how_many", "Combien de morts à Nice ?"),
            ("how_many", "Combien de blessés à Nice ?"),
        ],
    ),
    (
        "Combien de morts dans l'attentat et qui l'a revendiqué ?",
        "fr",
        [
            ("how_many", "Combien de morts dans l'attentat ?"),
            ("who", "Qui l'a revendiqué (combien de morts dans l'attentat) ?"),
        ],
    ),
    (
        "Quel est le bilan du séisme, et où s'est-il produit ?",
        "fr",
        [
            ("how_many", "Quel est le bilan du séisme ?"),
            ("where", "Où s'est-il produit, le séisme ?"),
        ],
    ),
    (
        "What is the cause of the fire and when did it start?",
        "en",
        [
            ("why", "What is the cause of the fire?"),
            ("when", "When did the fire start?"),
        ],
    ),
    (
        "Je voudrais savoir qui est Tokaïev et ce qu'il a fait",
        "fr",
        [
            ("who", "Qui est Tokaïev ?"),
            ("what", "Qu'est-ce qu'il a fait, Tokaïev ?"),
        ],
    ),
    (
        "Dis-moi ce qui s'est passé à Nice et qui est l'auteur",
        "fr",
        [
            ("what", "Qu'est-ce qui s'est passé à Nice ?"),
            ("who", "Qui est l'auteur (Nice) ?"),
        ],
    ),
    (
        "I'd like to know why farmers protest and what they want",
        "en",
        [
            ("why", "Why farmers protest?"),
            ("what", "What they want (why farmers protest)?"),
        ],
    ),
    (
        "Quelle est la capitale de la France et combien d'habitants a-t-elle ?",
        "fr",
        [
            ("where", "Quelle est la capitale de la France ?"),
            ("how_many", "Combien d'habitants a-t-elle, la capitale de la France ?"),
        ],
    ),
    (
        "Combien de temps a duré le siège et combien de morts ?",
        "fr",
        [
            ("how_many", "Combien de temps a duré le siège ?"),
            ("how_many", "Combien de morts (combien de temps a duré le siège) ?"),
        ],
    ),
    (
        "Combien coûte le programme et qui paie ?",
        "fr",
        [
            ("how_many", "Combien coûte le programme ?"),
            ("who", "Qui paie (combien coûte le programme) ?"),
        ],
    ),
    (
        "Combien coûte un billet et pourquoi ?",
        "fr",
        [
            ("how_many", "Combien coûte un billet ?"),
            ("why", "Pourquoi (combien coûte un billet) ?"),
        ],
    ),
    (
        "Which minister resigned last week and why?",
        "en",
        [
            ("who", "Which minister resigned last week?"),
            ("why", "Why did this minister resign last week?"),
        ],
    ),
    (
        "How many houses burned down and why?",
        "en",
        [
            ("how_many", "How many houses burned down?"),
            ("why", "Why did the houses burn down?"),
        ],
    ),
    (
        "How many people live in Kherson and how many have fled?",
        "en",
        [
            ("how_many", "How many people live in Kherson?"),
            ("how_many", "How many have fled (Kherson)?"),
        ],
    ),
    (
        "Quelle entreprise construit le réacteur et pourquoi ?",
        "fr",
        [
            ("who", "Quelle entreprise construit le réacteur ?"),
            ("why", "Pourquoi cette entreprise construit-elle le réacteur ?"),
        ],
    ),
    (
        "Combien d'emplois seront supprimés et pourquoi ?",
        "fr",
        [
            ("how_many", "Combien d'emplois seront supprimés ?"),
            ("why", "Pourquoi est-ce que des emplois seront supprimés ?"),
        ],
    ),
    (
        "Which regions want independence and why?",
        "en",
        [
            ("where", "Which regions want independence?"),
            ("why", "Why (which regions want independence)?"),
        ],
    ),
    (
        "Tell me when and where the shooting happened",
        "en",
        [
            ("when", "When the shooting happened?"),
            ("where", "Where the shooting happened?"),
        ],
    ),
    (
        "Could you tell me how and why the bridge collapsed?",
        "en",
        [
            ("how", "How the bridge collapsed?"),
            ("why", "Why the bridge collapsed?"),
        ],
    ),
    (
        "What is Frontex, where is it based and who runs it?",
        "en",
        [
            ("what", "What is Frontex?"),
            ("where", "Where is Frontex based?"),
            ("who", "Who runs Frontex?"),
        ],
    ),
    (
        "Que s'est-il passé, y a-t-il des blessés et qui est responsable ?",
        "fr",
        [
            ("what", "Que s'est-il passé ?"),
            ("yes_no", "Y a-t-il des blessés (que s'est-il passé) ?"),
            ("who", "Qui est responsable (que s'est-il passé) ?"),
        ],
    ),
    (
        "How did the fire start and was anyone injured?",
        "en",
        [
            ("how", "How did the fire start?"),
            ("yes_no", "Was anyone injured (how did the fire start)?"),
        ],
    ),
    (
        "What has the EU proposed and why?",
        "en",
        [
            ("what", "What has the EU proposed?"),
            ("why", "Why has the EU proposed this?"),
        ],
    ),
    (
        "Which bank did he work for and when?",
        "en",
        [
            ("who", "Which bank did he work for?"),
            ("when", "When did he work for the bank?"),
        ],
    ),
    (
        "Bonjour. Qui a gagné et quand ?",
        "fr",
        [
            ("who", "Qui a gagné ?"),
            ("when", "Quand a-t-on gagné ?"),
        ],
    ),
    (
        "Hi there, who won and when?",
        "en",
        [
            ("who", "Who won?"),
            ("when", "When did they win?"),
        ],
    ),
    (
        "1. Qui a gagné ?\n2. Quand ?\n3. Où ?",
        "fr",
        [
            ("who", "Qui a gagné ?"),
            ("when", "Quand a-t-on gagné ?"),
            ("where", "Où a-t-on gagné ?"),
        ],
    ),
    (
        "1) Who won? 2) By how much?",
        "en",
        [
            ("who", "Who won?"),
            ("how_many", "By how much did they win?"),
        ],
    ),
    (
        "What is the WHO and who leads it?",
        "en",
        [
            ("what", "What is the WHO?"),
            ("who", "Who leads the WHO?"),
        ],
    ),
    (
        "I'm wondering whether the strike is over and when trains will run again",
        "en",
        [
            ("yes_no", "Whether the strike is over?"),
            ("when", "When trains will run again (whether the strike is over)?"),
        ],
    ),
    (
        "Dites-moi si la grève est finie et quand les trains circuleront",
        "fr",
        [
            ("yes_no", "Si la grève est finie ?"),
            ("when", "Quand les trains circuleront (si la grève est finie) ?"),
        ],
    ),
    (
        "I'd like to know where Bakhmut is and who controls it",
        "en",
        [
            ("where", "Where Bakhmut is?"),
            ("who", "Who controls it (where Bakhmut is)?"),
        ],
    ),
]

RUSSIA_FR = ("Qui a envoyé des troupes ?", "La Russie")
RUSSIA_EN = ("Who sent troops?", "Russia")
AIRPORT_FR = ("Quand l'aéroport d'Almaty a-t-il été attaqué ?", "le 5 janvier 2022")
AIRPORT_EN = ("When was the Almaty airport attacked?", "5 January 2022")
QUOTED = "> “Quelques phrases d’un article, trop longues pour être répétées dans une question.” [1]"
LOMBOK_EN = ("How many people died in the earthquake in Lombok?", "98")
LOMBOK_FR = ("Combien de personnes sont mortes dans le séisme de Lombok ?", QUOTED)
NICE = ("Combien de morts l'attentat de Nice a-t-il faits ?", QUOTED)
GENOA = ("When did the bridge in Genoa collapse?", "On 14 August 2018")
FLIGHT = ("Où l'avion de LaMia s'est-il écrasé ?", QUOTED)
UNEMPLOYED = ("What is the unemployment rate in France?", "9.7 %")
TOLL = ("Quel est le bilan du séisme d'août 2016 dans le centre de l'Italie ?", QUOTED)
GAMBIA = ("Qui a remporté l'élection en Gambie ?", "Adama Barrow")
ELECTION = ("Who won the election in the United States in 2016?", "Donald Trump")
PRESIDENT = ("Qui est le président de la France ?", "Emmanuel Macron")
WALL = ("What did Donald Trump say about the wall?", QUOTED)
ATTACKS = ("Que s'est-il passé à Bruxelles le 22 mars 2016 ?", QUOTED)
LAWYERS = ("Pourquoi les avocats font-ils grève à Paris ?", QUOTED)
TAXES = ("Did the government raise taxes in France?", "Yes")
FOLLOW_UPS: list[tuple[str, Exchange, str | None, list[Kind]]] = [
    ("Et pourquoi ?", RUSSIA_FR, "Pourquoi est-ce que la Russie a envoyé des troupes ?", ["why"]),
    ("Quand ?", RUSSIA_FR, "Quand est-ce que la Russie a envoyé des troupes ?", ["when"]),
    (
        "Combien de soldats ?",
        RUSSIA_FR,
        "Combien de soldats (la Russie a envoyé des troupes) ?",
        ["how_many"],
    ),
    (
        "Pourquoi a-t-elle fait cela ?",
        RUSSIA_FR,
        "Pourquoi a-t-elle fait cela (la Russie a envoyé des troupes) ?",
        ["why"],
    ),
    (
        "Et comment les a-t-il appelés ?",
        RUSSIA_FR,
        "Comment les a-t-il appelés (la Russie a envoyé des troupes) ?",
        ["how"],
    ),
    (
        "Et ensuite ?",
        RUSSIA_FR,
        "Que s'est-il passé ensuite (la Russie a envoyé des troupes) ?",
        ["what"],
    ),
    ("Et la Chine ?", RUSSIA_FR, "La Chine : qui a envoyé des troupes ?", ["who"]),
    ("Qui a gagné l'Euro 2016 ?", RUSSIA_FR, None, ["who"]),
    ("qui est tokaïev", RUSSIA_FR, None, ["who"]),
    (
        "Et par qui ?",
        AIRPORT_FR,
        "Par qui l'aéroport d'Almaty a-t-il été attaqué le 5 janvier 2022 ?",
        ["who"],
    ),
    (
        "Où ?",
        AIRPORT_FR,
        "Où l'aéroport d'Almaty a-t-il été attaqué le 5 janvier 2022 ?",
        ["where"],
    ),
    (
        "Pourquoi ?",
        AIRPORT_FR,
        "Pourquoi l'aéroport d'Almaty a-t-il été attaqué le 5 janvier 2022 ?",
        ["why"],
    ),
    (
        "Quels étaient ses motifs ?",
        RUSSIA_FR,
        "Quels étaient ses motifs (la Russie a envoyé des troupes) ?",
        ["why"],
    ),
    ("Pourquoi la Russie a-t-elle quitté le Conseil de l'Europe ?", RUSSIA_FR, None, ["why"]),
    (
        "And how did he call them?",
        RUSSIA_EN,
        "How did he call them (Russia sent troops)?",
        ["how"],
    ),
    ("Where?", RUSSIA_EN, "Where did Russia send troops?", ["where"]),
    ("And why?", AIRPORT_EN, "Why was the Almaty airport attacked on 5 January 2022?", ["why"]),
    ("By whom?", AIRPORT_EN, "By whom was the Almaty airport attacked on 5 January 2022?", ["who"]),
    (
        "When and where?",
        RUSSIA_EN,
        "When did Russia send troops? Where did Russia send troops?",
        ["when", "where"],
    ),
    ("How many died?", RUSSIA_EN, "How many died (Russia sent troops)?", ["how_many"]),
    (
        "Why did they send them?",
        RUSSIA_EN,
        "Why did they send them (Russia sent troops)?",
        ["why"],
    ),
    ("What about China?", RUSSIA_EN, "What about China: who sent troops?", ["who"]),
    ("why did macron say he would resign", RUSSIA_EN, None, ["why"]),
    ("Why did Macron sell his house?", RUSSIA_EN, None, ["why"]),
    ("Who is Greta Thunberg?", RUSSIA_EN, None, ["who"]),
    ("Who said that Starbucks would hire refugees?", RUSSIA_EN, None, ["who"]),
    ("De quelle blessure souffre Coralie Vanhoutte ?", RUSSIA_FR, None, ["what"]),
    (
        "What was its response?",
        RUSSIA_EN,
        "What was its response (Russia sent troops)?",
        ["what"],
    ),
    (
        "How many of them were killed?",
        RUSSIA_EN,
        "How many of them were killed (Russia sent troops)?",
        ["how_many"],
    ),
    ("Pourquoi Macron a-t-il vendu sa maison ?", RUSSIA_FR, None, ["why"]),
    (
        "Pourquoi a-t-il vendu sa maison ?",
        RUSSIA_FR,
        "Pourquoi a-t-il vendu sa maison (la Russie a envoyé des troupes) ?",
        ["why"],
    ),
    ("pourquoi macron vend sa maison", RUSSIA_FR, None, ["why"]),
    (
        "Qu'a-t-elle répondu ?",
        RUSSIA_FR,
        "Qu'a-t-elle répondu (la Russie a envoyé des troupes) ?",
        ["what"],
    ),
    (
        "Est-ce qu'elle a gagné ?",
        RUSSIA_FR,
        "Est-ce qu'elle a gagné (la Russie a envoyé des troupes) ?",
        ["yes_no"],
    ),
    ("Did it withdraw?", RUSSIA_EN, "Did it withdraw (Russia sent troops)?", ["yes_no"]),
    ("Did Macron resign?", RUSSIA_EN, None, ["yes_no"]),
    (
        "Et qui a protesté ?",
        RUSSIA_FR,
        "Qui a protesté (la Russie a envoyé des troupes) ?",
        ["who"],
    ),
    (
        "Combien d'entre eux sont morts ?",
        RUSSIA_FR,
        "Combien d'entre eux sont morts (la Russie a envoyé des troupes) ?",
        ["how_many"],
    ),
    (
        "Combien de morts ?",
        RUSSIA_FR,
        "Combien de morts (la Russie a envoyé des troupes) ?",
        ["how_many"],
    ),
    # the clause of the question before, behind another question word
    ("Why?", LOMBOK_EN, "Why did these people die in the earthquake in Lombok?", ["why"]),
    ("And who?", LOMBOK_EN, "Who died in the earthquake in Lombok?", ["who"]),
    ("Why not?", TAXES, "Why not (did the government raise taxes in France)?", ["why"]),
    ("By how much?", TAXES, "By how much did the government raise taxes in France?", ["how_many"]),
    ("Et pourquoi ?", NICE, "Pourquoi l'attentat de Nice a-t-il fait des morts ?", ["why"]),
    (
        "Comment ?",
        LOMBOK_FR,
        "Comment est-ce que des personnes sont mortes dans le séisme de Lombok ?",
        ["how"],
    ),
    (
        "Where exactly?",
        GENOA,
        "Where exactly did the bridge in Genoa collapse on 14 August 2018?",
        ["where"],
    ),
    ("Since when?", UNEMPLOYED, "Since when is this the unemployment rate in France?", ["when"]),
    (
        "Pourquoi ?",
        TOLL,
        "Pourquoi est-ce le bilan du séisme d'août 2016 dans le centre de l'Italie ?",
        ["why"],
    ),
    (
        "Avec combien de voix ?",
        GAMBIA,
        "Avec combien de voix est-ce qu'Adama Barrow a remporté l'élection en Gambie ?",
        ["how_many"],
    ),
    (
        "When?",
        ELECTION,
        "When did Donald Trump win the election in the United States in 2016?",
        ["when"],
    ),
    (
        "Depuis quand ?",
        PRESIDENT,
        "Depuis quand est-ce qu'Emmanuel Macron est le président de la France ?",
        ["when"],
    ),
    ("Why?", WALL, "Why did Donald Trump say this about the wall?", ["why"]),
    ("Et qui ?", ATTACKS, "Qui a fait cela à Bruxelles le 22 mars 2016 ?", ["who"]),
    (
        "Why?",
        ("How much will the James Webb telescope cost?", QUOTED),
        "Why will the James Webb telescope cost so much?",
        ["why"],
    ),
    (
        "By whom?",
        ("How much was stolen from the bank in Lyon?", "2,000 euros"),
        "By whom was it stolen from the bank in Lyon (2,000 euros)?",
        ["who"],
    ),
    (
        "Pourquoi ?",
        ("Que propose Emmanuel Macron pour l'Europe ?", QUOTED),
        "Pourquoi est-ce qu'Emmanuel Macron propose cela pour l'Europe ?",
        ["why"],
    ),
    (
        "Pourquoi ?",
        ("Qui est le président de la France ?", QUOTED),
        "Pourquoi (qui est le président de la France) ?",
        ["why"],
    ),
    # the same question about something else
    ("And in Italy?", LOMBOK_EN, "How many people died in the earthquake in Italy?", ["how_many"]),
    (
        "What about Bali?",
        LOMBOK_EN,
        "How many people died in the earthquake in Bali?",
        ["how_many"],
    ),
    ("And in 2015?", UNEMPLOYED, "What is the unemployment rate in France in 2015?", ["how_many"]),
    (
        "And in 2012?",
        ELECTION,
        "Who won the election in the United States in 2012?",
        ["who"],
    ),
    ("And in France?", ELECTION, "Who won the election in France in 2016?", ["who"]),
    ("Et au Ghana ?", GAMBIA, "Qui a remporté l'élection au Ghana ?", ["who"]),
    ("Et de l'Italie ?", PRESIDENT, "Qui est le président de l'Italie ?", ["who"]),
    ("Et à Lyon ?", LAWYERS, "Pourquoi les avocats font-ils grève à Lyon ?", ["why"]),
    (
        "Et à Berlin ?",
        NICE,
        "À Berlin : combien de morts l'attentat de Nice a-t-il faits ?",
        ["how_many"],
    ),
    (
        "Et les médecins ?",
        LAWYERS,
        "Les médecins : pourquoi les avocats font-ils grève à Paris ?",
        ["why"],
    ),
    ("in Paris?", GENOA, "When did the bridge in Paris collapse?", ["when"]),
    (
        "And then?",
        GENOA,
        "What happened next (on 14 August 2018; when did the bridge in Genoa collapse)?",
        ["what"],
    ),
    # a short clause with the place or the event of the question before
    (
        "How many were injured?",
        LOMBOK_EN,
        "How many were injured in the earthquake in Lombok?",
        ["how_many"],
    ),
    (
        "Et combien de blessés ?",
        LOMBOK_FR,
        "Combien de blessés dans le séisme de Lombok ?",
        ["how_many"],
    ),
    (
        "Et combien de blessés ?",
        NICE,
        "Combien de blessés lors de l'attentat de Nice ?",
        ["how_many"],
    ),
    (
        "Combien de blessés ?",
        TOLL,
        "Combien de blessés lors du séisme d'août 2016 dans le centre de l'Italie ?",
        ["how_many"],
    ),
    (
        "How many died?",
        ("What was the death toll of the Lombok earthquake?", QUOTED),
        "How many died in the Lombok earthquake?",
        ["how_many"],
    ),
    (
        "Combien de blessés ?",
        ATTACKS,
        "Combien de blessés à Bruxelles le 22 mars 2016 ?",
        ["how_many"],
    ),
    (
        "Who says so?",
        LOMBOK_EN,
        "Who says so (how many people died in the earthquake in Lombok)?",
        ["who"],
    ),
    # a clause of its own, with what was said
    (
        "Qui l'a revendiqué ?",
        NICE,
        "Qui l'a revendiqué (combien de morts l'attentat de Nice a-t-il faits) ?",
        ["who"],
    ),
    ("Qui était à bord ?", FLIGHT, "Qui était à bord (l'avion de LaMia s'est écrasé) ?", ["who"]),
    (
        "Y a-t-il des survivants ?",
        FLIGHT,
        "Y a-t-il des survivants (l'avion de LaMia s'est écrasé) ?",
        ["yes_no"],
    ),
    (
        "Par qui ?",
        ("Quand l'aéroport d'Almaty a-t-il été attaqué ?", "2022"),
        "Par qui l'aéroport d'Almaty a-t-il été attaqué en 2022 ?",
        ["who"],
    ),
    (
        "Quel âge a-t-il ?",
        PRESIDENT,
        "Quel âge a-t-il (Emmanuel Macron est le président de la France) ?",
        ["how_many"],
    ),
    (
        "What did he say?",
        ELECTION,
        "What did he say (Donald Trump won the election in the United States in 2016)?",
        ["what"],
    ),
    (
        "What did he say?",
        ("Which lawyer of Uber resigned?", "Kendrick Moxon"),
        "What did he say (Kendrick Moxon, lawyer of Uber, resigned)?",
        ["what"],
    ),
    (
        "Quels deux mots a-t-il employés ?",
        ("Quel évêque a protesté ?", QUOTED),
        "Quels deux mots a-t-il employés (quel évêque a protesté) ?",
        ["what"],
    ),
    (
        "Was anyone hurt?",
        GENOA,
        "Was anyone hurt (on 14 August 2018; when did the bridge in Genoa collapse)?",
        ["yes_no"],
    ),
    ("quand ça ?", RUSSIA_FR, "Quand est-ce que la Russie a envoyé des troupes ?", ["when"]),
    ("merci !", RUSSIA_FR, None, []),
    ("OK, thank you!", RUSSIA_EN, None, []),
    ("Et les blessés ?", LOMBOK_FR, "Combien de blessés dans le séisme de Lombok ?", ["how_many"]),
    (
        "And the injured?",
        LOMBOK_EN,
        "How many people were injured in the earthquake in Lombok?",
        ["how_many"],
    ),
    (
        "C'était quand ?",
        LOMBOK_FR,
        "Quand est-ce que des personnes sont mortes dans le séisme de Lombok ?",
        ["when"],
    ),
    (
        "Et celui de Palu ?",
        LOMBOK_FR,
        "Combien de personnes sont mortes dans le séisme de Palu ?",
        ["how_many"],
    ),
    (
        "And the one in Palu?",
        LOMBOK_EN,
        "How many people died in the earthquake in Palu?",
        ["how_many"],
    ),
    (
        "Quel âge a-t-il ?",
        PRESIDENT,
        "Quel âge a-t-il (Emmanuel Macron est le président de la France) ?",
        ["how_many"],
    ),
    (
        "Et combien de blessés ?",
        NICE,
        "Combien de blessés lors de l'attentat de Nice ?",
        ["how_many"],
    ),
    (
        "Est-il en prison ?",
        PRESIDENT,
        "Est-il en prison (Emmanuel Macron est le président de la France) ?",
        ["yes_no"],
    ),
    (
        "Il est né où ?",
        PRESIDENT,
        "Il est né où (Emmanuel Macron est le président de la France) ?",
        ["where"],
    ),
    (
        "Il a quel âge ?",
        PRESIDENT,
        "Il a quel âge (Emmanuel Macron est le président de la France) ?",
        ["how_many"],
    ),
    (
        "Merci. Et quand ?",
        GAMBIA,
        "Quand est-ce qu'Adama Barrow a remporté l'élection en Gambie ?",
        ["when"],
    ),
    (
        "Que reste-t-il du pont de Gênes ?",
        PRESIDENT,
        None,
        ["what"],
    ),
    (
        "Is there life on Mars?",
        ELECTION,
        None,
        ["yes_no"],
    ),
    (
        "Is it true that the pound collapsed?",
        ELECTION,
        None,
        ["yes_no"],
    ),
    (
        "How many people live in poverty?",
        ELECTION,
        None,
        ["how_many"],
    ),
    (
        "Combien gagne un infirmier ?",
        PRESIDENT,
        None,
        ["how_many"],
    ),
    (
        "Et ses conséquences ?",
        NICE,
        "Quelles sont ses conséquences (combien de morts l'attentat de Nice a-t-il faits) ?",
        ["what"],
    ),
    (
        "Et les causes ?",
        NICE,
        "Quelles sont les causes (combien de morts l'attentat de Nice a-t-il faits) ?",
        ["why"],
    ),
    (
        "What was the cause?",
        GENOA,
        "What was the cause (on 14 August 2018; when did the bridge in Genoa collapse)?",
        ["why"],
    ),
    (
        "And the toll?",
        GENOA,
        "What is the toll (on 14 August 2018; when did the bridge in Genoa collapse)?",
        ["how_many"],
    ),
    (
        "Quel est le bilan ?",
        NICE,
        "Quel est le bilan (combien de morts l'attentat de Nice a-t-il faits) ?",
        ["how_many"],
    ),
    (
        "Et son âge ?",
        PRESIDENT,
        "Quel est son âge (Emmanuel Macron est le président de la France) ?",
        ["how_many"],
    ),
]
TALKS: list[tuple[list[str], str]] = [
    (
        ["Que s'est-il passé à Nice ?", "Que s'est-il passé à Bruxelles ?", "Qui ?"],
        "Qui a fait cela à Bruxelles ?",
    ),
    (["Who sent troops?", "What did he say?", "Why?"], "Why did he say this (who sent troops)?"),
    (
        ["Who sent troops?", "What did he say?", "Why?", "And when?"],
        "When did he say this (who sent troops)?",
    ),
    (
        ["Who sent troops?", "What did he say?", "Did they leave?"],
        "Did they leave (who sent troops)?",
    ),
    (
        [LOMBOK_EN[0], "And in Italy?", "Why?"],
        "Why did these people die in the earthquake in Italy?",
    ),
    (
        [LOMBOK_EN[0], "Why?", "And in Italy?"],
        "Why did these people die in the earthquake in Italy?",
    ),
    (
        [NICE[0], "Quand ?", "Et à Berlin ?"],
        "À Berlin : quand l'attentat de Nice a-t-il fait des morts ?",
    ),
    ([NICE[0], "Qui est Macron ?", "Pourquoi ?"], "Pourquoi (qui est Macron) ?"),
]


@pytest.mark.parametrize(("question", "language", "kind"), SINGLE, ids=[q for q, _, _ in SINGLE])
def test_single_question(question: str, language: Language, kind: Kind) -> None:
    """A question that asks one thing has one part, of the kind its answer must have."""
    understood = understand(question)
    assert (understood.language, [part.kind for part in understood.parts]) == (language, [kind])
    assert understood.understood is None


@pytest.mark.parametrize(("question", "language", "parts"), SEVERAL, ids=[q for q, _, _ in SEVERAL])
def test_several_questions(
    question: str, language: Language, parts: list[tuple[Kind, str]]
) -> None:
    """A question that asks several things becomes complete questions, each with its kind."""
    understood = understand(question)
    assert understood.language == language
    assert [(part.kind, part.text) for part in understood.parts] == parts


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("I'd like to know who sent troops", "Who sent troops?"),
        ("Hello, could you tell me where Almaty is?", "Where Almaty is?"),
        ("Dis-moi pourquoi la tour est fermée", "Pourquoi la tour est fermée ?"),
        ("Bonjour, qui est le maire de Lyon ?", "Qui est le maire de Lyon ?"),
        ("pourqoi ce départ ?", "Pourquoi ce départ ?"),
        ("WICH team won", "WHICH team won?"),
        ("ou est né le pape", "Où est né le pape ?"),
        ("pk le maire est parti", "Pourquoi le maire est parti ?"),
        ("troupes Kazakhstan", "troupes Kazakhstan"),
        ("Who won the cup? Thanks!", "Who won the cup?"),
        ("Who won? It was on Friday.", "Who won? It was on Friday?"),
    ],
)
def test_text_of_a_part(question: str, text: str) -> None:
    """A part is shown as a question, without greeting, detour or misspelt question word."""
    assert understand(question).parts[0].text == text


@pytest.mark.parametrize(
    ("question", "history", "completed", "kinds"), FOLLOW_UPS, ids=[q for q, _, _, _ in FOLLOW_UPS]
)
def test_follow_up(
    question: str, history: Exchange, completed: str | None, kinds: list[Kind]
) -> None:
    """A follow-up is completed from the last exchange; a question that stands alone is not."""
    understood = understand(question, [("Who won?", "Nobody."), history])
    assert understood.understood == completed
    assert [part.kind for part in understood.parts] == kinds


@pytest.mark.parametrize(("questions", "completed"), TALKS, ids=[" ".join(q) for q, _ in TALKS])
def test_a_follow_up_to_a_follow_up(questions: list[str], completed: str) -> None:
    """A question leans on the one before as that was completed itself, and so on."""
    history = [(question, QUOTED) for question in questions[:-1]]
    assert understand(questions[-1], history).understood == completed


def test_completed_parts_are_what_is_searched() -> None:
    """The parts of a follow-up are the completed questions, and its text is the user's."""
    understood = understand("Et pourquoi ?", [RUSSIA_FR])
    assert understood.text == "Et pourquoi ?"
    assert [part.text for part in understood.parts] == [understood.understood]


def test_a_long_answer_is_not_repeated() -> None:
    """An answer that is more than a name or a figure is left out of the completed question."""
    question, _ = RUSSIA_FR
    understood = understand("Et pourquoi ?", [(question, "Selon les articles :\n> « … »" * 9)])
    assert understood.understood == "Pourquoi a-t-on envoyé des troupes ?"


def test_a_follow_up_without_small_words_keeps_the_language() -> None:
    """A follow-up that is only a name stays in the language of the talk."""
    assert understand("KGB?", [("Who runs the agency?", "Nobody")]).language == "en"
    assert understand("KGB?", [("Qui dirige l'agence ?", "Personne")]).language == "fr"


@pytest.mark.parametrize(
    "question",
    ["merci", "Merci beaucoup !", "Bonjour", "OK, thank you very much 🙏", "hello there", "👍 ok"],
)
def test_courtesies_ask_nothing(question: str) -> None:
    """Greetings and thanks have no parts, and a follow-up leans on the question before them."""
    assert understand(question).parts == []
    later = understand("Et pourquoi ?", [RUSSIA_FR, (question, "À votre service.")])
    assert later == understand("Et pourquoi ?", [RUSSIA_FR])


@pytest.mark.parametrize("question", ["Good Friday", "What is OK?", "Bonjour tristesse", "hi-fi"])
def test_what_only_begins_like_a_courtesy_is_asked(question: str) -> None:
    """A courteous word inside of other words is part of what is asked."""
    assert understand(question).parts


@pytest.mark.parametrize("question", ["", "   ", "?", " ?! …", "\n\t", "«»"])
def test_empty_question(question: str) -> None:
    """A question without letters or digits is refused with a remedy."""
    with pytest.raises(QuestionError, match="ask something in words"):
        understand(question)


def test_question_is_json() -> None:
    """A question survives the way to JSON and back."""
    question = understand("Who sent troops and why?")
    assert Question.model_validate_json(question.model_dump_json()) == question


def test_understanding_is_quick() -> None:
    """Understanding takes well under ten milliseconds, far below one search."""
    questions = [question for question, _, _ in SINGLE]
    for question in questions:
        understand(question)
    start = time.perf_counter()
    for question in questions:
        understand(question)
    assert (time.perf_counter() - start) / len(questions) < 0.01


_WORDS = st.lists(
    st.sampled_from(
        sorted(
            word_set(
                "qui who et and pourquoi why ? , . et il a-t-il est-ce que quand where when "
                "Paris la the of did was how many combien de quel which he elle « » \" ' KGB 2016"
            )
        )
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=120), _WORDS), st.one_of(st.text(max_size=60), _WORDS))
def test_never_raises(text: str, before: str) -> None:
    """Any text with a letter or digit is understood, and every part of it has text."""
    if not any(c.isalnum() for c in text):
        return
    for history in ((), [(before, text)]):
        understood = understand(text, history)
        assert understood.text == text
        assert all(part.text.strip() for part in understood.parts)


@settings(max_examples=100, deadline=None)
@given(_WORDS)
def test_deterministic(text: str) -> None:
    """The same question is always understood in the same way."""
    if any(c.isalnum() for c in text):
        assert understand(text) == understand(text)


def test_a_follow_up_is_kept_as_it_was_asked() -> None:
    """Beside the question in full stand the one that was asked and the exchange it leans on."""
    history = [("Which crop does ozone hurt most?", "wheat")]
    (part,) = understand("And which one suffers more from heat?", history).parts
    assert part.asked == "Which one suffers more from heat?"
    assert part.context.startswith("Which crop does ozone hurt most?")
    assert part.context.endswith("wheat")


def test_a_long_answer_is_remembered_by_its_opening() -> None:
    """The question before is read whole, however long its answer was."""
    history = [("Which crop does ozone hurt most?", "wheat, as a study says, " * 40)]
    (part,) = understand("And which one suffers more from heat?", history).parts
    assert part.context.startswith("Which crop does ozone hurt most? wheat")
    assert len(part.context) < 200


@pytest.mark.parametrize("history", [[], [("Who won the cup?", "Garric")]])
def test_a_question_that_stands_alone_has_no_context(history: list[tuple[str, str]]) -> None:
    """It is read as it is, whatever was asked before."""
    (part,) = understand("How many people died in the Lurance flood?", history).parts
    assert (part.asked, part.context) == (None, "")
