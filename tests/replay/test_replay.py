"""Ten days of news through the real road: what is told is what an editor wants, once, however the days are played."""

from collections.abc import Iterator
from random import Random

import pytest

from tests.replay.road import EDITOR, POLLS, RECIPIENTS, Knowledge, Road, judge
from tests.replay.scoring import load_nothing
from trucewatch.pipeline import acquiring, grouping, telling

pytestmark = pytest.mark.model

LEAST_PRECISION = 0.95
MOST_REPEATED = 0.02
MIDDLE = len(POLLS) // 2 + 1


@pytest.fixture(scope="module")
def played(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """The days as they come: the play by which the others are judged too."""
    road = Road(tmp_path_factory.mktemp("played"), knowledge)
    road.play()
    yield road
    road.close()


@pytest.mark.parametrize("recipient", RECIPIENTS, ids=lambda recipient: recipient.id)
class TestWhatIsTold:
    def test_what_is_told_is_what_an_editor_wants(self, played, recipient):
        result = judge(played, recipient)
        assert result.precision >= LEAST_PRECISION, "\n".join(result.lines())

    def test_no_change_is_missed(self, played, recipient):
        result = judge(played, recipient)
        assert not result.missed, "\n".join(result.lines())

    def test_hardly_anything_is_told_twice(self, played, recipient):
        result = judge(played, recipient)
        assert result.repeated <= MOST_REPEATED, "\n".join(result.lines())

    def test_each_poll_sends_at_most_one_mail(self, played, recipient):
        polls = [moment for moment, address in played.sent if address == recipient.to]
        assert polls
        assert len(polls) == len(set(polls))


def test_articles_without_news_cause_nothing(played):
    nothing = load_nothing()
    assert [str(told) for told in played.told_to(EDITOR) if set(told.articles) <= nothing.keys()] == []


def test_walking_each_step_twice_and_linking_all_again_tells_nothing_more(played, knowledge, tmp_path):
    road = Road(tmp_path, knowledge)
    for moment in POLLS:
        road.step(moment)
        road.step(moment)
    assert road.digest() == played.digest()
    road.forget_links()
    road.link()
    road.send()
    assert road.digest() == played.digest()
    road.close()


def test_linking_everything_anew_gives_the_same(played):
    before = played.linked()
    assert all(before.values())
    played.relink()
    assert played.linked() == before


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))])
def test_the_order_in_which_news_comes_does_not_matter(seed, played, knowledge, tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "LINK_BATCH", 7)
    monkeypatch.setattr(grouping, "BATCH", 3)
    monkeypatch.setattr(acquiring, "FETCH_BATCH", 2)
    road = Road(tmp_path, knowledge, shuffle=Random(seed), read_batch=3)  # noqa: S311  # a shuffle that repeats
    road.play()
    assert road.digest() == played.digest()
    road.close()


def test_a_restart_in_the_middle_changes_nothing(played, knowledge, tmp_path):
    road = Road(tmp_path, knowledge)
    road.play(POLLS[:MIDDLE])
    road.restart()
    road.step(POLLS[MIDDLE - 1])
    road.step(POLLS[MIDDLE], is_broken_off=True)
    road.step(POLLS[MIDDLE])
    road.play(POLLS[MIDDLE + 1 :])
    assert road.digest() == played.digest()
    road.close()


@pytest.mark.slow
def test_new_processes_for_every_hop_change_nothing(played, knowledge, tmp_path):
    road = Road(tmp_path, knowledge)
    for moment in POLLS:
        road.step(moment, is_broken_off=True)
    assert road.digest() == played.digest()
    road.close()
