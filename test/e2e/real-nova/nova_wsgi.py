"""Nova's compute API as a WSGI application; OS_NOVA_CONFIG_DIR names the directory of its settings."""

try:
    from nova.wsgi.osapi_compute import application  # since 2025.1
except ImportError:
    from nova.api.openstack.compute.wsgi import init_application

    application = init_application()

__all__ = ["application"]
