"""Seeded faults: each told with its code at its paragraph, and nothing told elsewhere."""

from __future__ import annotations

import pytest

from tests.counts import count
from tests.lintcorpus import clean, run
from tests.lintfaults import KINDS
from tests.linttemplates import SMALL


def test_there_are_many_kinds_of_faults():
    assert len(KINDS) >= 25


@pytest.mark.slow
def test_every_kind_of_fault_is_found_in_small_templates():
    results = run(len(KINDS), names=SMALL)
    assert {one.seeded.kind for one in results} == set(KINDS)
    assert [str(one) for one in results if not one.found or one.elsewhere] == []


@pytest.mark.slow
def test_lint_finds_99_of_100_faults_and_tells_nothing_else():
    results = run(count(300, 60), seed=20240701)
    missed = [str(one) for one in results if not one.found]
    assert len(missed) * 100 <= len(results), missed
    assert [str(one) for one in results if one.elsewhere] == []


@pytest.mark.slow
def test_the_templates_that_faults_are_put_into_are_clean():
    from tests.lintcorpus import all_bases

    for base in all_bases():
        assert [one.message for one in clean(base)] == [], base.name
