"""Who meets whom among whole populations, on this machine or on a cluster, and in which file is it kept?"""

from matching.batch.cluster import match_on_cluster
from matching.batch.matches import MatchColumns, match_all
from matching.batch.processes import WORTH_STARTING, match_in_processes
from matching.batch.writing import SUFFIXES, write_matches

__all__ = [
    "SUFFIXES",
    "WORTH_STARTING",
    "MatchColumns",
    "match_all",
    "match_in_processes",
    "match_on_cluster",
    "write_matches",
]
