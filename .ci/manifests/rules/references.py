"""That whatever an object names is there."""
from rule import rule

from objects import called, selects


def mismatch(kind, *path):
    """Adds a label that no pod has to the first selector of a kind."""

    def breaks(objects):
        found = objects.of(kind)[0]["spec"]
        for key in path:
            found = found[key]
        found["x"] = "y"

    return breaks


@rule("mismatching-selector", mismatch("Deployment", "selector", "matchLabels"))
def own_pods(objects):
    for one in objects.of("Deployment"):
        if not selects(one["spec"]["selector"], one["spec"]["template"]["metadata"]["labels"]):
            yield one, "its selector is not that of its pods"


def owners(objects, selector):
    return [owner for owner, metadata, _ in objects.pods() if selects(selector, metadata["labels"])]


@rule("dangling-service", mismatch("Service", "selector"))
def service_has_pods(objects):
    for one in objects.of("Service"):
        found = owners(objects, {"matchLabels": one["spec"]["selector"]})
        if [owner["kind"] for owner in found] != ["Deployment"]:
            yield one, "does not lead to the pods of one Deployment"


@rule("invalid-target-ports", lambda objects: objects.of("Service")[0]["spec"]["ports"][0].update(targetPort="grcp"))
def service_ports(objects):
    for one in objects.of("Service"):
        for owner in owners(objects, {"matchLabels": one["spec"]["selector"]}):
            containers = owner["spec"]["template"]["spec"]["containers"]
            names = [port["name"] for container in containers for port in container["ports"]]
            for port in one["spec"]["ports"]:
                if port["targetPort"] not in names:
                    yield one, f"{called(owner)} has no port {port['targetPort']}"


@rule("dangling-networkpolicy", mismatch("NetworkPolicy", "podSelector", "matchLabels"))
def policy_has_pods(objects):
    for one in objects.of("NetworkPolicy"):
        if not owners(objects, one["spec"]["podSelector"]):
            yield one, "is about no pod"


@rule("dangling-horizontalpodautoscaler", mismatch("HorizontalPodAutoscaler", "scaleTargetRef"))
def autoscaler_has_target(objects):
    for one in objects.of("HorizontalPodAutoscaler"):
        name = one["spec"]["scaleTargetRef"]["name"]
        if one["spec"]["scaleTargetRef"] != {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}:
            yield one, "scales something else"
        elif objects.named("Deployment", name) is None:
            yield one, "scales nothing"


@rule("poddisruptionbudget-has-policy", mismatch("PodDisruptionBudget", "selector", "matchLabels"))
def budget_has_pods(objects):
    for one in objects.of("PodDisruptionBudget"):
        if not owners(objects, one["spec"]["selector"]):
            yield one, "protects nothing"


@rule("non-existent-service-account", lambda objects: objects.pod().update(serviceAccountName="nobody"))
def account_exists(objects):
    for owner, _, spec in objects.pods():
        account = objects.named("ServiceAccount", spec.get("serviceAccountName"))
        if account is None or account.get("automountServiceAccountToken") is not False:
            yield owner, "its account does not exist, or hands out tokens"


@rule("dangling-configmap", lambda objects: objects.pod()["volumes"][0]["configMap"].update(name="nothing"))
def configuration_exists(objects):
    for owner, _, spec in objects.pods():
        for volume in spec.get("volumes", []):
            if "configMap" in volume and objects.named("ConfigMap", volume["configMap"]["name"]) is None:
                yield owner, f"ConfigMap {volume['configMap']['name']} does not exist"


@rule("dangling-volume-mount", lambda objects: objects.container()["volumeMounts"][0].update(name="nothing"))
def mounts_exist(objects):
    for owner, spec, container in objects.containers():
        volumes = {volume["name"] for volume in spec.get("volumes", [])}
        mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
        if mounted != volumes:
            yield owner, f"volumes {sorted(volumes ^ mounted)} are not both there and mounted"
