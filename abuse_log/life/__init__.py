"""How long a record lives, how it ends, and what its member takes along."""
