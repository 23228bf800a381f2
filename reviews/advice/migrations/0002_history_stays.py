"""What was said and done stays as it was: no role that serves may change or remove it.

The texts are held by the grants alone, so that the owner can seal them anew when keys are renewed; the history and the
citations, which hold no secret, are held by a trigger as well.
"""

from django.db import migrations

SAID = ("advice_wordingversion", "advice_message", "advice_note", "advice_answer")
FIXED = ("advice_transition", "advice_citation")

HARDEN = "\n".join(
    [
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM portal_app;" for table in (*SAID, *FIXED)),
        """
CREATE FUNCTION advice_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
        """,
        *(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION advice_stays_as_it_is();\n"
            f"CREATE TRIGGER {table}_stays_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION advice_stays_as_it_is();"
            for table in FIXED
        ),
    ]
)
SOFTEN = "\n".join(
    [
        *(f"DROP TRIGGER {table}_stays ON {table}; DROP TRIGGER {table}_stays_whole ON {table};" for table in FIXED),
        "DROP FUNCTION advice_stays_as_it_is();",
        *(f"GRANT UPDATE, DELETE ON {table} TO portal_app;" for table in (*SAID, *FIXED)),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("advice", "0001_advice")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
