"""A part whose last day is over makes room for the next one of the same person: a second emergency, or taking over.

Whoever had it does not see it any more and cannot end it, and one person has one part in a case.
"""

from django.db import migrations

UP = """
CREATE FUNCTION public.conduct_grant_is_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.conduct_grant SET revoked_at = now(), revoked_by_id = NEW.given_by_id
    WHERE case_id = NEW.case_id AND person_id = NEW.person_id AND revoked_at IS NULL AND ends_at <= now();
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_grant_is_over() FROM PUBLIC;
CREATE TRIGGER conduct_grant_is_over BEFORE INSERT ON public.conduct_grant
    FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION public.conduct_grant_is_over();
"""
DOWN = """
DROP TRIGGER conduct_grant_is_over ON public.conduct_grant;
DROP FUNCTION public.conduct_grant_is_over();
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0034_held_together_again")]

    operations = [migrations.RunSQL(UP, DOWN)]
