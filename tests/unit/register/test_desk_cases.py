"""Cases of the desk: their versions, who wins, how they are found."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import DocgenError, UsageError
from docgen.register.desk import Desk
from docgen.register.desk_records import NewerVersion
from tests.counts import count
from tests.deskbooks import CLERK, REVIEWER, desk, tree


def test_a_case_is_saved_listed_and_read_back(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        head = one.save_case(tree(), CLERK)
        assert (head.id, head.version, head.changed) == (1, 1, CLERK)
        assert head.title == "示例甲公司 示例大道以北、一号路以东"
        assert head.contract_no == "豫（偃）出让（2026）第12号"
        assert (head.parcel_code, head.jurisdiction) == ("410307001001GB00001", "yanshi")
        assert one.cases() == (head,)
        assert one.case_head(1) == head
        version = one.case(1)
        assert version is not None
        assert (version.data, version.act) == (tree(), CLERK)
        assert one.case(1, 2) is None
        assert one.case(2) is None
        assert one.case_head(2) is None


def test_an_owner_stands_in_the_title_where_there_is_no_grantee(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        assert one.save_case({"parties": {"owner": {"name": "䶮某"}}}, CLERK).title == "䶮某"
        assert one.save_case({}, CLERK).title == ""


def test_every_version_stays_and_tells_who_made_it(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.save_case(tree(), CLERK)
        head = one.save_case(tree("示例乙公司"), REVIEWER, case_id=1, based_on=1)
        assert head.version == 2
        assert [(each.version, each.act.who) for each in one.versions(1)] == [
            (2, "示例审核"),
            (1, "示例经办"),
        ]
        first, second = one.case(1, 1), one.case(1)
        assert first is not None
        assert second is not None
        assert first.data == tree()
        assert second.data == tree("示例乙公司")


def test_what_was_saved_unchanged_makes_no_version(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        head = one.save_case(tree(), CLERK)
        again = dict(reversed(tree().items()))
        assert one.save_case(again, REVIEWER, case_id=1, based_on=1) == head
        assert len(one.versions(1)) == 1


def test_a_case_that_was_saved_in_between_is_not_written_over(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.save_case(tree(), CLERK)
        newest = one.save_case(tree("示例乙公司"), REVIEWER, case_id=1, based_on=1)
        with pytest.raises(NewerVersion, match="示例审核改到第2版") as caught:
            one.save_case(tree("示例丙公司"), CLERK, case_id=1, based_on=1)
        assert caught.value.head == newest
        assert one.case_head(1) == newest
        crossed = pickle.loads(pickle.dumps(caught.value))
        assert (crossed.head, str(crossed)) == (newest, str(caught.value))


def test_a_case_that_is_there_needs_the_version_it_was_edited_from(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.save_case(tree(), CLERK)
        with pytest.raises(UsageError, match="哪一版"):
            one.save_case(tree(), CLERK, case_id=1)
        with pytest.raises(UsageError, match="没有第7号案卷"):
            one.save_case(tree(), CLERK, case_id=7, based_on=1)


def test_values_that_are_no_plain_tree_or_far_too_long_are_not_saved(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        with pytest.raises(DocgenError, match="不能登记"):
            one.save_case({"contract_no": {1, 2}}, CLERK)
        with pytest.raises(UsageError, match="太大"):
            one.save_case({"contract_no": "长" * 2_000_000}, CLERK)
        assert one.count_cases() == 0


@pytest.mark.parametrize("workers", [8])
def test_of_all_who_save_the_same_version_exactly_one_wins(tmp_path: Path, workers: int) -> None:
    path = tmp_path / "register.sqlite"
    with Desk.open(path) as one:
        one.save_case(tree(), CLERK)
    for turn in range(1, count(40, 5) + 1):
        ready = Barrier(workers)

        def save(number: int, turn: int = turn, ready: Barrier = ready) -> bool:
            with Desk.open(path) as own:
                ready.wait()
                try:
                    own.save_case(tree(f"示例{turn}之{number}"), CLERK, case_id=1, based_on=turn)
                except NewerVersion as error:
                    assert error.head.version == turn + 1
                    return False
                return True

        with ThreadPoolExecutor(workers) as pool:
            assert sum(pool.map(save, range(workers))) == 1


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [3, 2, 1]),
        ("甲公", [1]),
        ("示例大道", [3, 2, 1]),
        ("乙 示例大道", [2]),
        ("甲 乙", []),
        ("2026b00012", [3, 2, 1]),
        ("GB00001", [3, 2, 1]),
        ("(2026)第12号", [3, 2, 1]),
        ("ＡＢＣ％", [3]),
        ("%", [3]),
        ("_", []),
        ("\\", []),
        ("自然资源", [3, 2, 1]),
    ],
)
def test_cases_are_found_by_any_part_of_names_places_and_numbers(
    tmp_path: Path, search: str, found: list[int]
) -> None:
    with desk(tmp_path) as one:
        for name in ("示例甲公司", "示例乙公司", "abc%公司"):
            one.save_case(tree(name), CLERK)
        assert [head.id for head in one.cases(search)] == found
        assert one.count_cases(search) == len(found)


def test_the_list_comes_in_pages_with_the_case_changed_last_first(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        for name in range(5):
            one.save_case(tree(f"示例{name}公司"), CLERK)
        one.save_case(tree("示例新名公司"), CLERK, case_id=2, based_on=1)
        assert [head.id for head in one.cases(limit=3)] == [2, 5, 4]
        assert [head.id for head in one.cases(limit=3, offset=3)] == [3, 1]
        assert one.count_cases() == 5


def test_a_name_that_was_changed_is_not_found_any_more(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.save_case(tree(), CLERK)
        one.save_case(tree("示例乙公司"), CLERK, case_id=1, based_on=1)
        assert one.count_cases("甲公司") == 0


@settings(max_examples=count(60, 8), deadline=None)
@given(
    saves=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 4), st.text("甲乙丙%_", max_size=3)),
        max_size=14,
    )
)
def test_no_version_is_ever_lost_whatever_is_saved_in_whatever_order(
    tmp_path_factory: pytest.TempPathFactory, saves: list[tuple[int, int, str]]
) -> None:
    expected: dict[int, list[dict[str, object]]] = {}
    with desk(tmp_path_factory.mktemp("desk")) as one:
        for which, based_on, name in saves:
            data = tree(name)
            if which not in range(1, len(expected) + 1):
                expected[one.save_case(data, CLERK).id] = [data]
            elif based_on != len(expected[which]):
                with pytest.raises(NewerVersion):
                    one.save_case(data, CLERK, case_id=which, based_on=based_on)
            else:
                one.save_case(data, CLERK, case_id=which, based_on=based_on)
                if expected[which][-1] != data:
                    expected[which].append(data)
        for which, versions in expected.items():
            kept = [one.case(which, number + 1) for number in range(len(versions))]
            assert [each.data for each in kept if each] == versions
            assert [each.version for each in one.versions(which)] == [*range(len(versions), 0, -1)]
