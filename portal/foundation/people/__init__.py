"""Users, roles, wards, terms of office, invitations, delegates, sign-in rules."""
