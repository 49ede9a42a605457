"""What can be known of the production files without a container engine: their form, their secrets, their references."""

import re

import pytest
import yaml

from tests.conftest import ROOT

COMPOSE = ROOT / "docker-compose.yaml"
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(:\?|:-)?([^}]*)\}")
SECRETS = re.compile(r"PASSWORD|SECRET|KEY|SMTP")
AIRFLOW = {"init", "api-server", "scheduler", "dag-processor", "triggerer", "worker"}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(COMPOSE.read_text())["services"]


def test_every_part_of_a_production_airflow_is_there(services):
    assert set(services) == AIRFLOW | {"airflow-db", "warehouse-db", "redis", "mail"}
    assert services["mail"]["profiles"] == ["demo"]


def test_every_service_that_stays_up_tells_whether_it_is_healthy(services):
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["init"]


def test_no_secret_has_a_default():
    uses = VARIABLE.findall(COMPOSE.read_text())
    required = {name for name, mark, _ in uses if mark == ":?"}
    assert {name for name, _, _ in uses if SECRETS.search(name)} <= required
    assert not [name for name, mark, default in uses if mark == ":-" and SECRETS.search(name) and default]


def test_the_example_environment_names_every_required_variable_and_fills_in_none():
    required = {name for name, mark, _ in VARIABLE.findall(COMPOSE.read_text()) if mark == ":?"}
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    assert {line.split("=", 1)[0] for line in lines} == required
    assert all(line.endswith("=") for line in lines)


def test_ports_are_published_on_loopback_only(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_services_wait_for_services_that_exist(services):
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)


def test_volumes_that_are_mounted_are_declared(services):
    declared = set(yaml.safe_load(COMPOSE.read_text())["volumes"])
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert mounted == declared


def test_our_settings_in_the_compose_file_exist(services):
    from trucewatch.settings import Settings

    environment = services["worker"]["environment"]
    ours = {name: "" for name in environment if name.startswith("TRUCEWATCH_")}
    assert Settings.from_environment(ours | {"TRUCEWATCH_CONTACT": "https://example.org"})


@pytest.mark.airflow
@pytest.mark.filterwarnings("default")
def test_airflows_settings_in_the_compose_file_exist(services):
    from airflow.configuration import conf

    names = [name for name in services["worker"]["environment"] if name.startswith("AIRFLOW__")]
    unknown = []
    for name in names:
        section, option = name.removeprefix("AIRFLOW__").lower().split("__")
        if option not in conf.configuration_description.get(section, {}).get("options", {}):
            unknown.append(name)
    assert not unknown


def test_the_image_copies_files_that_exist_and_that_its_context_lets_through():
    ignored = (ROOT / ".dockerignore").read_text()
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY") and "--from" not in line:
            for source in [word for word in line.split()[1:-1] if not word.startswith("--")]:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in ignored, source
