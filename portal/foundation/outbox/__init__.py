"""All that must be sent or done later, remembered in PostgreSQL and drained by Celery."""
