"""The ways in: from routers, and from who scrapes."""
from rule import rule

from objects import selects


def stray(kind, spec):
    return lambda objects: objects.append({"kind": kind, "metadata": {"name": "x"}, "spec": spec})


LOST = {"service": {"name": "x", "port": {"name": "grpc"}}}


@rule("dangling-ingress", stray("Ingress", {"rules": [{"http": {"paths": [{"backend": LOST}]}}]}))
def ingress_has_services(objects):
    for one in objects.of("Ingress"):
        for path in [path for host in one["spec"]["rules"] for path in host["http"]["paths"]]:
            backend = path["backend"]["service"]
            service = objects.named("Service", backend["name"])
            if service is None or backend["port"]["name"] not in [port["name"] for port in service["spec"]["ports"]]:
                yield one, f"leads to {backend}, which is not there"


@rule("ingress-tls", stray("Ingress", {"rules": []}))
def ingress_has_tls(objects):
    for one in objects.of("Ingress"):
        hosts = {host for part in one["spec"].get("tls", []) for host in part["hosts"]}
        if not hosts or hosts != {host["host"] for host in one["spec"]["rules"]}:
            yield one, "a host without a certificate"


@rule("dangling-route", stray("GRPCRoute", {"rules": [{"backendRefs": [{"name": "x", "port": 1}]}]}))
def route_has_services(objects):
    for one in objects.of("GRPCRoute", "HTTPRoute"):
        for backend in [backend for way in one["spec"]["rules"] for backend in way["backendRefs"]]:
            service = objects.named("Service", backend["name"])
            if service is None or backend["port"] not in [port["port"] for port in service["spec"]["ports"]]:
                yield one, f"leads to {backend}, which is not there"


INTERNAL = {"rules": [{"matches": [{"method": {"service": "o2c.runtime.v1.RuntimeService"}}], "backendRefs": []}]}


@rule("internal-services-have-no-route", stray("GRPCRoute", INTERNAL))
def internal_stays_inside(objects):
    """Ours: what the mesh asks itself is not for callers."""
    for one in objects.of("GRPCRoute", "Ingress"):
        if "o2c.runtime" in str(one["spec"]):
            yield one, "leads to what is internal"


@rule("dangling-servicemonitor", stray("ServiceMonitor", {"selector": {"matchLabels": {"x": "y"}}, "endpoints": [{"port": "m"}]}))
def monitor_has_ports(objects):
    for one in objects.of("ServiceMonitor"):
        scraped = {endpoint["port"] for endpoint in one["spec"]["endpoints"]}
        found = 0
        for service in objects.of("Service"):
            names = {port["name"] for port in service["spec"]["ports"]}
            found += selects(one["spec"]["selector"], service["metadata"]["labels"]) and scraped <= names
        if found != len(objects.of("Deployment")):
            yield one, f"finds {found} roles"
