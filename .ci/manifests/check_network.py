#!/usr/bin/env python3
"""Who reaches whom, worked out from the network policies of all charts together, is the call graph and nothing else.

    check_network.py CALL_GRAPH RENDERING…
"""
import json
import sys

from objects import Objects, selects

HERE = "o2c"
PORTS = (7070, 9464, 5432, 4222, 53)
COMPONENT = "app.kubernetes.io/component"


def pods(objects, services):
    """`name -> (namespace, labels)`, of ours and of those that ours may meet."""
    found = {}
    for _, metadata, _ in objects.pods():
        found[metadata["labels"][COMPONENT]] = (HERE, metadata["labels"])
    for service in services:
        found[f"{service}-db"] = (HERE, {"cnpg.io/cluster": f"o2c-{service}-db"})
    found["nats"] = (HERE, {"app.kubernetes.io/name": "nats"})
    found["dns"] = ("kube-system", {"k8s-app": "kube-dns"})
    found["router"] = ("gateways", {})
    found["prometheus"] = ("monitoring", {})
    found["stranger"] = ("elsewhere", {})
    return found


def matches(peer, namespace, labels):
    if "ipBlock" in peer:
        return False
    place = {"kubernetes.io/metadata.name": namespace}
    right_place = selects(peer["namespaceSelector"], place) if "namespaceSelector" in peer else namespace == HERE
    return right_place and selects(peer.get("podSelector", {}), labels)


def lets(policies, pod, direction, peers, other, port):
    """Whether the policies about a pod let it talk; what has none in our namespace is shut by the default."""
    namespace, labels = pod
    if namespace != HERE:
        return True
    for policy in policies:
        if not selects(policy["spec"]["podSelector"], labels):
            continue
        for rule in policy["spec"].get(direction) or []:
            right_port = port in [allowed["port"] for allowed in rule["ports"]]
            if right_port and (peers not in rule or any(matches(peer, *other) for peer in rule[peers])):
                return True
    return False


def expected(graph, services):
    """`(from, to, port)` of everything that is to work."""
    ways = set()
    for role, edges in graph.items():
        ways |= {(role, callee, 7070) for callee in edges["calls"] + edges["facts_of"]}
        ways.add((role, "dns", 53))
        ways.add(("prometheus", role, 9464))
    for service in services:
        ways |= {(service, f"{service}-db", 5432), (f"{service}-migration", f"{service}-db", 5432)}
        ways |= {("audit", f"{service}-db", 5432), (service, "nats", 4222), (f"{service}-migration", "dns", 53)}
        ways |= {(f"{service}-db", f"{service}-db", 5432), (f"{service}-db", "dns", 53)}
    return ways | {("nats", "dns", 53), ("audit", "dns", 53), ("test", "dns", 53), ("test", "gateway", 7070), ("router", "gateway", 7070)}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        graph = json.load(file)
    # The renderings have webhooks on: the gateway keeps something, too.
    services = list(graph)
    objects = Objects(one for path in sys.argv[2:] for one in Objects.read(path))
    policies = objects.of("NetworkPolicy")
    found = pods(objects, services)
    ways = set()
    for source, one in found.items():
        for target, other in found.items():
            for port in PORTS:
                out = lets(policies, one, "egress", "to", other, port)
                into = lets(policies, other, "ingress", "from", one, port)
                if out and into and HERE in (one[0], other[0]):
                    ways.add((source, target, port))
    wanted = expected(graph, services)
    for way in sorted(ways - wanted):
        print("open, and should not be:", *way)
    for way in sorted(wanted - ways):
        print("shut, and should not be:", *way)
    if ways == wanted:
        print(f"{len(ways)} ways between {len(found)} kinds of pods are open: those of the call graph")
    return ways != wanted


if __name__ == "__main__":
    sys.exit(main())
