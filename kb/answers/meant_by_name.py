"""The relations that mean something by their names: rules and facts about them are read by Licet itself, whether or not
a policy reads them, and by another name they would not be."""

from __future__ import annotations

from licet.answers.checklist import IN_WORDS
from licet.answers.moves import LISTINGS
from licet.checks.declarations import RESTED_ON
from licet.checks.exclusions import EXCLUDES
from licet.checks.lineage import LINEAGE_READ
from licet.checks.purposes import PURPOSES_READ
from licet.policy.taking_over import STAYS
from licet.policy.thresholds import AT_ODDS

__all__ = ["MEANT_BY_NAME"]

MEANT_BY_NAME = RESTED_ON | LISTINGS | LINEAGE_READ | PURPOSES_READ | {AT_ODDS, EXCLUDES, IN_WORDS, STAYS}
