{{/*
The schema, before the program that wants it: a Job of its own account, database role and network policy. Everything it
needs is a hook too and comes first, because hooks run before the release's other objects exist. Expand and contract:
the program that still runs works on the new schema.
*/}}
{{- define "o2c-service.migration" -}}
{{- $object := printf "%s-migration" (include "o2c-service.fullname" .) -}}
{{- $context := dict "root" .root "name" .name "service" .service "migration" true "object" $object -}}
{{- $_ := set $context "component" (printf "%s-migration" .name) -}}
{{- $_ := set $context "annotations" (include "o2c-service.hook" "-30" | fromYaml) }}
{{ include "o2c-service.account" $context }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "o2c-service.metadata" $context | nindent 2 }}
  annotations:
    {{- include "o2c-service.hook" "-30" | nindent 4 }}
data:
  o2c.toml: |
    {{- include "o2c-service.config" $context | nindent 4 }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "o2c-service.metadata" $context | nindent 2 }}
  annotations:
    {{- include "o2c-service.hook" "-20" | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "o2c-service.selector" $context | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress: []
  egress:
    {{- include "o2c-service.egress.dns" $context | nindent 4 }}
    {{- include "o2c-service.egress.postgres" $context | nindent 4 }}
---
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "o2c-service.metadata" $context | nindent 2 }}
  annotations:
    {{- include "o2c-service.hook" "-10" | nindent 4 }}
spec:
  backoffLimit: 3
  activeDeadlineSeconds: {{ .root.Values.migration.deadlineSeconds }}
  # Long enough for a person to read what it said.
  ttlSecondsAfterFinished: 86400
  template:
    metadata:
      labels:
        {{- include "o2c-service.labels" $context | nindent 8 }}
    spec:
      serviceAccountName: {{ $object }}
      {{- include "o2c-service.pod-security" $context | nindent 6 }}
      restartPolicy: Never
      containers:
        - name: o2c
          image: {{ include "o2c-service.image" . }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: [migrate, {{ .name }}]
          {{- include "o2c-service.environment" $context | nindent 10 }}
          resources:
            {{- toYaml .root.Values.migration.resources | nindent 12 }}
          {{- include "o2c-service.container-security" $context | nindent 10 }}
          {{- include "o2c-service.mounts" $context | nindent 10 }}
      {{- include "o2c-service.volumes" $context | nindent 6 }}
{{- end }}

{{/* Kept until the next one, so that a failed migration can be looked at. */}}
{{- define "o2c-service.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}
