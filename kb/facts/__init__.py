"""Facts as values: what a text would state, built in Python, for `KnowledgeBase.assume`.

    from licet.facts import Use

    ship = Use("ship", "Ship our fine-tuned model").by("acme").on(date(2026, 3, 1)).makes("phoenix_7b")
    licet.load().assume(ship).ask("ship")

Relations are methods, under the names that the vocabulary gives them. Nothing is checked before it is assumed; then it
is checked as text is, and what is wrong points to the value.
"""

from licet.facts.statements import Dataset, Entity, Fact, Model, Organization, Use
from licet.facts.tables import rows

__all__ = ["Dataset", "Entity", "Fact", "Model", "Organization", "Use", "rows"]
