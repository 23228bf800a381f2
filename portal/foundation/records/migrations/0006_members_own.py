"""A record of its member alone goes by the member's wish, or by its rule after two warnings: no officer approves it.

`records_begin_disposal` asks for the one or the other (docs/adr/0010); of all other records it asks what it always did.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BEGIN = """
CREATE OR REPLACE FUNCTION public.records_begin_disposal(disposal uuid, kind text, is_offices boolean) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    found public.records_disposal%ROWTYPE;
    rule public.records_retentionrule%ROWTYPE;
BEGIN
    SELECT * INTO STRICT found FROM public.records_disposal d WHERE d.id = disposal FOR UPDATE;
    SELECT * INTO STRICT rule FROM public.records_retentionrule r WHERE r.record_class = found.rule_id;
    IF found.about_kind <> kind OR found.state <> 'approved' OR found.proposed_at IS NULL THEN
        RAISE EXCEPTION 'this disposal was not approved' USING ERRCODE = 'insufficient_privilege';
    END IF;{own}
    IF found.approved_by_id IS NULL OR NOT public.records_may_approve(found.approved_by_id, is_offices) THEN
        RAISE EXCEPTION 'whoever approved it may not' USING ERRCODE = 'insufficient_privilege';
    END IF;{end_own}
    IF {unless_wished}(found.due_on > today OR (found.ended_on + (rule.amount || ' ' || rule.unit)::interval)::date > today) THEN
        RAISE EXCEPTION 'it is not due' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(public.records_lock_key(kind, found.about_id));
    IF public.records_is_held(kind, found.about_id) THEN
        RAISE EXCEPTION 'a legal hold stands on it' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('portal.disposing', 'yes', true);
    RETURN found.about_id;
END $$;
"""
OWN = """
    IF found.holder = 'member' THEN
        IF found.approved_by_id IS NOT NULL AND found.approved_by_id IS DISTINCT FROM found.owner_id THEN
            RAISE EXCEPTION 'nobody but its member erases it' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF found.approved_by_id IS NULL AND (
            found.warned_again_at IS NULL
            OR (found.announced_at AT TIME ZONE 'Europe/London')::date + 30 > today
            OR (found.warned_again_at AT TIME ZONE 'Europe/London')::date + 7 > today
        ) THEN
            RAISE EXCEPTION 'its member was not warned in time' USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSE"""
END_OWN = """
    END IF;"""
UNLESS_WISHED = "(found.holder <> 'member' OR found.approved_by_id IS NULL) AND "

END = """
CREATE OR REPLACE FUNCTION public.records_end_disposal(
    disposal uuid, reference text, began date, digest text, certificate text, objects text[], files integer
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found public.records_disposal%ROWTYPE;
    rule public.records_retentionrule%ROWTYPE;
BEGIN
    SELECT * INTO STRICT found FROM public.records_disposal d WHERE d.id = disposal;
    SELECT * INTO STRICT rule FROM public.records_retentionrule r WHERE r.record_class = found.rule_id;
    INSERT INTO public.records_tombstone (
        id, certificate, disposal_id, reference, record_class, about_kind, about_id, began_on, ended_on, authority,
        approved_by_id, approved_at, disposed_at, sha256, files
    ) VALUES (
        gen_random_uuid(), certificate, disposal, reference, rule.label, found.about_kind, found.about_id, began,
        found.ended_on, {authority},
        found.approved_by_id, found.approved_at, now(), digest, files
    );
    -- What was taken out of exports are words of the record too.
    DELETE FROM public.records_redaction r USING public.records_disclosure d
        WHERE d.id = r.disclosure_id AND d.about_kind = found.about_kind AND d.about_id = found.about_id;
    UPDATE public.records_disclosure d SET pdf = '', json = ''
        WHERE d.about_kind = found.about_kind AND d.about_id = found.about_id;
    UPDATE public.records_disclosure d SET state = 'given_up'
        WHERE d.about_kind = found.about_kind AND d.about_id = found.about_id AND d.state <> 'released';
    UPDATE public.records_disposal d SET state = 'done', done_at = now(), objects_left = objects, version = d.version + 1{forget}
        WHERE d.id = disposal;
    PERFORM set_config('portal.disposing', '', true);
END $$;
"""
RULE = "rule.amount || ' ' || rule.unit || ' from ' || rule.counted_from || '. ' || rule.basis"
BY_WISH = f"""CASE WHEN found.holder = 'member' AND found.approved_by_id IS NOT NULL
            THEN 'Erased by its member, whose alone it was.'
            ELSE {RULE} END"""
# Why it was kept longer are words about the record too.
FORGET = ",\n        kept_because = ''"
NOW = BEGIN.format(own=OWN, end_own=END_OWN, unless_wished=UNLESS_WISHED) + END.format(authority=BY_WISH, forget=FORGET)
BEFORE = BEGIN.format(own="", end_own="", unless_wished="") + END.format(authority=RULE, forget="")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_nothing_seen_too_early"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="disposal",
            name="records_disposal_approved_by_somebody",
        ),
        migrations.AddField(
            model_name="disposal",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="disposal",
            name="holder",
            field=models.CharField(
                choices=[
                    ("desk", "The Communications Team"),
                    ("office", "The Monitoring Officer’s office"),
                    ("council", "Its member, and the office that it was shared with"),
                    ("member", "Its member alone"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="tombstone",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="tombstone",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "done")), _negated=True),
                    models.Q(
                        ("approved_at__isnull", False), ("approved_by__isnull", False), ("proposed_at__isnull", False)
                    ),
                    models.Q(
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("holder", "member"),
                        ("proposed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="records_disposal_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder__in", ("member", "council")), _negated=True),
                    ("owner__isnull", False),
                    _connector="OR",
                ),
                name="records_disposal_own_has_owner",
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
