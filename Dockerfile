# syntax=docker/dockerfile:1
# One binary, statically linked, and nothing else: no shell, no package manager, nobody but 65532.
#
#   docker buildx build --sbom=true --provenance=mode=max --build-arg REVISION="$(git rev-parse HEAD)" .

ARG RUST_VERSION=1.95

FROM rust:${RUST_VERSION}-alpine AS base
# C for SQLite, the allocator and the cryptography; Python for the bill of materials. What Alpine's release has of them:
# exact versions vanish from its mirrors within weeks, and the compiler that matters is pinned above.
# hadolint ignore=DL3018
RUN apk add --no-cache build-base python3
WORKDIR /o2c

FROM base AS skeleton
COPY . /source
RUN /source/.ci/image/skeleton /source /skeleton

# Everything from other people, in a layer of its own: it changes with the manifests only.
FROM base AS dependencies
COPY --from=skeleton /skeleton ./
COPY .ci/image/build .ci/image/build
RUN .ci/image/build

FROM dependencies AS build
COPY . .
# The sources are older than what was built of their stand-ins; cargo goes by time.
RUN find . -name '*.rs' -not -path './target/*' -exec touch {} + \
    && .ci/image/build \
    && .ci/sbom >/tmp/o2c.cdx.json \
    && target/release/o2c --version

# checkov:skip=CKV_DOCKER_2:health is asked by gRPC from outside, as Kubernetes does; there is no shell to ask it from inside
FROM scratch
ARG REVISION=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="o2c" \
      org.opencontainers.image.description="The order-to-cash platform in one binary with roles" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# For servers whose certificates a public authority signed.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /tmp/o2c.cdx.json /usr/share/doc/o2c/o2c.cdx.json
COPY --from=build /o2c/LICENSE /usr/share/doc/o2c/LICENSE
COPY --from=build /o2c/target/release/o2c /usr/local/bin/o2c
# The only folder that is written, and only where the databases are files: mount a volume there.
ENV PATH=/usr/local/bin \
    O2C_DATA_DIR=/var/lib/o2c
USER 65532:65532
EXPOSE 7070
ENTRYPOINT ["o2c"]
CMD ["serve"]
