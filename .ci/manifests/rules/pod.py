"""What a pod may do."""
from rule import every_pod, rule


def security(spec):
    return spec.get("securityContext") or {}


@every_pod("run-as-non-root", lambda spec: security(spec).update(runAsNonRoot=False))
def non_root(spec):
    return security(spec).get("runAsNonRoot") is not True and "may run as root"


@every_pod("container-security-context-user-group-id", lambda spec: security(spec).update(runAsGroup=1000))
def high_ids(spec):
    ids = [security(spec).get(key, 0) for key in ("runAsUser", "runAsGroup", "fsGroup")]
    return min(ids) <= 10_000 and f"ids {ids} may be somebody's on the node"


@every_pod("container-seccomp-profile", lambda spec: security(spec).pop("seccompProfile"))
def seccomp(spec):
    return security(spec).get("seccompProfile", {}).get("type") != "RuntimeDefault" and "no seccomp profile"


@every_pod("unsafe-sysctls", lambda spec: security(spec).update(sysctls=[{"name": "kernel.msgmax", "value": "1"}]))
def sysctls(spec):
    return security(spec).get("sysctls") and "sets sysctls"


def host(name, field):
    @every_pod(name, lambda spec: spec.update({field: True}))
    def shares(spec):
        return spec.get(field) is not False and f"{field} is not refused"


host("host-ipc", "hostIPC")
host("host-network", "hostNetwork")
host("host-pid", "hostPID")


@every_pod("sensitive-host-mounts", lambda spec: spec["volumes"].append({"name": "x", "hostPath": {"path": "/etc"}}))
def host_path(spec):
    """And nothing else that Pod Security `restricted` keeps out."""
    allowed = {"name", "configMap", "emptyDir", "projected", "secret"}
    return [volume["name"] for volume in spec.get("volumes", []) if not set(volume) <= allowed]


@every_pod("default-service-account", lambda spec: spec.update(serviceAccountName="default"))
def own_account(spec):
    return spec.get("serviceAccountName") in (None, "default") and "runs as everybody"


@every_pod("deprecated-service-account-field", lambda spec: spec.update(serviceAccount="x"))
def old_account(spec):
    return "serviceAccount" in spec and "serviceAccount is an old name"


@every_pod("automount-service-account-token", lambda spec: spec.pop("automountServiceAccountToken"))
def no_token(spec):
    return spec.get("automountServiceAccountToken") is not False and "holds a token for the API server"


@every_pod("enable-service-links", lambda spec: spec.update(enableServiceLinks=True))
def service_links(spec):
    # The variables of Services of a release called `o2c` would begin with O2C_, as those of the binary do.
    return spec.get("enableServiceLinks") is not False and "variables of other Services get in"


@rule("restart-policy", lambda objects: objects.pod("Job").update(restartPolicy="Always"))
def restart_policy(objects):
    for owner, _, spec in objects.pods():
        wanted = "Always" if owner["kind"] == "Deployment" else "Never"
        if spec.get("restartPolicy", "Always") != wanted:
            yield owner, f"restartPolicy is not {wanted}"
