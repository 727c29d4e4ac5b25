"""How the built-in models are made, end to end; nothing in the library imports this.

Each module is one idea. `base` is what is started from. `data`, `news`, `examples` and `pairs` say
what is learnt, `changes`, `causes` and `kinds` make more of it, `near` finds what is hard, and
`pack` writes it as numbers. From there on no text is known: `network` is what is trained, `batches`
feeds it, `reader`, `encoder` and `mining` say how, `loop` and `run` do it. `development` and the
modules `evaluate_…` measure, `assemble` and `export` write what is kept and what is shipped.
"""
