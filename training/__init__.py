"""How the built-in models are made, end to end; nothing in the library imports this.

Each module is one idea: `data` reads, `mining` finds hard negatives, `encoder` and `reader`
train, `evaluate_encoder` and `evaluate_reader` measure, `export` writes what is shipped.
"""
