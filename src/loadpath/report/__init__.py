"""How a scene is told: a tree of typed blocks, then one HTML page. It words and draws, and computes nothing."""
