#!/bin/sh
# Runs once, when PostgreSQL makes its volume: the three roles with the passwords of the environment, the portal's database.
set -eu
: "${PORTAL_OWNER_PASSWORD:?}" "${PORTAL_APP_PASSWORD:?}" "${PORTAL_BACKUP_PASSWORD:?}"
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -f /roles.sql
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -v owner="$PORTAL_OWNER_PASSWORD" -v app="$PORTAL_APP_PASSWORD" -v backup="$PORTAL_BACKUP_PASSWORD" <<'SQL'
ALTER ROLE portal_owner PASSWORD :'owner';
ALTER ROLE portal_app PASSWORD :'app';
ALTER ROLE portal_backup PASSWORD :'backup';
CREATE DATABASE portal OWNER portal_owner;
SQL
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d portal -f /roles.sql
