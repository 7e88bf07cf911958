{{/* RELEASE-ROLE: services find each other by it, so it is never cut off. */}}
{{- define "o2c-service.fullname" -}}
{{ .root.Release.Name }}-{{ .name }}
{{- end }}

{{/* `{cluster}` in a value stands for `postgres.cluster`, and `{service}` for the service, as in the binary's own configuration. */}}
{{- define "o2c-service.of" -}}
{{ .text | replace "{cluster}" .root.Values.postgres.cluster | replace "{service}" .name }}
{{- end }}

{{/* Whether a role keeps anything: the gateway only where it tells endpoints outside what happens, or has keys of machines. */}}
{{- define "o2c-service.keeps" -}}
{{- if or (ne .name "gateway") .root.Values.webhooks.enabled .root.Values.apiKeys.enabled }}true{{ end -}}
{{- end }}

{{/* Whether it hears facts. */}}
{{- define "o2c-service.hears" -}}
{{- if or (ne .name "gateway") .root.Values.webhooks.enabled }}true{{ end -}}
{{- end }}

{{/* Everybody who keeps something, as JSON. */}}
{{- define "o2c-service.keepers" -}}
{{- $names := keys .root.Values.services | sortAlpha -}}
{{- if include "o2c-service.keeps" (dict "root" .root "name" "gateway") }}{{ $names = append $names "gateway" }}{{ end -}}
{{- toJson $names -}}
{{- end }}

{{/* By digest only: a tag may mean another program tomorrow. */}}
{{- define "o2c-service.image" -}}
{{ .root.Values.image.repository }}@{{ required "image.digest: which program? (sha256:…)" .root.Values.image.digest }}
{{- end }}

{{/* The port of gRPC, health and reflection. */}}
{{- define "o2c-service.port" -}}7070{{- end }}

{{/* What health reports on for a role, as the binary names it. The gateway is ready for all services at once, or for none. */}}
{{- define "o2c-service.health" -}}
{{- $service := ternary "orders" .name (eq .name "gateway") -}}
o2c.{{ $service }}.v1.{{ title $service }}Service
{{- end }}

{{/* `component` differs from the role's name for its migration, which no Service may select. */}}
{{- define "o2c-service.selector" -}}
app.kubernetes.io/name: o2c
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component | default .name }}
{{- end }}

{{- define "o2c-service.labels" -}}
{{ include "o2c-service.selector" . }}
app.kubernetes.io/part-of: o2c
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "o2c-service.metadata" -}}
name: {{ .object | default (include "o2c-service.fullname" .) }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "o2c-service.labels" . | nindent 2 }}
{{- end }}
