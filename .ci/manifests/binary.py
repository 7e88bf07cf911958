"""What the binary knows, read from its sources: no build is needed to compare the charts with it."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
O2C = ROOT / "services/o2c/src"

# What the charts can name and the binary does not have yet. Only where a value switches it on; as soon as the binary has
# it, the check says that it is to be taken off this list.
AWAITED = {}

# Metrics on the list that no process has yet, in the same sense.
AWAITED_METRICS = {}

# Settings that have no place in a cluster, so that the chart offers none of them.
NOT_HERE = {
    "clock.mode": "a clock that callers can move",
    "clock.start": "the same",
    "auth.dev_issuer_file": "an issuer whose key lies about",
    "audit_trail.checkpoint_directory": "pods have no disk of their own: checkpoints leave with the log",
    "audit_trail.former_keys": "for who verifies, with a configuration of their own",
    "webhooks.insecure_endpoints": "endpoints within the network",
    "webhooks.authorities_file": "endpoints have certificates of public authorities",
    "tls.certificate_file": "the kubelet's probes speak no TLS",
    "tls.key_file": "the same",
    "tls.authorities_file": "the same",
    "telemetry.log_level": "the value `log`, by O2C_LOG, which goes before it",
    "telemetry.service_instance": "the pod's name, which is its host's",
}


def text(path):
    return path.read_text(encoding="utf-8").split("#[cfg(test)]")[0]


def structs(*paths):
    """`name -> {field: type}` of the public structs in some files."""
    found = {}
    for path in paths:
        for name, body in re.findall(r"pub struct (\w+) \{\n(.*?)\n\}", text(path), re.DOTALL):
            found[name] = dict(re.findall(r"^    pub (\w+): (.+),$", body, re.MULTILINE))
    return found


def keys(known, name, prefix=""):
    """Dotted keys of a struct; a field whose type is one of the structs is a table."""
    for field, kind in known[name].items():
        if kind in known:
            yield from keys(known, kind, f"{prefix}{field}.")
        else:
            yield prefix + field


def config_keys():
    """All keys of the configuration but the services' own sections; `addresses` is one."""
    webhooks = ROOT / "gateway/webhooks/src/config.rs"
    known = structs(O2C / "config.rs", *sorted((O2C / "config").glob("*.rs")), webhooks)
    return set(keys(known, "Config")) - {"services"}


def settings_keys(service):
    """The keys of a service's own section. `write_off.with_cash` and its like are maps of amounts: they end there."""
    path = ROOT / f"services/{service}/src/config.rs"
    if not path.is_file():
        return set()
    known = structs(path)
    root = "Config" if "Config" in known else next(name for name in known if name.endswith("Config"))
    return set(keys(known, root))


def variables():
    """Environment variables beside those of the configuration."""
    sources = text(O2C / "cli.rs") + text(ROOT / "services/platform/runtime/src/telemetry.rs")
    return set(re.findall(r'"(O2C_[A-Z]+(?:_[A-Z]+)*)"', sources))


def definitions():
    """`service -> what health calls it`."""
    found = re.findall(r'definition!\(o2c_(\w+), "([\w.]+)"\)', text(O2C / "definitions.rs"))
    return dict(found)


def gateway():
    return re.search(r'const GATEWAY: &str = "(\w+)"', text(O2C / "definitions.rs"))[1]


def runtime_health():
    return re.search(r'const RUNTIME: &str = "([\w.]+)"', text(O2C / "mesh.rs"))[1]


def commands():
    body = re.search(r"enum Command \{\n(.*?)\n\}", text(O2C / "cli.rs"), re.DOTALL)[1]
    return {name.lower() for name in re.findall(r"^    (\w+)\(", body, re.MULTILINE)}


def flags(command):
    """Long flags of a command, from its fields that have `#[arg(long…)]`."""
    source = text(O2C / f"commands/{command}.rs")
    return {"--" + name.replace("_", "-") for name in re.findall(r"#\[arg\(long[^\]]*\)\]\n    (\w+):", source)}


def port():
    return int(re.search(r"SocketAddr::from\(\(\[127, 0, 0, 1\], (\d+)\)\)", text(O2C / "config.rs"))[1])


def metric_names():
    """Names of metrics in the code, wherever a `metrics.rs` holds them."""
    found = set()
    for path in [*(ROOT / "services").rglob("metrics.rs"), *(ROOT / "gateway").rglob("metrics.rs")]:
        found |= set(re.findall(r'(?:\b(?:gauge|age|counter|duration)\(|name:)\s*"([a-z0-9_.]+)"', text(path)))
    return found
