"""What `pkg.module:NAME` may name, and what is said of what it may not."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import SettingsError
from toolkit.settings import Settings
from toolkit.setup import references

SHOP = """
import enum
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase): ...
class Mood(enum.Enum):
    CALM = "calm"
    BUSY = "busy"
class Names:
    inner = {"mood": ["a"]}

metadata = sa.MetaData()
ENUMS = {"mood": Mood, "size": ["s", "m"]}
ROWS = {"orders": [{"id": 1}]}
TEXT = "text"
BAD = {"mood": "calm"}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    """A project with a module; it is forgotten afterwards."""
    (tmp_path / "shop_of_test.py").write_text(SHOP)
    (tmp_path / "broken_of_test.py").write_text("import no_such_thing")
    before = list(sys.path)
    yield tmp_path
    sys.path[:] = before
    sys.modules.pop("shop_of_test", None)


def settings(root: Path, **values: Any) -> Settings:
    return Settings(root=root, **values)


def test_models_are_metadata_or_a_base(shop: Path) -> None:
    found = references.models(settings(shop, models=("shop_of_test:metadata", "shop_of_test:Base")))
    named = sys.modules["shop_of_test"]
    assert found == (named.metadata, named.Base.metadata)


def test_enums_are_classes_or_lists_named_or_given(shop: Path) -> None:
    expected = {"mood": ("calm", "busy"), "size": ("s", "m")}
    assert references.enums(settings(shop, enums="shop_of_test:ENUMS")) == expected
    assert references.enums(settings(shop, enums="shop_of_test:Names.inner")) == {"mood": ("a",)}
    assert references.enums(settings(shop, enums={"size": ("s",)})) == {"size": ("s",)}
    assert references.enums(settings(shop)) == {}


def test_rows_by_table(shop: Path) -> None:
    assert references.rows(settings(shop, rows="shop_of_test:ROWS")) == {"orders": [{"id": 1}]}
    assert references.rows(settings(shop)) == {}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("models", ("shop_of_test:TEXT",), "no SQLAlchemy MetaData"),
        ("models", ("shop_of_test",), "not pkg.module:NAME"),
        ("models", (":metadata",), "not pkg.module:NAME"),
        ("models", ("shop_of_test:missing",), "names missing, which shop_of_test does not have"),
        ("models", ("nowhere_of_test:x",), "cannot be imported"),
        ("models", ("broken_of_test:x",), "no_such_thing"),
        ("enums", "shop_of_test:TEXT", "not a table of types"),
        ("enums", "shop_of_test:BAD", "mood is neither"),
        ("rows", "shop_of_test:TEXT", "not a table of tables"),
    ],
)
def test_what_names_nothing_useful_is_a_settings_error(
    shop: Path, key: str, value: Any, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        getattr(references, key)(settings(shop, **{key: value}))
    assert said in str(caught.value)
    assert key in str(caught.value)
    assert caught.value.next
