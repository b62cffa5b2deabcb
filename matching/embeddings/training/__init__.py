"""How is the bundled encoder made: from which texts, in which pairs, with which teacher?"""
