# Airflow with Trucewatch, for every service of docker-compose.yaml. Built from the lock: the same versions as the tests.
FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends curl dumb-init \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 50000 --gid 0 --create-home --home-dir /opt/airflow airflow \
 && install -d -o airflow -g root -m 0775 /opt/airflow/logs /var/lib/trucewatch/archive
COPY --from=packages /opt/venv /opt/venv
COPY --chown=airflow:root pyproject.toml requirements.txt README.md LICENSE /opt/trucewatch/
COPY --chown=airflow:root include /opt/trucewatch/include
COPY --chown=airflow:root dags /opt/trucewatch/dags
COPY --chown=airflow:root plugins /opt/trucewatch/plugins
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e /opt/trucewatch
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/trucewatch/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/trucewatch/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False
USER airflow
WORKDIR /opt/airflow
ENTRYPOINT ["dumb-init", "--", "airflow"]
CMD ["version"]
