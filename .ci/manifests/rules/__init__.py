"""One file a subject."""
from . import availability, container, kinds, network, pod, probes, references, resources, routes  # noqa: F401
