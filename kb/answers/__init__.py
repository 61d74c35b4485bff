"""What goes on from a verdict: explanations, why-not, what-if, needs, remedies, tests, comparisons."""
