{{/* Pod Security `restricted`, and somewhat more. */}}
{{- define "o2c-service.pod-security" -}}
automountServiceAccountToken: false
enableServiceLinks: false
hostNetwork: false
hostPID: false
hostIPC: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "o2c-service.container-security" -}}
securityContext:
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* The three variables that the binary reads beside its configuration file. */}}
{{- define "o2c-service.environment" -}}
env:
  - name: O2C_CONFIG
    value: /etc/o2c/o2c.toml
  - name: O2C_DATA_DIR
    value: /var/lib/o2c
  - name: O2C_LOG
    value: {{ .root.Values.log | quote }}
{{- end }}

{{/* Names of secrets by the folder they are mounted in, as JSON. */}}
{{- define "o2c-service.secret-names" -}}
{{- $postgres := .root.Values.postgres -}}
{{- $nats := .root.Values.nats -}}
{{- $names := dict -}}
{{- if not .migration -}}
  {{- $_ := set $names "identity" .root.Values.identity.existingSecret -}}
  {{- $_ := set $names "trusted" .root.Values.identity.trustedSecret -}}
  {{- if .root.Values.traces.enabled }}{{ $_ := set $names "collector-ca" .root.Values.traces.caSecret }}{{ end -}}
{{- end -}}
{{- if include "o2c-service.keeps" . -}}
  {{- $_ := set $names "postgres-ca" $postgres.caSecret -}}
  {{- if .migration -}}
    {{- $_ := set $names "postgres-owner" $postgres.owner.existingSecret -}}
  {{- else -}}
    {{- $_ := set $names "postgres" $postgres.existingSecret -}}
  {{- end -}}
{{- end -}}
{{- if and (include "o2c-service.hears" .) (not .migration) -}}
  {{- $_ := set $names "nats" $nats.existingSecret -}}
  {{- $_ := set $names "nats-token" $nats.tokenSecret -}}
  {{- $_ := set $names "nats-ca" $nats.caSecret -}}
  {{- if eq .name "gateway" }}{{ $_ := set $names "webhooks" .root.Values.webhooks.existingSecret }}{{ end -}}
{{- end -}}
{{- range $folder, $secret := $names -}}
  {{- if not $secret }}{{ $_ := unset $names $folder }}{{ end -}}
{{- end -}}
{{- toJson $names -}}
{{- end }}

{{/* The one key of each that is a file of ours; a secret may hold others. Of public keys all are. */}}
{{- define "o2c-service.secret-key" -}}
{{- get (dict "postgres" "password" "postgres-owner" "password" "postgres-ca" "ca.crt" "nats" "user.creds" "nats-token" "token" "nats-ca" "ca.crt" "collector-ca" "ca.crt" "identity" "signing.key" "webhooks" "webhooks.key") . -}}
{{- end }}

{{- define "o2c-service.mounts" -}}
volumeMounts:
  - name: config
    mountPath: /etc/o2c/o2c.toml
    subPath: o2c.toml
    readOnly: true
  - name: data
    mountPath: /var/lib/o2c
  {{- range $folder, $_ := include "o2c-service.secret-names" . | fromJson }}
  - name: {{ $folder }}
    mountPath: {{ include "o2c-service.secrets" $ }}/{{ $folder }}
    readOnly: true
  {{- end }}
{{- end }}

{{- define "o2c-service.volumes" -}}
volumes:
  - name: config
    configMap:
      name: {{ .object | default (include "o2c-service.fullname" .) }}
  # The lock of the data directory, nothing else: with PostgreSQL no data are kept in a pod.
  - name: data
    emptyDir:
      sizeLimit: 16Mi
  {{- range $folder, $secret := include "o2c-service.secret-names" . | fromJson }}
  {{- $key := include "o2c-service.secret-key" $folder }}
  - name: {{ $folder }}
    secret:
      secretName: {{ include "o2c-service.of" (dict "root" $.root "text" $secret "name" $.name) }}
      defaultMode: 0440
      {{- if $key }}
      items:
        - key: {{ $key }}
          path: {{ $key }}
      {{- end }}
  {{- end }}
{{- end }}
