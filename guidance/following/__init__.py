"""People follow the guidance: one mail for each edition that comes into force, until they stop it."""
