"""Keystone's API as a WSGI application; OS_KEYSTONE_CONFIG_DIR names the directory of its settings."""

try:
    from keystone.wsgi.api import application  # since 2025.1
except ImportError:
    from keystone.server.wsgi import initialize_public_application

    application = initialize_public_application()

__all__ = ["application"]
