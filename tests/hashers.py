"""Argon2 at a size for tests: the same algorithm and code, without the 100 MB that make a guess dear.

The processes of the browser journeys, the demo council and `check --deploy` keep the size of production.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 64
    parallelism = 1
