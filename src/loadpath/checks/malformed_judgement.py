"""A judgement has no meaning

A number in the wrong place is worse than none: it would be read as the answer to another question. A judgement is
about one thing that can be judged (an event, a barrier, a claim's own step, a response, a quantity, a finding), and
its value fits that thing. What is defined by `says` or `is` has no number of its own; only evidence `passes`, has a
likelihood ratio or `says nothing`; and whether it passed must be known before a chance of passing can be used.

```loadpath
## Event scheming: It has a lasting hidden aim

## Claim no-hidden-aim: It has no lasting hidden aim

- says: not [[scheming]]

## Assessor team: The authors

- no-hidden-aim: 95% because it is trained on short tasks
```

Judge what the claim says, and the claim follows.

```loadpath
## Event scheming: It has a lasting hidden aim

## Claim no-hidden-aim: It has no lasting hidden aim

- says: not [[scheming]]

## Assessor team: The authors

- scheming: 5% (1%-15%) because it is trained on short tasks
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
