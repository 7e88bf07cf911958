"""Who is reached from where."""
from rule import rule

from objects import selects


def forget_orders(objects):
    for one in objects.of("NetworkPolicy"):
        if "orders" in one["metadata"]["name"]:
            objects.remove(one)


@rule("non-isolated-pod", forget_orders)
def isolated(objects):
    for owner, metadata, _ in objects.pods():
        about = [one for one in objects.of("NetworkPolicy") if selects(one["spec"]["podSelector"], metadata["labels"])]
        # A test that talks to nobody has none: the namespace's default denies.
        if owner["kind"] != "Pod" and not about:
            yield owner, "no network policy is about it"


@rule("network-policy-both-directions", lambda objects: objects.of("NetworkPolicy")[0]["spec"].update(policyTypes=["Ingress"]))
def both_directions(objects):
    for one in objects.of("NetworkPolicy"):
        if sorted(one["spec"].get("policyTypes", [])) != ["Egress", "Ingress"]:
            yield one, "leaves a direction open"


@rule("network-policy-names-peers", lambda objects: objects.of("NetworkPolicy")[0]["spec"]["egress"][0].pop("to"))
def peers_are_named(objects):
    for one in objects.of("NetworkPolicy"):
        for direction, peers in (("ingress", "from"), ("egress", "to")):
            for allowed in one["spec"].get(direction) or []:
                if not allowed.get(peers) or not allowed.get("ports") or {} in allowed[peers]:
                    yield one, f"{direction} with everybody, or at every port"


@rule("exposed-services", lambda objects: objects.of("Service")[0]["spec"].update(type="NodePort"))
def inside_only(objects):
    for one in objects.of("Service"):
        if one["spec"].get("type", "ClusterIP") != "ClusterIP" or "externalIPs" in one["spec"]:
            yield one, "is reached past the edge"


def one_address(objects):
    for one in objects.of("Service"):
        one["spec"].pop("clusterIP", None)


@rule("headless-for-balancing", one_address)
def headless(objects):
    """Ours: a client that sees one address sends everything to one replica for as long as its connection lives."""
    for one in objects.of("Deployment"):
        service = objects.named("Service", one["metadata"]["name"])
        if service is None or service["spec"].get("clusterIP") != "None":
            yield one, "has no headless Service of its name"
