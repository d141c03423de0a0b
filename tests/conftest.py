"""What holds for all tests: no check is remembered, and a random example may take its time on a busy machine.

A check is kept neither from one test to the next, nor in the cache of whoever runs them.
"""

import os

from hypothesis import settings

os.environ["LOADPATH_CACHE"] = "off"
settings.register_profile("loadpath", deadline=None)
settings.load_profile("loadpath")
