"""From the syntax tree to the logic program: the declared names, lowering, what licenses mean, and doubt."""
