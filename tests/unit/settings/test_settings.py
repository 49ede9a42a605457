from pathlib import Path

import pytest

from trucewatch.errors import SettingsInvalid
from trucewatch.settings import Settings, parse_smtp


def test_each_variable_becomes_its_fields_type():
    settings = Settings.from_environment(
        {
            "TRUCEWATCH_SMTP": "smtp://127.0.0.1:2525",
            "TRUCEWATCH_MAIL_TO": "a@example.org, b@example.org",
            "TRUCEWATCH_FEEDS": "my.opml",
            "TRUCEWATCH_ROBOTS": "off",
            "TRUCEWATCH_PAUSE_SECONDS": "0.5",
            "TRUCEWATCH_READ_BATCH": "7",
            "HOME": "/elsewhere",
        }
    )
    assert (settings.smtp.host, settings.smtp.port) == ("127.0.0.1", 2525)
    assert settings.mail_to == ("a@example.org", "b@example.org")
    assert settings.feeds == Path("my.opml")
    assert (settings.robots, settings.pause_seconds, settings.read_batch) == (False, 0.5, 7)


def test_private_hosts_are_names_addresses_and_networks():
    settings = Settings.from_environment({"TRUCEWATCH_PRIVATE_HOSTS": "Intranet.example, 10.1.0.0/16,[fd00::1], wiki"})
    assert settings.private_hosts == ("intranet.example", "10.1.0.0/16", "fd00::1", "wiki")


def test_nothing_set_gives_defaults_that_work_on_one_machine():
    assert Settings.from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("TRUCEWATCH_PAUSE", "5", "is not a setting"),
        ("TRUCEWATCH_ROBOTS", "perhaps", "write 1 or 0"),
        ("TRUCEWATCH_READ_BATCH", "many", "invalid literal"),
        ("TRUCEWATCH_PAUSE_SECONDS", "-1", "0 or more"),
        ("TRUCEWATCH_PAUSE_SECONDS", "nan", "0 or more"),
        ("TRUCEWATCH_SMTP", "mail.example.org:25", "write smtp://host:port"),
        ("TRUCEWATCH_SMTP", "smtp://mail:99999", "65535"),
        ("TRUCEWATCH_MAIL_TO", "desk", "not a mail address"),
        ("TRUCEWATCH_PARSE_MEGABYTES", "32", "256 or more"),
        ("TRUCEWATCH_HEALTH_LANGUAGE", "de", "one of en, fr"),
        ("TRUCEWATCH_PRIVATE_HOSTS", "intranet.example, 10.0.0.0/99", "10.0.0.0/99"),
        ("TRUCEWATCH_PRIVATE_HOSTS", "http://intranet.example/", "neither a host name"),
        ("TRUCEWATCH_MAIL_TO", "a@b\r\nBcc: c@d", "not a mail address"),
        ("TRUCEWATCH_PAGE_URL", "airflow.example.org/trucewatch", "write a whole address"),
        ("TRUCEWATCH_ALERT_FEED_URL", "/srv/feeds", "write a whole address"),
    ],
)
def test_a_mistake_names_the_variable_or_the_value(variable, value, words):
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_environment({variable: value})
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail", (25, False, False, None)),
        ("smtps://mail", (465, True, False, None)),
        ("smtp+starttls://user:p%40ss@mail", (587, False, True, "p@ss")),
    ],
)
def test_an_smtp_url_says_how_to_encrypt(url, expected):
    smtp = parse_smtp(url)
    assert (smtp.port, smtp.ssl, smtp.starttls, smtp.password) == expected


def test_a_secret_is_never_shown():
    settings = Settings.from_environment({"TRUCEWATCH_WEBHOOK_SECRET": "0123456789abcdef"})
    assert settings.webhook_secret == "0123456789abcdef"
    assert "0123456789abcdef" not in repr(settings)
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_environment({"TRUCEWATCH_WEBHOOK_SECRET": "too-short"})
    assert "too-short" not in caught.value.message
    assert "TRUCEWATCH_WEBHOOK_SECRET" in caught.value.message


def test_a_password_is_never_shown():
    assert "hunter2" not in repr(Settings(smtp=parse_smtp("smtp://user:hunter2@mail")))
