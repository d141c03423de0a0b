"""What holds for all tests: no check is remembered from one to the next, nor in the cache of whoever runs them."""

import os

os.environ["LOADPATH_CACHE"] = "off"
