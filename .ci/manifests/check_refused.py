#!/usr/bin/env python3
"""Values that the charts refuse, each with what the refusal has to name.

    check_refused.py HELM
"""
import subprocess
import sys

from binary import ROOT

DIGEST = "image.digest=sha256:" + "0" * 64

# What is set, and a part of what is said about it.
O2C = {
    "image.digest=": "/image/digest",
    "image.digest=latest": "/image/digest",
    "image.tag=v1": "'tag' not allowed",
    "image.pullPolicy=Never": "/image/pullPolicy",
    "config.server.lisen=x": "'lisen' not allowed",
    "config.server.listen=127.0.0.1:1": "'listen' not allowed",
    "config.server.drain_seconds=601": "/config/server/drain_seconds",
    "config.server.concurrency=0": "/config/server/concurrency",
    "config.clock.mode=simulated": "'mode' not allowed",
    "config.auth.mode=trusted-metadata": "'mode' not allowed",
    "identity.existingSecret=": "/identity/existingSecret",
    "config.gateway.quota_burst=0": "/config/gateway/quota_burst",
    "config.store.pool=1": "/config/store/pool",
    "config.store.postgres_url=postgres://x": "'postgres_url' not allowed",
    "config.bus.replicas=2": "/config/bus/replicas",
    "config.bus.partitions=0": "/config/bus/partitions",
    "config.bus.kind=local": "'kind' not allowed",
    "config.sets.items=5000": "/config/sets/items",
    "services.warehouse.replicas=1": "'warehouse' not allowed",
    "services.orders=null": "orders",
    "services.orders.settings.ship_form=GB": "'ship_form' not allowed",
    "services.orders.settings.ship_from=Britain": "/services/orders/settings/ship_from",
    "services.orders.replica=2": "'replica' not allowed",
    "services.orders.autoscaling.minReplicas=1": "/services/orders/autoscaling/minReplicas",
    "services.orders.autoscaling.maxReplicas=17": "replicas above bus.partitions",
    "services.credit.settings.approval_days=-1": "/services/credit/settings/approval_days",
    "defaults.preStopSeconds=0": "/defaults/preStopSeconds",
    "defaults.resources.limits.memory=1000": "/defaults/resources/limits/memory",
    "defaults.resources.limits.gpu=1": "'gpu' not allowed",
    "postgres.sslMode=disable": "/postgres/sslMode",
    "postgres.password=x": "'password' not allowed",
    "postgres.existingSecret=": "/postgres/existingSecret",
    "postgres.peers=null": "peers",
    "postgres.cluster=null": "cluster",
    "postgres.port=0": "/postgres/port",
    "nats.urls={http://x}": "/nats/urls",
    "nats.tokenSecret=x": "/nats",
    "nats.token=x": "'token' not allowed",
    "edge.kind=nodeport": "/edge/kind",
    "edge.host=https://x": "/edge/host",
    "network.clients=null": "clients",
    "audit.schedule=hourly": "/audit/schedule",
    "metrics.port=80": "/metrics/port",
    "traces.sampleRatio=2": "/traces/sampleRatio",
    "traces.host=http://x": "/traces/host",
    "traces.caSecret=CA": "/traces/caSecret",
    "traces.metricsSeconds=-1": "/traces/metricsSeconds",
    "config.telemetry.log_format=xml": "/config/telemetry/log_format",
    "alerts.runbooks=http://x": "/alerts/runbooks",
    "tests.grpcurlImage=grpcurl:latest": "/tests/grpcurlImage",
    "extra=1": "'extra' not allowed",
}
DATA = {
    "services={warehouse}": "/services/0",
    "instances=0": "/instances",
    "storage.size=50": "/storage/size",
    "backup.destinationPath=/tmp": "/backup/destinationPath",
    "backup.schedule=0 1 * * *": "/backup/schedule",
    "recovery.enabled=true": "/recovery/prefix",
    "recovery.enabled=true,recovery.prefix=o2c": "recovery.prefix",
    "recovery.targetTime=yesterday": "/recovery/targetTime",
    "imageName=postgres:17": "/imageName",
    "pgbouncer=true": "'pgbouncer' not allowed",
}


def refusal(helm, chart, *values):
    command = [helm, "template", "o2c", str(ROOT / "charts" / chart), "--namespace", "o2c"]
    for value in values:
        command += ["--set", value]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr


def main():
    helm = sys.argv[1]
    wrong = []
    for chart, good, refused in (("o2c", [DIGEST], O2C), ("o2c-data", [], DATA)):
        if said := refusal(helm, chart, *good):
            wrong.append(f"{chart}: nothing is set, and it is refused: {said}")
        for value, named in refused.items():
            said = refusal(helm, chart, *good, value)
            if named not in said:
                wrong.append(f"{chart}: {value}: " + (f"refused without naming {named}: {said}" if said else "accepted"))
    print("\n".join(wrong) or f"{len(O2C) + len(DATA)} wrong values are refused by name")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
