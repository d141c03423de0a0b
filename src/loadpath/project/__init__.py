"""The one place with state: a case, opened from a folder or from text, read, assessed and checked once.

>>> import loadpath as lp
>>> project = lp.read(
...     {
...         "case.md": '''
... # Case coin: A small case
... - kind: risk analysis
... ## Event harm: It happens
... - kind: residual
... ## Assessor me: Me
... - harm: 1% because it is an example
... '''
...     }
... )
>>> project.risk(by="me").risk.value
0.01
"""

from __future__ import annotations

from loadpath.project.opened import Redaction
from loadpath.project.opening import fault_tree, read
from loadpath.project.project import Project

__all__ = ["Project", "Redaction", "fault_tree", "read"]
