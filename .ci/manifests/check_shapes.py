#!/usr/bin/env python3
"""Every object of every rendering has the shape that its kind asks for.

Kubernetes' own kinds: strictly, by the schemas of the three newest versions that kubernetes-validate knows. Kinds of
operators have no schema that can be had offline; of those only what the charts write is checked against what the
operators' references name.
"""
import sys
from pathlib import Path

import kubernetes_validate

from objects import Objects, called

NEWEST = 3
# (fields that `spec` has to have, fields that it may have besides)
OPERATORS = {
    "postgresql.cnpg.io/v1 Cluster": (
        {"instances", "bootstrap", "managed", "postgresql", "storage", "resources"},
        {"affinity", "enableSuperuserAccess", "externalClusters", "imageName", "monitoring", "plugins",
         "primaryUpdateStrategy", "walStorage"},
    ),
    "postgresql.cnpg.io/v1 ScheduledBackup": (
        {"schedule", "cluster", "method"}, {"backupOwnerReference", "immediate", "pluginConfiguration"},
    ),
    "barmancloud.cnpg.io/v1 ObjectStore": ({"configuration"}, {"retentionPolicy"}),
    "monitoring.coreos.com/v1 ServiceMonitor": ({"selector", "endpoints"}, set()),
    "monitoring.coreos.com/v1 PrometheusRule": ({"groups"}, set()),
    "gateway.networking.k8s.io/v1 GRPCRoute": ({"parentRefs", "rules"}, {"hostnames"}),
    "gateway.networking.k8s.io/v1 HTTPRoute": ({"parentRefs", "rules"}, {"hostnames"}),
}  # fmt: skip


def versions():
    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    known = {tuple(map(int, path.name[1:].split("-")[0].split(".")[:2])) for path in folder.glob("v*-local-strict")}
    return [f"{major}.{minor}" for major, minor in sorted(known)[-NEWEST:]]


def wrong_in(one, version):
    shape = OPERATORS.get(f"{one['apiVersion']} {one['kind']}")
    if shape is not None:
        needed, besides = shape
        fields = set(one["spec"])
        if not needed <= fields <= needed | besides:
            yield f"spec lacks {sorted(needed - fields)}, and {sorted(fields - needed - besides)} is not known"
        return
    try:
        kubernetes_validate.validate(one, version, strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
        yield getattr(error, "message", str(error))


def main():
    wrong, seen = [], 0
    for path in sys.argv[1:]:
        for one in Objects.read(path):
            for version in versions():
                seen += 1
                wrong.extend(f"{path}: {called(one)}: {version}: {what}" for what in wrong_in(one, version))
    # That it can fail: a field that no Service has.
    spoiled = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"prots": []}}
    assert list(wrong_in(spoiled, versions()[-1])), "the validator accepts a misspelt field"
    print("\n".join(wrong) or f"{seen} shapes are right, for Kubernetes {', '.join(versions())}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
