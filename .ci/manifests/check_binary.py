#!/usr/bin/env python3
"""That the charts name what the binary has, and offer what it can be told: settings, variables, commands, ports, health."""
import json
import sys
import tomllib

import binary
from objects import Objects, called

SCHEMA = json.loads((binary.ROOT / "charts/o2c/values.schema.json").read_text(encoding="utf-8"))


def flat(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict) and prefix + key not in ("addresses", "services", "auth.trusted_keys"):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def offered(node, prefix=""):
    """Dotted keys that a schema lets somebody set. What leads into `$defs` or into a map ends there."""
    for key, below in node.get("properties", {}).items():
        tables = {name: one for name, one in below.get("properties", {}).items()}
        if tables and "currencies" not in tables:
            yield from offered(below, f"{prefix}{key}.")
        else:
            yield prefix + key


def configurations(objects):
    for one in objects.of("ConfigMap"):
        if "o2c.toml" in one["data"]:
            yield one, tomllib.loads(one["data"]["o2c.toml"])


def settings(renderings):
    known = binary.config_keys()
    rendered = set()
    for path, objects in renderings.items():
        for one, table in configurations(objects):
            found = set(flat(table)) - {"services"}
            rendered |= found
            for key in found - known - set(binary.AWAITED):
                yield f"{path}: {called(one)}: the binary has no {key}"
            for service in table.get("addresses", {}).keys() ^ (set() if "audit" in called(one) else binary.definitions().keys()):
                yield f"{path}: {called(one)}: addresses.{service}"
            for service, section in table.get("services", {}).items():
                for key in section.keys() - {key.split(".")[0] for key in binary.settings_keys(service)}:
                    yield f"{path}: {called(one)}: {service} has no setting {key}"
    for key in set(binary.AWAITED) & known:
        yield f"{key} is there: take it off the list of what is awaited"
    # The other way round.
    may = set(offered(SCHEMA["properties"]["config"]))
    for key in may - known:
        yield f"the schema offers config.{key}, which the binary does not have"
    for key in known - may - rendered - set(binary.NOT_HERE):
        yield f"nobody can set {key} by the chart"
    services = SCHEMA["properties"]["services"]["properties"]
    for service in services.keys() ^ binary.definitions().keys():
        yield f"{service} is a service of one side only"
    for service, node in services.items():
        for key in set(offered(node["properties"]["settings"])) ^ binary.settings_keys(service):
            yield f"services.{service}.settings.{key} is there on one side only"


def variables(renderings):
    for path, objects in renderings.items():
        for owner, _, container in objects.containers():
            # Another program's container has none of ours.
            named = {variable["name"] for variable in container.get("env", [])}
            if named and named != binary.variables():
                yield f"{path}: {called(owner)}: variables {sorted(named ^ binary.variables())}"


def commands(renderings):
    served = set()
    for path, objects in renderings.items():
        for owner, _, container in objects.containers():
            command, *rest = container["args"]
            if container["name"] != "o2c":
                continue
            if command not in binary.commands():
                yield f"{path}: {called(owner)}: there is no command {command}"
            for word in rest:
                if word.startswith("--") and word not in binary.flags(command):
                    yield f"{path}: {called(owner)}: {command} has no {word}"
            if command in ("serve", "migrate"):
                roles = binary.definitions().keys() | {binary.gateway()}
                served.add((command, *rest))
                if set(rest) - roles or len(rest) != 1:
                    yield f"{path}: {called(owner)}: there is no role {rest}"
    wanted = {(command, service) for service in binary.definitions() for command in ("serve", "migrate")}
    for missing in wanted | {("serve", binary.gateway()), ("migrate", binary.gateway())} - served:
        if missing not in served:
            yield f"nobody runs o2c {' '.join(missing)}"


def health_and_ports(renderings):
    for path, objects in renderings.items():
        for one in objects.of("Deployment"):
            container = one["spec"]["template"]["spec"]["containers"][0]
            role = container["args"][1]
            asked = {kind: container[kind]["grpc"].get("service", "") for kind in ("startupProbe", "readinessProbe", "livenessProbe")}
            ready = binary.definitions().get(role, binary.definitions()["orders"])
            if asked != {"startupProbe": binary.runtime_health(), "readinessProbe": ready, "livenessProbe": ""}:
                yield f"{path}: {called(one)}: {asked}"
            table = tomllib.loads(objects.named("ConfigMap", one["metadata"]["name"])["data"]["o2c.toml"])
            ports = {port["name"]: port["containerPort"] for port in container["ports"]}
            listens = {"grpc": table["server"]["listen"]}
            if "metrics_listen" in table.get("telemetry", {}):
                listens["metrics"] = table["telemetry"]["metrics_listen"]
            if {name: int(address.rsplit(":", 1)[1]) for name, address in listens.items()} != ports:
                yield f"{path}: {called(one)}: ports {ports}, but it listens on {listens}"
            if ports["grpc"] != binary.port():
                yield f"{path}: {called(one)}: another port than the binary's default, {binary.port()}"


def main():
    renderings = {path: Objects.read(path) for path in sys.argv[1:]}
    # A reader that finds nothing would agree with everything.
    assert len(binary.config_keys()) > 20 and len(binary.definitions()) == 8 and binary.variables() and binary.flags("audit")
    assert all(binary.settings_keys(name) for name in binary.definitions() if name != "analytics")
    wrong = [one for check in (settings, variables, commands, health_and_ports) for one in check(renderings)]
    print("\n".join(wrong) or f"{len(binary.config_keys())} settings, and commands, variables, ports and health agree")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
