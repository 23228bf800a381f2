"""What a point rests on is pinned; a point may be kept for the Monitoring Officer's approval, and that stays so."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

_LAW_CHANGED = """
CREATE OR REPLACE FUNCTION guidance_law_changed(edition guidance_edition) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH before AS (
        SELECT id FROM guidance_edition e
        WHERE e.document_id = edition.document_id AND e.state <> 'draft' AND e.id <> edition.id
            AND (e.effective_from, e.number) < (edition.effective_from, edition.number)
        ORDER BY e.effective_from DESC, e.number DESC LIMIT 1
    ),
    law AS (
        SELECT v.edition_id, v.point_id, (v.hash, v.basis, v.law_as_at, v.owner_role, s.title, s.lead_in)::text AS said
        FROM guidance_pointversion v JOIN guidance_section s ON s.id = v.section_id
        WHERE {which} AND (v.edition_id = edition.id OR v.edition_id IN (SELECT id FROM before))
    ),
    old AS (SELECT * FROM law WHERE edition_id <> edition.id),
    new AS (SELECT * FROM law WHERE edition_id = edition.id)
    SELECT EXISTS (SELECT FROM old FULL JOIN new USING (point_id) WHERE old.said IS DISTINCT FROM new.said)
$$;
"""

FORWARD = """
CREATE FUNCTION guidance_ground_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM guidance_must_be_draft(OLD.edition_id);
        RETURN OLD;
    END IF;
    PERFORM guidance_must_be_draft(NEW.edition_id);
    IF NOT EXISTS (SELECT FROM guidance_pointversion WHERE id = NEW.version_id AND edition_id = NEW.edition_id) THEN
        RAISE EXCEPTION 'a ground stands in the edition of its point' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_ground_guard BEFORE INSERT OR DELETE ON guidance_ground
    FOR EACH ROW EXECUTE FUNCTION guidance_ground_guard();
REVOKE UPDATE, TRUNCATE ON guidance_ground FROM portal_app;
CREATE TRIGGER guidance_ground_added AFTER INSERT ON guidance_ground
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_ground_taken AFTER DELETE ON guidance_ground
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();

CREATE FUNCTION guidance_stays_with_officer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.officer_approves AND NOT NEW.officer_approves THEN
        RAISE EXCEPTION 'the Monitoring Officer approves every change of this point' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_stays_with_officer BEFORE UPDATE ON guidance_pointversion
    FOR EACH ROW EXECUTE FUNCTION guidance_stays_with_officer();
""" + _LAW_CHANGED.format(which="(v.is_law OR v.officer_approves)")

BACKWARD = (
    _LAW_CHANGED.format(which="v.is_law")
    + """
DROP TRIGGER guidance_stays_with_officer ON guidance_pointversion;
DROP FUNCTION guidance_stays_with_officer();
DROP TRIGGER guidance_ground_taken ON guidance_ground;
DROP TRIGGER guidance_ground_added ON guidance_ground;
DROP TRIGGER guidance_ground_guard ON guidance_ground;
DROP FUNCTION guidance_ground_guard();
GRANT UPDATE ON guidance_ground TO portal_app;
"""
)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0019_sense_of_law")]

    operations = [
        migrations.AddField(
            model_name="pointversion",
            name="officer_approves",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="The Monitoring Officer approves every change of it, as of law. Never taken back.",
            ),
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cited_hash", models.CharField(max_length=64)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "cited",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidance.pointversion"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grounds", to="guidance.edition"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grounds",
                        to="guidance.pointversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "cited"), name="guidance_ground_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cited_hash__regex", "^[0-9a-f]{64}$")), name="guidance_ground_fingerprint"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
