"""What the kubelet asks, and how a pod ends."""
from rule import rule

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def served(objects):
    """Each Deployment with the container that serves."""
    for one in objects.of("Deployment"):
        yield one, one["spec"]["template"]["spec"]["containers"][0]


def has_probe(name, probe):
    @rule(name, lambda objects: objects.container().pop(probe))
    def check(objects):
        return ((one, f"no {probe}") for one, container in served(objects) if probe not in container)


has_probe("no-liveness-probe", "livenessProbe")
has_probe("no-readiness-probe", "readinessProbe")
has_probe("no-startup-probe", "startupProbe")


def alike(objects):
    container = objects.container()
    container["livenessProbe"] = container["readinessProbe"]


@rule("pod-probes", alike)
def distinct_probes(objects):
    for one, container in served(objects):
        names = [container[probe]["grpc"].get("service") for probe in PROBES if probe in container]
        if len(set(names)) != len(names):
            yield one, f"two probes ask the same: {names}"


@rule("liveness-port", lambda objects: objects.container()["livenessProbe"]["grpc"].update(port=1))
def probe_ports(objects):
    for one, container in served(objects):
        open_ports = [port["containerPort"] for port in container["ports"]]
        for probe in PROBES:
            if probe in container and container[probe]["grpc"]["port"] not in open_ports:
                yield one, f"{probe} asks at a port that is not served"


@rule("grace-period-covers-drain", lambda objects: objects.pod().update(terminationGracePeriodSeconds=30))
def grace_period(objects):
    """Ours: the kill must not come before sleeping and draining are over."""
    for one, container in served(objects):
        text = objects.named("ConfigMap", one["metadata"]["name"])["data"]["o2c.toml"]
        drain = next(int(line.split("=")[1]) for line in text.splitlines() if line.startswith("drain_seconds"))
        sleep = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        given = one["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        if given != sleep + drain + 5:
            yield one, f"{given} s for {sleep} s of sleep and {drain} s of draining"
