"""A word of likelihood is not on the scale

`very unlikely` means one in five to one person and one in a thousand to another. A word counts as a number only where
the case, or the assessor who uses it, says what it means.

```loadpath
## Event slip: One session goes badly wrong

- kind: residual

## Assessor team: The authors

- slip: remote because nothing like it was seen
```

Use a word of the scale, or give this one a range.

```loadpath
## Scale words: What our words mean

- remote: 0.1%-2%

## Event slip: One session goes badly wrong

- kind: residual

## Assessor team: The authors

- slip: remote because nothing like it was seen
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
