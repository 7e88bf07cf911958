"""Which objects there are, and what is said of each."""
import re

from rule import rule

STABLE = {
    "ConfigMap": "v1",
    "CronJob": "batch/v1",
    "Deployment": "apps/v1",
    "GRPCRoute": "gateway.networking.k8s.io/v1",
    "HTTPRoute": "gateway.networking.k8s.io/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "Ingress": "networking.k8s.io/v1",
    "Job": "batch/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "Pod": "v1",
    "PodDisruptionBudget": "policy/v1",
    "PrometheusRule": "monitoring.coreos.com/v1",
    "Service": "v1",
    "ServiceAccount": "v1",
    "ServiceMonitor": "monitoring.coreos.com/v1",
}
LABEL = r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?"
RECOMMENDED = {f"app.kubernetes.io/{name}" for name in ("name", "instance", "component", "part-of", "version", "managed-by")}


def labels(one):
    return one["metadata"]["labels"]


@rule("no-extensions-v1beta", lambda objects: objects[0].update(apiVersion="extensions/v1beta1"))
def stable_version(objects):
    """Also keeps out kinds that nobody has thought about: no Secret with values, no role in the API server."""
    for one in objects:
        if STABLE.get(one["kind"]) != one["apiVersion"]:
            yield one, f"{one['apiVersion']} {one['kind']} is not one of the chart's kinds"


@rule("use-namespace", lambda objects: objects[0]["metadata"].update(namespace="default"))
def namespace(objects):
    for one in objects:
        if one["metadata"].get("namespace") in (None, "default"):
            yield one, "lies wherever the context points"


@rule("label-values", lambda objects: labels(objects[0]).update(x="not a label"))
def label_values(objects):
    for one in objects:
        for key, value in labels(one).items():
            if not isinstance(value, str) or not re.fullmatch(LABEL, value):
                yield one, f"label {key}"


@rule("recommended-labels", lambda objects: labels(objects[0]).pop("app.kubernetes.io/instance"))
def recommended_labels(objects):
    for one in objects:
        if not RECOMMENDED <= set(labels(one)):
            yield one, "lacks recommended labels"


@rule("unique-names", lambda objects: objects.append(objects[0]))
def unique_names(objects):
    seen = set()
    for one in objects:
        name = (one["kind"], one["metadata"]["name"])
        if name in seen:
            yield one, "is there twice"
        seen.add(name)


@rule("job-ttl-seconds-after-finished", lambda objects: objects.of("Job")[0]["spec"].pop("ttlSecondsAfterFinished"))
def jobs_go(objects):
    for one in objects.of("Job"):
        if not {"ttlSecondsAfterFinished", "activeDeadlineSeconds", "backoffLimit"} <= set(one["spec"]):
            yield one, "may stay, run or try for ever"


def endless(objects):
    job = {"template": {"metadata": {}, "spec": {"containers": []}}}
    objects.append({"kind": "CronJob", "metadata": {"name": "x"}, "spec": {"jobTemplate": {"spec": job}}})


@rule("cronjob-has-deadline", endless)
def cron_jobs_end(objects):
    for one in objects.of("CronJob"):
        if "startingDeadlineSeconds" not in one["spec"]:
            yield one, "may start late"
        elif "activeDeadlineSeconds" not in one["spec"]["jobTemplate"]["spec"]:
            yield one, "may run for ever"
        elif one["spec"].get("concurrencyPolicy") != "Forbid":
            yield one, "may overtake itself"


def early(objects):
    objects.of("Job")[0]["metadata"]["annotations"]["helm.sh/hook-weight"] = "-40"


@rule("hook-order", early)
def hooks_in_order(objects):
    """Ours: what a migration stands on is there before it."""

    def weight(one):
        return int(one["metadata"].get("annotations", {}).get("helm.sh/hook-weight", 0))

    for one in objects.of("Job"):
        for kind in ("ServiceAccount", "ConfigMap", "NetworkPolicy"):
            needed = objects.named(kind, one["metadata"]["name"])
            if needed is None or weight(needed) >= weight(one):
                yield one, f"comes before its {kind}"
