"""What a container asks for and may take."""
from rule import every_container

UNITS = {"Mi": 2**20, "Gi": 2**30}


def amount(text):
    """In bytes, or in thousandths of a CPU."""
    text = str(text)
    for unit, factor in UNITS.items():
        if text.endswith(unit):
            return int(text.removesuffix(unit)) * factor
    return int(text.removesuffix("m")) if text.endswith("m") else int(text) * 1000


def lacks(container, resource):
    both = [container.get("resources", {}).get(which, {}).get(resource) for which in ("requests", "limits")]
    return None in both and f"{resource}: no request or no limit"


def without(resource):
    return lambda container: container["resources"]["limits"].pop(resource)


@every_container("unset-cpu-requirements", without("cpu"))
def cpu(container, _):
    return lacks(container, "cpu")


@every_container("unset-memory-requirements", without("memory"))
def memory(container, _):
    return lacks(container, "memory")


@every_container("container-ephemeral-storage-request-and-limit", without("ephemeral-storage"))
def ephemeral_storage(container, _):
    return lacks(container, "ephemeral-storage")


@every_container("container-resources", lambda container: container["resources"]["requests"].update(memory="64Gi"))
def requests_within_limits(container, _):
    requests, limits = (container["resources"].get(which, {}) for which in ("requests", "limits"))
    return [name for name in requests if name in limits and amount(requests[name]) > amount(limits[name])]


def tiny(container):
    container["resources"]["limits"]["ephemeral-storage"] = "8Mi"


@every_container("ephemeral-storage-covers-volumes", tiny)
def volumes_within_limit(container, spec):
    """Ours: a pod is evicted when its emptyDir volumes outgrow the limit, whatever their own bound says."""
    volumes = [volume["emptyDir"].get("sizeLimit", "1024Gi") for volume in spec.get("volumes", []) if "emptyDir" in volume]
    limit = container["resources"]["limits"].get("ephemeral-storage", "0Mi")
    return sum(map(amount, volumes)) > amount(limit) and "emptyDir volumes may outgrow the limit"
