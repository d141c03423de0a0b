"""The distributions of a published fault tree as laws: their quantiles, and who shares a draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from loadpath.assess.fault_tree import tree_model
from loadpath.assess.tree_laws import weights_of
from loadpath.ingest.openpsa import read_open_psa

if TYPE_CHECKING:
    from loadpath.engine.leaves import Is


def weights(value: str, more: str = "") -> list[Is] | None:
    """Return what weighs two events with the same value."""
    events = "".join(f"<define-basic-event name='{name}'>{value}</define-basic-event>" for name in "ab")
    gate = "<define-gate name='top'><or><basic-event name='a'/><basic-event name='b'/></or></define-gate>"
    text = f"<opsa-mef><define-fault-tree name='t'>{gate}{events}{more}</define-fault-tree></opsa-mef>"
    tree = read_open_psa(text.encode(), "t.xml")
    model = tree_model(tree)
    return weights_of(tree, model.events, model.means)


def deviate(kind: str, *numbers: float) -> str:
    """Return a distribution as the format writes it."""
    inner = "".join(f"<float value='{number}'/>" for number in numbers)
    return f"<{kind}-deviate>{inner}</{kind}-deviate>"


@pytest.mark.parametrize(
    ("value", "u", "expected"),
    [
        (deviate("uniform", 0.2, 0.6), 0.25, 0.3),  # 0.2 + 0.25 0.4
        (deviate("normal", 0.5, 0.1), 0.5, 0.5),  # its median is its mean
        (deviate("normal", 0.5, 0.1), 0.975, 0.5 + 0.1959963984540054),  # the normal's 97.5 % point
        (deviate("normal", 0.1, 0.1), 0.025, 0.0),  # 0.1 - 0.196, cut at 0
        (deviate("gamma", 1, 0.1), 0.5, 0.1 * np.log(2)),  # an exponential distribution
        (deviate("gamma", 1, 1), 0.9, 1.0),  # log 10, cut at 1
        (deviate("beta", 1, 1), 0.25, 0.25),  # flat
        (deviate("lognormal", -2, 0.5), 0.5, np.exp(-2)),  # the median by the mean of the logarithm
        (deviate("lognormal", 0.01, 5, 0.95), 0.95, 0.030978922),  # as in the example of `laws.lognormal`
    ],
)
def test_quantiles(value: str, u: float, expected: float) -> None:
    """Each kind of distribution at one point."""
    found = weights(value)
    assert found is not None
    assert found[0].parameter.law.quantile(np.array([u]))[0] == pytest.approx(expected, rel=1e-4, abs=1e-12)


def test_chances_of_at_most() -> None:
    """The other way round, at the same points and beyond the cuts."""
    normal, gamma = (weights(deviate(*given)) for given in (("normal", 0.5, 0.1), ("gamma", 1, 0.1)))
    assert normal is not None
    assert gamma is not None
    laws_ = normal[0].parameter.law, gamma[0].parameter.law
    assert [law.cdf(1.0) for law in laws_] == [1.0, 1.0]
    assert [law.cdf(-0.1) for law in laws_] == [0.0, 0.0]
    assert [law.cdf(x) for law, x in zip(laws_, (0.5, 0.1 * np.log(2)), strict=True)] == pytest.approx([0.5, 0.5])
    assert laws_[1].mean == 0.1


def test_events_of_their_own_have_draws_of_their_own_and_a_parameter_has_one() -> None:
    """Two events with the same distribution are drawn apart; two that name one parameter, together."""
    apart, together = (
        weights(deviate("beta", 1, 3)),
        weights("<parameter name='p'/>", f"<define-parameter name='p'>{deviate('beta', 1, 3)}</define-parameter>"),
    )
    assert apart is not None
    assert together is not None
    assert [weight.parameter.name for weight in apart] == ["event a", "event b"]
    assert [weight.parameter.name for weight in together] == ["parameter p"] * 2


@pytest.mark.parametrize("value", ["<float value='0.1'/>", deviate("uniform", 0.3, 0.3), deviate("normal", 0.3, 0)])
def test_what_has_no_width_is_a_point(value: str) -> None:
    """Numbers and distributions without width leave nothing to draw."""
    assert weights(value) is None
