"""Something in the text does not show, or shows as something else

A reader approves what a page shows; loadpath and other programs read what the file holds. Characters that turn the
order of a line around, show nothing, or look like letters of another alphabet make the two differ. Text copied from a
web page brings them by accident, and an attacker (or an AI whose words are quoted) puts them there on purpose.

Control characters, characters that change the order of the text, unusual line ends, tags and annotations are errors
everywhere, names of files included. Zero-width characters, soft hyphens, forms that nothing takes, private characters
and words of two alphabets are warnings in running text, and errors where they may change what is read: in headings,
lists, tables and beside double brackets. Joiners that a script or a picture needs are not found.

```loadpath
## Claim log-coverage: Every session is logged

The log is complete\u200b; the pаssword is not in it.
```

Delete the character, or type the words again.

```loadpath
## Claim log-coverage: Every session is logged

The log is complete; the password is not in it.
```
"""

from __future__ import annotations

from loadpath.case.diagnostic import Severity

SEVERITY = Severity.ERROR
