"""Who meets whom among whole populations, on this machine or on a cluster, and in which file is it kept?"""

from matching.batch.cluster import match_on_cluster
from matching.batch.matches import Matches, match_all
from matching.batch.writing import SUFFIXES, write_matches

__all__ = ["SUFFIXES", "Matches", "match_all", "match_on_cluster", "write_matches"]
