# The portal for a real deployment: web, worker and beat are the same image with another command (docker-compose.yml).
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/portal
COPY requirements.txt .
RUN /opt/portal/bin/pip install --require-hashes --only-binary :all: -r requirements.txt

FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/portal/bin:$PATH \
    DJANGO_SETTINGS_MODULE=portal.settings STATIC_ROOT=/srv/static FILES_ROOT=/srv/files
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid portal --no-create-home --shell /usr/sbin/nologin portal \
    && mkdir -p /srv/files /srv/static && chown portal:portal /srv/files
COPY --from=build /opt/portal /opt/portal
WORKDIR /srv/portal
COPY manage.py LICENSE ./
COPY portal portal
COPY guidance guidance
COPY reviews reviews
COPY abuse_log abuse_log
COPY templates templates
COPY static static
# Static files are gathered at build time; the secrets named here are never used for anything else.
RUN SECRET_KEY=only-to-gather-static-files-0123456789-abcdefghijklmnop ALLOWED_HOSTS=localhost \
    ENCRYPTION_KEYS=build:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= PORTAL_URL=https://localhost \
    DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost \
    python manage.py collectstatic --noinput
USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--max-requests", "5000", \
     "--max-requests-jitter", "500", "--graceful-timeout", "20", "--forwarder-headers", ""]
