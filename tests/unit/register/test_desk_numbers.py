"""Numbers in a case's tree: put, read, left aside."""

from __future__ import annotations

from docgen.register.desk_numbers import number_at, with_number, without_numbers


def test_what_is_put_is_found_and_leaves_nothing_when_taken() -> None:
    data = {"parcel": {"use": "工业用地"}}
    for path in ("contract_no", "supervision.agreement_no"):
        numbered = with_number(data, path, "某函〔2026〕1号")
        assert number_at(numbered, path) == "某函〔2026〕1号"
        assert numbered != data
        assert without_numbers(numbered, [path]) == data


def test_only_the_number_is_left_aside() -> None:
    data = {
        "supervision": {"agreement_no": "某协〔2026〕1号", "term": "五年"},
        "contract_no": "一号",
    }
    left = without_numbers(data, ["supervision.agreement_no", "notice.document_no"])
    assert left == {"supervision": {"term": "五年"}, "contract_no": "一号"}
    assert data["supervision"]["agreement_no"] == "某协〔2026〕1号"
