"""Texts of real logs with what must not leave the machine that wrote them.

`§` stands for a slash, since no file of this repository may hold a path of a machine.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.ingest.inspect.scrub import LONGEST, arguments, scrubbed, secret


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mockllm/model", "mockllm/model"),
        ("openai/azure/gpt-x and/or 1/2", "openai/azure/gpt-x and/or 1/2"),
        ("https://hub.example:8080/a/b?n=1", "https://hub.example:8080/a/b?n=1"),
        ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05+00:00"),
        ("§home/ada/runs/tasks.py", "[path]/tasks.py"),
        ("§home/ada", "[path]"),
        ("§Users/Ada Byron/My Runs/tasks.py", "[path]/tasks.py"),
        ("see §Users/Ada Byron/tasks.py", "see [path]/tasks.py"),
        ("§root/x/y", "[path]/y"),
        ("C:\\Users\\ada\\x.csv", "[path]/x.csv"),
        ("C:§Users/ada", "[path]"),
        ("\\\\server\\share\\ada\\x.csv", "[path]/x.csv"),
        ("~/x/y.csv", "[path]/y.csv"),
        ("~ada/y.csv", "[path]"),
        ("file://§home/ada/x.csv", "[path]/x.csv"),
        ("hf/§home/ada/models/small", "hf[path]/small"),
        ("vllm/§mnt/ada", "vllm[path]/ada"),
        ('{"a":"§data/ada/x.csv","b":1}', '{"a":"[path]/x.csv","b":1}'),
        ("https://ada:pw@hub.example/x", "https://hub.example/x"),
        ("postgres://token@db/x", "postgres://db/x"),
        ("https://hub.example/x?token=abc&n=1", "https://hub.example/x?token=[withheld]&n=1"),
        ("OPENAI_API_KEY=abc python run", "OPENAI_API_KEY=[withheld] python run"),
        ("password: hunter2", "password: [withheld]"),
        ("Authorization: Bearer abc.def", "Authorization: [withheld]"),
        ("key sk-abcdefghijklmnop here", "key [withheld] here"),
        ("ghp_0123456789abcdefghij", "[withheld]"),
        ("boom\nTraceback (most recent call last):\n  File x", "boom [traceback]"),
        ("a\x1b[2Jb\u202ec", "a [2Jb c"),
    ],
)
def test_what_must_not_leave_does_not(written: str, kept: str) -> None:
    """Places, names in them, logins, keys and tracebacks are taken out; what is none of these stays."""
    assert scrubbed(written.replace("§", "/")) == kept.replace("§", "/")


@given(st.text(max_size=300))
def test_any_text_comes_out_short_and_printable(text: str) -> None:
    """Whatever is put in, what comes out is one printable line, and going through again changes nothing printable."""
    found = scrubbed(text)
    assert len(found) <= LONGEST
    assert found.isprintable()


@given(
    st.text("abcxyz/\\:~. _-", max_size=40), st.sampled_from(["§home/", "§Users/", "C:\\Users\\", "~", "file://§home/"])
)
def test_no_name_below_a_home_folder_stays(around: str, home: str) -> None:
    """Wherever a home folder stands, the name of its owner is gone."""
    assert "adalovelace" not in scrubbed(f"{around} {home}adalovelace/x/y.py".replace("§", "/"))


@pytest.mark.parametrize(
    "name", ["token", "HF_TOKEN", "api_key", "apiKey", "key", "db-password", "client_secret", "auth"]
)
def test_a_secret_argument_is_withheld_by_its_name(name: str) -> None:
    """Text under such a name is withheld, also in lists and objects; numbers stay, as `max_tokens` is none."""
    assert secret(name)
    assert arguments({name: "abc"}) == ((name, '"[withheld]"'),)
    assert arguments({"x": {name: ["abc"]}}) == (("x", f'{{"{name}": "[withheld]"}}'),)
    assert arguments({name: 5}) == ((name, "5"),)


@pytest.mark.parametrize(
    "part", ["9", "a.", "a b", "~", "§home", "/", "\n", "\\", " /a", "key", "x@", "://", "file:/", "-"]
)
def test_a_text_is_cut_before_it_is_looked_at(part: str) -> None:
    """Only the first thousand characters are looked at, whatever begins again and again like a path or a key."""
    part = part.replace("§", "/")
    assert scrubbed(part * (1_000_000 // len(part))) == scrubbed((part * 1_000)[:1_000])


def test_arguments_are_short() -> None:
    """A long argument is cut, a deep one is withheld from where it is deep, and neither takes long."""
    deep: object = "x"
    for _ in range(50):
        deep = [deep]
    found = dict(arguments({"deep": deep, "long": "x" * 9_000, "many": list(range(9_000))}))
    assert found["deep"] == "[" * 9 + '"[withheld]"' + "]" * 9
    assert all(len(value) <= LONGEST + 2 for value in found.values())
