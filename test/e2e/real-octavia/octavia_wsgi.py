"""Octavia's API as a WSGI application; OS_OCTAVIA_CONFIG_DIR names the directory of its settings."""

import os

from octavia.api import app

application = app.setup_app(argv=["octavia-api", "--config-file", os.environ["OS_OCTAVIA_CONFIG_DIR"] + "/octavia.conf"])

__all__ = ["application"]
