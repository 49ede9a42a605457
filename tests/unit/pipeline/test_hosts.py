"""What one host is asked for stays together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.pipeline.hosts import by_host, even_batches


def test_items_are_grouped_by_host_whatever_its_case_and_port():
    urls = ["https://a.example/1", "http://b.example/1", "https://A.example:8443/2", "http://[broken/", ""]
    assert by_host(urls, str) == [[urls[0], urls[2]], [urls[1]], [urls[3], urls[4]]]


@pytest.mark.parametrize(
    ("sizes", "dealt"),
    [
        ([], []),
        ([4], [4]),
        ([1] * 11, [6, 5]),
        ([1] * 200, [25] * 8),
        ([30, 1, 1, 1], [30, 3]),
        ([7, 5, 4, 4], [11, 9]),
    ],
)
def test_groups_are_dealt_out_evenly_and_whole(sizes, dealt):
    groups = [[f"{number}-{n}" for n in range(size)] for number, size in enumerate(sizes)]
    batches = (
        even_batches(groups, most=8, least_items=10)
        if len(sizes) != 4
        else even_batches(groups, most=2, least_items=10)
    )
    assert sorted(map(len, batches), reverse=True) == dealt
    for group in groups:
        assert sum(set(group) <= set(batch) for batch in batches) == 1


@given(st.lists(st.lists(st.integers(), min_size=1)), st.integers(1, 9), st.integers(1, 20))
def test_dealing_loses_nothing(groups, most, least_items):
    batches = even_batches(groups, most=most, least_items=least_items)
    assert sorted(item for batch in batches for item in batch) == sorted(item for group in groups for item in group)
    assert len(batches) <= most
    assert all(batches)
