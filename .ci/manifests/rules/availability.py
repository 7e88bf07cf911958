"""That something is left when something fails."""
from rule import rule

from objects import selects


def deployments(objects):
    """Each with its pods' labels and specification."""
    for one in objects.of("Deployment"):
        template = one["spec"]["template"]
        yield one, template["metadata"]["labels"], template["spec"]


@rule("no-anti-affinity", lambda objects: objects.pod()["affinity"].pop("podAntiAffinity"))
def anti_affinity(objects):
    for one, labels, spec in deployments(objects):
        preferred = spec["affinity"].get("podAntiAffinity", {}).get("preferredDuringSchedulingIgnoredDuringExecution", [])
        terms = [term["podAffinityTerm"] for term in preferred]
        hosts = [term for term in terms if term["topologyKey"] == "kubernetes.io/hostname"]
        if not any(selects(term["labelSelector"], labels) for term in hosts):
            yield one, "its pods may all be on one node"


@rule("pod-topology-spread-constraints", lambda objects: objects.pod().pop("topologySpreadConstraints"))
def spread(objects):
    for one, labels, spec in deployments(objects):
        constraints = spec.get("topologySpreadConstraints", [])
        if not any(selects(constraint["labelSelector"], labels) for constraint in constraints):
            yield one, "its pods may all be in one zone"


def recreate(objects):
    objects.of("Deployment")[0]["spec"]["strategy"] = {"type": "Recreate"}


@rule("no-rolling-update-strategy", recreate)
def rolling(objects):
    wanted = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
    for one in objects.of("Deployment"):
        if one["spec"]["strategy"] != wanted:
            yield one, "an update takes replicas away before there are new ones"


@rule("deployment-has-poddisruptionbudget", lambda objects: objects.remove(objects.of("PodDisruptionBudget")[0]))
def has_budget(objects):
    for one, labels, _ in deployments(objects):
        budgets = objects.of("PodDisruptionBudget")
        if sum(selects(budget["spec"]["selector"], labels) for budget in budgets) != 1:
            yield one, "no budget, or several"


def budget(objects):
    return objects.of("PodDisruptionBudget")[0]["spec"]


@rule("pdb-max-unavailable", lambda objects: budget(objects).update(maxUnavailable=0))
def budget_lets_drain(objects):
    for one in objects.of("PodDisruptionBudget"):
        if one["spec"].get("maxUnavailable", 0) < 1 or "minAvailable" in one["spec"]:
            yield one, "no node can be drained"


@rule("pdb-unhealthy-pod-eviction-policy", lambda objects: budget(objects).pop("unhealthyPodEvictionPolicy"))
def unhealthy_pods_go(objects):
    for one in objects.of("PodDisruptionBudget"):
        if one["spec"].get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
            yield one, "a pod that is not ready keeps a node from being drained"


def autoscaler(objects):
    return objects.of("HorizontalPodAutoscaler")[0]["spec"]


@rule("hpa-minimum-three-replicas", lambda objects: autoscaler(objects).update(minReplicas=1))
def three_at_least(objects):
    for one in objects.of("HorizontalPodAutoscaler"):
        if one["spec"]["minReplicas"] < 3 or one["spec"]["maxReplicas"] < one["spec"]["minReplicas"]:
            yield one, "fewer than three"


@rule("minimum-two-replicas", lambda objects: objects.named("Deployment", "o2c-analytics")["spec"].update(replicas=1))
def two_at_least(objects):
    for one in objects.of("Deployment"):
        if one["spec"].get("replicas", 2) < 2:
            yield one, "an update or a failed node takes it away"


def two_who_count(objects):
    objects.named("Deployment", autoscaler(objects)["scaleTargetRef"]["name"])["spec"]["replicas"] = 2


@rule("deployment-targeted-by-hpa-does-not-have-replicas-configured", two_who_count)
def one_who_counts(objects):
    scaled = [one["spec"]["scaleTargetRef"]["name"] for one in objects.of("HorizontalPodAutoscaler")]
    for one in objects.of("Deployment"):
        if ("replicas" in one["spec"]) == (one["metadata"]["name"] in scaled):
            yield one, "its replicas are set by two, or by none"
