"""Rules over rendered manifests, under the names that kube-linter and kube-score give them.

A rule is a generator of complaints about a set of objects. Each comes with a way to break it, and is tried on that first:
a rule that cannot complain proves nothing.
"""

RULES = {}


def rule(name, breaks):
    """Registers a rule. `breaks` spoils a good set of objects in the way that the rule is there to find."""

    def register(check):
        assert name not in RULES, name
        RULES[name] = (check, breaks)
        return check

    return register


def every_container(name, breaks):
    """A rule about one container: the check says what is wrong with it, or nothing."""

    def register(check):
        def all_of_them(objects):
            for owner, spec, container in objects.containers():
                if wrong := check(container, spec):
                    yield owner, f"container {container['name']}: {wrong}"

        return rule(name, lambda objects: breaks(objects.container()))(all_of_them)

    return register


def every_pod(name, breaks):
    """A rule about one pod's specification."""

    def register(check):
        def all_of_them(objects):
            for owner, _, spec in objects.pods():
                if wrong := check(spec):
                    yield owner, wrong

        return rule(name, lambda objects: breaks(objects.pod()))(all_of_them)

    return register
