import pytest

from docgen.errors import UsageError
from docgen.resources import schema_bytes, schemas_root, templates_root


def test_both_folders_are_found() -> None:
    assert schemas_root().joinpath("glossary.yaml").is_file()
    assert templates_root().joinpath("contracts").is_dir()


def test_a_schema_is_read_as_its_bytes() -> None:
    assert "出让价款".encode() in schema_bytes("glossary.yaml")


@pytest.mark.parametrize(
    "name",
    [
        "../pyproject.toml",
        "/etc/passwd",
        "packs/../../pyproject.toml",
        "",
        "a//b",
        ".",
        "..\\x",
        "c:x",
    ],
)
def test_a_name_that_leaves_the_folder_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="不能越出"):
        schema_bytes(name)


def test_a_missing_file_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="没有「none"):
        schema_bytes("none.yaml")


def test_a_folder_is_not_a_file() -> None:
    with pytest.raises(UsageError, match="没有「json」"):
        schema_bytes("json")
