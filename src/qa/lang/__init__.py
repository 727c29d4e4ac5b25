"""What French and English are: letters, sentences, numbers, dates and names.

Knows no question, no article and no index; everything else may use it.
"""
