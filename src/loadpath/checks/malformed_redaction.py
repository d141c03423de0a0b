"""Something that looks withheld would be published

Withholding never fails open: whatever begins like a redaction and is not one, in any spelling, is an error, so that a
typing mistake never prints what should be kept back.

```loadpath
## Claim weights-guarded: Weights need two people

The cap is [[redact secret: 1.1 MB/s]] per rack.
```

Write `[[redact REASON: text]]` inside one paragraph, cell or field, where the reason is `legal`, `property`,
`public-safety`, `privacy` or `security`. A whole node is withheld by `- access: reviewers` or `- access: internal`.

```loadpath
## Claim weights-guarded: Weights need two people

The cap is [[redact security: 1.1 MB/s]] per rack.
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
