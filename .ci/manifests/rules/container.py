"""What a container may do."""
from rule import every_container


def security(container):
    return container.get("securityContext") or {}


def put(key, value):
    return lambda container: security(container).update({key: value})


@every_container("no-read-only-root-fs", put("readOnlyRootFilesystem", False))
def read_only(container, _):
    return security(container).get("readOnlyRootFilesystem") is not True and "its root file system can be written"


@every_container("privileged-container", put("privileged", True))
def privileged(container, _):
    return security(container).get("privileged") is not False and "privileged"


@every_container("privilege-escalation-container", put("allowPrivilegeEscalation", True))
def escalation(container, _):
    return security(container).get("allowPrivilegeEscalation") is not False and "may gain privileges"


@every_container("drop-net-raw-capability", put("capabilities", {"drop": ["NET_ADMIN"]}))
def capabilities(container, _):
    held = security(container).get("capabilities") or {}
    return (held.get("drop") != ["ALL"] or held.get("add")) and "keeps capabilities"


@every_container("unsafe-proc-mount", put("procMount", "Unmasked"))
def proc_mount(container, _):
    return security(container).get("procMount", "Default") != "Default" and "sees all of /proc"


@every_container("latest-tag", lambda container: container.update(image="registry.example/o2c:latest"))
def digest(container, _):
    return "@sha256:" not in container["image"] and f"{container['image']} may be another program tomorrow"


@every_container("container-image-pull-policy", lambda container: container.pop("imagePullPolicy"))
def pull_policy(container, _):
    # With a digest the two come to the same; unset, the cluster guesses from the tag.
    return container.get("imagePullPolicy") not in ("Always", "IfNotPresent") and "no pull policy"


@every_container("env-var-secret", lambda container: container["env"].append({"name": "DB_PASSWORD", "value": "x"}))
def secret_in_environment(container, _):
    words = ("password", "secret", "token", "credential", "private")
    names = [variable["name"] for variable in container.get("env", [])]
    return [name for name in names if any(word in name.lower() for word in words)]


SECRET_KEY = {"name": "X", "valueFrom": {"secretKeyRef": {"name": "x", "key": "y"}}}


@every_container("read-secret-from-env-var", lambda container: container["env"].append(SECRET_KEY))
def secret_from_environment(container, _):
    found = container.get("env", []) + container.get("envFrom", [])
    return any("secretKeyRef" in str(one) or "secretRef" in str(one) for one in found) and "reads a secret as a variable"


@every_container("duplicate-env-var", lambda container: container["env"].append(dict(container["env"][0])))
def duplicate_variable(container, _):
    names = [variable["name"] for variable in container.get("env", [])]
    return len(names) != len(set(names)) and "names a variable twice"


@every_container("privileged-ports", lambda container: container["ports"].append({"name": "x", "containerPort": 443}))
def low_port(container, _):
    return any(port["containerPort"] < 1024 for port in container.get("ports", [])) and "listens below 1024"


@every_container("container-ports-check", lambda container: container["ports"].append(dict(container["ports"][0])))
def ports(container, _):
    names = [port.get("name") for port in container.get("ports", [])]
    numbers = [port["containerPort"] for port in container.get("ports", [])]
    doubled = len(names) != len(set(names)) or len(numbers) != len(set(numbers))
    return (doubled or None in names) and "ports without a name of their own"


@every_container("host-port", lambda container: container["ports"][0].update(hostPort=7070))
def host_port(container, _):
    return any("hostPort" in port for port in container.get("ports", [])) and "takes a port of the node"
