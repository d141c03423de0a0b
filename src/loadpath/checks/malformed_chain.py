"""A chain has a step that is not a proposition

The numbered list of a pathway is its chain: all items together make the harm happen, and their probability is the
pathway's. An item without a proposition would drop out of the product and make the pathway look likelier or less
likely than it is argued. A pathway has one chain; another way to the same harm is another pathway.

```loadpath
## Event attempts: It tries to tamper with a result

## Pathway tampering: Tampering with research

1. [[attempts]]
2. nobody looks
```

Begin every item with a proposition; prose follows after a dash.

```loadpath
## Event attempts: It tries to tamper with a result

## Event unseen: Nobody looks

## Pathway tampering: Tampering with research

1. [[attempts]] - in any of 90,000 sessions a month
2. [[unseen]]
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
