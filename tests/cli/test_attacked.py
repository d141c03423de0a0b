"""What `attack`, `load`, `importance` and `independence` print where there is nothing to show: why, and never nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.small import HEAD

from loadpath.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

LAB = """
## Pathway loss: It is lost

1. [[slip]]
2. [[monitor]] fails

## Event slip: It slips

## Mitigation monitor: M

## Claim sure: It slips or not

- says: [[slip]] or not [[slip]]

## Challenge c: C

- against: [[sure]]
- kind: rebuts

## Assessor me: Me

- slip: 50% because x
- monitor fails: 10% because x
"""
UNKNOWN = LAB.replace("- monitor fails: 10% because x\n", "")
NO_CHAIN = "## Event rest: R\n\n- kind: residual\n\n## Assessor me: Me\n\n- rest: 1% because x\n"
NO_HARM = "## Event slip: S\n\n## Assessor me: Me\n\n- slip: 50% because x\n"
SECRET = LAB.replace("## Challenge c: C\n", "## Challenge c: C\n\n- access: internal")


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (["attack"], LAB, "c (open): not sure\nme: not computed: `not sure` cannot be so for `me`"),
        (["attack"], LAB, "me: what all grant is not, or not all, tried: there is no budget to be within."),
        (
            ["attack", "--audience", "public"],
            SECRET,
            "1 challenge is withheld: what upholding them would do is not told.",
        ),
        (["attack", "--audience", "public"], SECRET, "No other challenge stands."),
        (["load"], UNKNOWN, "Nothing has a load yet: at the best values of what is unknown there is no risk"),
        (["importance"], NO_HARM, "nothing to measure: no pathway and no residual event says what the harm is"),
        (["independence"], NO_CHAIN, "no pathway has a chain, so that nothing is taken as independent"),
        (
            ["risk"],
            UNKNOWN + NO_CHAIN.split("## Assessor", maxsplit=1)[0] + "## Assessor you: Y\n\n- rest: 1% because y\n",
            "you: where all that",
        ),
    ],
)
def test_what_is_not_shown_is_told(
    words: list[str],
    text: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Silence would read as: nothing is wrong."""
    (tmp_path / "case.md").write_text(HEAD + text, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["loadpath", words[0], str(tmp_path), *words[1:]])
    main_or_exit()
    assert said in capsys.readouterr().out


def test_an_option_that_would_do_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--uncertain` is of the whole risk: with a pathway it would answer another question."""
    (tmp_path / "case.md").write_text(HEAD + LAB, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["loadpath", "importance", str(tmp_path), "--uncertain", "--pathway", "loss"])
    main_or_exit()
    assert "`--uncertain` is of the whole risk" in capsys.readouterr().err


def main_or_exit() -> None:
    """Run the command line as a terminal does."""
    with pytest.raises(SystemExit):
        main()
