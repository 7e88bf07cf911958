{{/* `call-graph.json` of the umbrella, which a test compares with the code. */}}
{{- define "o2c-service.call-graph" -}}
{{ .root.Files.Get "call-graph.json" }}
{{- end }}

{{/* Whom a role calls, sorted, as JSON: directly, and the producers of its facts, which it asks for what the bus lost. */}}
{{- define "o2c-service.callees" -}}
{{- $role := get (include "o2c-service.call-graph" . | fromJson) .name -}}
{{- concat $role.calls $role.facts_of | uniq | sortAlpha | toJson -}}
{{- end }}

{{- define "o2c-service.callers" -}}
{{- $callers := list -}}
{{- range $name, $_ := include "o2c-service.call-graph" . | fromJson -}}
  {{- $callees := include "o2c-service.callees" (dict "root" $.root "name" $name) | fromJsonArray -}}
  {{- if has $.name $callees }}{{ $callers = append $callers $name }}{{ end -}}
{{- end -}}
{{- toJson $callers -}}
{{- end }}

{{/* Pods of these roles: (dict "root" $ "names" LIST). */}}
{{- define "o2c-service.peers" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: o2c
      app.kubernetes.io/instance: {{ .root.Release.Name }}
    matchExpressions:
      - key: app.kubernetes.io/component
        operator: In
        values: {{ toJson .names }}
{{- end }}

{{- define "o2c-service.egress.dns" -}}
- to:
    {{- toYaml .root.Values.network.dns | nindent 4 }}
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}

{{- define "o2c-service.egress.postgres" -}}
- to:
    {{- include "o2c-service.of" (dict "root" .root "text" (toYaml .root.Values.postgres.peers) "name" .name) | nindent 4 }}
  ports:
    - {port: {{ .root.Values.postgres.port }}, protocol: TCP}
{{- end }}

{{- define "o2c-service.egress.nats" -}}
- to:
    {{- toYaml .root.Values.nats.peers | nindent 4 }}
  ports:
    - {port: {{ .root.Values.nats.port }}, protocol: TCP}
{{- end }}

{{- define "o2c-service.egress.traces" -}}
- to:
    {{- toYaml .root.Values.traces.peers | nindent 4 }}
  ports:
    - {port: {{ .root.Values.traces.port }}, protocol: TCP}
{{- end }}

{{- define "o2c-service.network-policy" -}}
{{- $callers := include "o2c-service.callers" . | fromJsonArray }}
{{- $callees := include "o2c-service.callees" . | fromJsonArray }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "o2c-service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- if eq .name "gateway" }}
        {{- toYaml .root.Values.network.clients | nindent 8 }}
        {{- $callers = list "test" }}
        {{- end }}
        {{- include "o2c-service.peers" (dict "root" .root "names" $callers) | nindent 8 }}
      ports:
        - {port: {{ include "o2c-service.port" . }}, protocol: TCP}
    {{- if .root.Values.metrics.enabled }}
    - from:
        {{- toYaml .root.Values.metrics.peers | nindent 8 }}
      ports:
        - {port: {{ .root.Values.metrics.port }}, protocol: TCP}
    {{- end }}
  egress:
    {{- include "o2c-service.egress.dns" . | nindent 4 }}
    {{- if $callees }}
    - to:
        {{- include "o2c-service.peers" (dict "root" .root "names" $callees) | nindent 8 }}
      ports:
        - {port: {{ include "o2c-service.port" . }}, protocol: TCP}
    {{- end }}
    {{- if and (eq .name "gateway") .root.Values.network.issuers }}
    - to:
        {{- toYaml .root.Values.network.issuers | nindent 8 }}
      ports:
        - {port: 443, protocol: TCP}
    {{- end }}
    {{- if .root.Values.traces.enabled }}
    {{- include "o2c-service.egress.traces" . | nindent 4 }}
    {{- end }}
    {{- if include "o2c-service.keeps" . }}
    {{- include "o2c-service.egress.postgres" . | nindent 4 }}
    {{- end }}
    {{- if include "o2c-service.hears" . }}
    {{- include "o2c-service.egress.nats" . | nindent 4 }}
    {{- end }}
    {{- if and (eq .name "gateway") .root.Values.webhooks.enabled }}
    # Endpoints of others: the program looks at each address that it connects, and this is the fence behind it.
    - to:
        {{- toYaml .root.Values.webhooks.peers | nindent 8 }}
      ports:
        - {port: 443, protocol: TCP}
        - {port: 1024, endPort: 65535, protocol: TCP}
    {{- end }}
{{- end }}
