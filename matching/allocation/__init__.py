"""Who gets whom, when many are wanted by many and nobody can meet everybody?

Three answers to one question: sparse offers with scores and capacities of both sides go in, rows of the offers come
out. ``MaxTotal`` gives the largest sum of scores, ``FairFirst`` as many people as possible one meeting, then two, …,
``Stable`` leaves no two who would both rather have each other. A fair is one use; nothing here knows of fairs.

All three hold every capacity, and that is what keeps one person from taking every place and one place from being
offered to all. ``MaxTotal`` goes further: where many want a place, it goes to those who lose most without it, so who
has a good second choice is led there (the dual values of its flow are prices of congestion).
"""

from matching.allocation.flow import FairFirst, MaxTotal
from matching.allocation.problem import ROUNDING, Allocation, Allocator, Capacities, Offers, gap_between
from matching.allocation.stable import Stable
from matching.domain.fair import Rule

__all__ = [
    "ROUNDING",
    "Allocation",
    "Allocator",
    "Capacities",
    "FairFirst",
    "MaxTotal",
    "Offers",
    "Stable",
    "allocator_for",
    "gap_between",
]


def allocator_for(rule: Rule) -> Allocator:
    """The allocator that follows ``rule``."""
    return {Rule.MAX_TOTAL: MaxTotal, Rule.FAIR_FIRST: FairFirst, Rule.STABLE: Stable}[rule]()
