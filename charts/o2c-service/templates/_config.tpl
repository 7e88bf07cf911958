{{/* Where secrets lie in a container: a folder each, read-only. */}}
{{- define "o2c-service.secrets" -}}/etc/o2c/secrets{{- end }}

{{/* What every role is told: (the values' `config`, where it listens, where all services are). */}}
{{- define "o2c-service.config" -}}
{{- $root := .root -}}
{{- $config := deepCopy $root.Values.config -}}
{{- $_ := set $config "server" (merge (dict "listen" (printf "0.0.0.0:%s" (include "o2c-service.port" .))) ($config.server | default dict)) -}}
{{- $_ := set $config "auth" (merge (include "o2c-service.config.auth" . | fromJson) ($config.auth | default dict)) -}}
{{- if ne .name "gateway" -}}
  {{- /* Whom a service lets in is not for it to find out. */ -}}
  {{- $_ := unset $config.auth "issuers" -}}
{{- end -}}
{{- /* The kubelet's probes speak no TLS: connections are kept by network policies, or by a mesh. */ -}}
{{- $_ := set $config "tls" (dict "plaintext_beyond_loopback" true) -}}
{{- $addresses := dict -}}
{{- range $name, $_ := $root.Values.services -}}
  {{- /* The bare name of a headless Service: one DNS query, and all of its replicas. */ -}}
  {{- $address := printf "%s:%s" (include "o2c-service.fullname" (dict "root" $root "name" $name)) (include "o2c-service.port" .) -}}
  {{- $_ := set $addresses $name (list $address) -}}
{{- end -}}
{{- $_ := set $config "addresses" $addresses -}}
{{- $telemetry := $config.telemetry | default dict -}}
{{- if $root.Values.metrics.enabled -}}
  {{- $_ := set $telemetry "metrics_listen" (printf "0.0.0.0:%v" $root.Values.metrics.port) -}}
{{- end -}}
{{- $telemetry = merge $telemetry (include "o2c-service.config.collector" $root | fromJson) -}}
{{- if $telemetry }}{{ $_ := set $config "telemetry" $telemetry }}{{ end -}}
{{- if and (eq .name "gateway") .root.Values.webhooks.enabled -}}
  {{- $webhooks := dict "enabled" true "key_files" (list (printf "%s/webhooks/webhooks.key" (include "o2c-service.secrets" .))) -}}
  {{- $_ := set $config "webhooks" (merge $webhooks ($config.webhooks | default dict)) -}}
{{- else -}}
  {{- $_ := unset $config "webhooks" -}}
{{- end -}}
{{- if not (include "o2c-service.hears" .) -}}
  {{- $_ := unset $config "bus" -}}
{{- else -}}
  {{- $_ := set $config "bus" (merge (include "o2c-service.config.bus" . | fromJson) ($config.bus | default dict)) -}}
{{- end -}}
{{- if not (include "o2c-service.keeps" .) -}}
  {{- $_ := unset $config "store" -}}
{{- else -}}
  {{- $_ := set $config "store" (merge (include "o2c-service.config.store" . | fromJson) ($config.store | default dict)) -}}
  {{- if .service.settings -}}
    {{- $_ := set $config "services" (dict .name .service.settings) -}}
  {{- end -}}
{{- end -}}
{{- include "o2c-service.toml" (dict "path" "" "table" $config) -}}
{{- end }}

{{/* The collector, and what it is sent. */}}
{{- define "o2c-service.config.collector" -}}
{{- $collector := dict -}}
{{- if .Values.traces.enabled -}}
  {{- $scheme := ternary "https" "http" (ne .Values.traces.caSecret "") -}}
  {{- $_ := set $collector "otlp_endpoint" (printf "%s://%s:%v" $scheme .Values.traces.host .Values.traces.port) -}}
  {{- $_ := set $collector "traces_sample_ratio" .Values.traces.sampleRatio -}}
  {{- if .Values.traces.caSecret -}}
    {{- $_ := set $collector "otlp_ca_file" (printf "%s/collector-ca/ca.crt" (include "o2c-service.secrets" .)) -}}
  {{- end -}}
  {{- if .Values.traces.metricsSeconds }}{{ $_ := set $collector "otlp_metrics_seconds" .Values.traces.metricsSeconds }}{{ end -}}
{{- end -}}
{{- toJson $collector -}}
{{- end }}

{{/* What a role signs with, and whose signatures it believes: its callers', the gateway's, its own. */}}
{{- define "o2c-service.config.auth" -}}
{{- $secrets := include "o2c-service.secrets" . -}}
{{- $trusted := dict -}}
{{- range $role := append (include "o2c-service.callers" . | fromJsonArray) .name -}}
  {{- $_ := set $trusted $role (list (printf "%s/trusted/%s.pub" $secrets $role)) -}}
{{- end -}}
{{- $auth := dict "mode" "signed" "signing_key_file" (printf "%s/identity/signing.key" $secrets) "trusted_keys" $trusted -}}
{{- if and (eq .name "gateway") .root.Values.apiKeys.enabled }}{{ $_ := set $auth "api_keys" true }}{{ end -}}
{{- toJson $auth -}}
{{- end }}

{{/* The running role's way to the service's database; the migration has the owner's way and no password but that. */}}
{{- define "o2c-service.config.store" -}}
{{- $postgres := .root.Values.postgres -}}
{{- $secrets := include "o2c-service.secrets" . -}}
{{- $query := list (printf "sslmode=%s" $postgres.sslMode) -}}
{{- if $postgres.caSecret }}{{ $query = append $query (printf "sslrootcert=%s/postgres-ca/ca.crt" $secrets) }}{{ end -}}
{{- $place := printf "%s:%v/%s?%s" $postgres.host $postgres.port $postgres.database (join "&" $query) -}}
{{- $place = include "o2c-service.of" (dict "root" .root "text" $place "name" "{service}") -}}
{{- $store := dict "migrate" "by_command" "running_role" $postgres.user -}}
{{- $_ := set $store "postgres_url" (printf "postgres://%s@%s" $postgres.user $place) -}}
{{- if not .migration -}}
  {{- $_ := set $store "postgres_password_file" (printf "%s/postgres/password" $secrets) -}}
{{- else -}}
  {{- $_ := set $store "migration_url" (printf "postgres://%s@%s" $postgres.owner.user $place) -}}
  {{- $_ := set $store "migration_password_file" (printf "%s/postgres-owner/password" $secrets) -}}
{{- end -}}
{{- toJson $store -}}
{{- end }}

{{- define "o2c-service.config.bus" -}}
{{- $nats := .root.Values.nats -}}
{{- $secrets := include "o2c-service.secrets" . -}}
{{- $bus := dict "kind" "nats" "nats_urls" $nats.urls -}}
{{- if $nats.existingSecret }}{{ $_ := set $bus "nats_credentials_file" (printf "%s/nats/user.creds" $secrets) }}{{ end -}}
{{- if $nats.tokenSecret }}{{ $_ := set $bus "nats_token_file" (printf "%s/nats-token/token" $secrets) }}{{ end -}}
{{- if $nats.caSecret }}{{ $_ := set $bus "nats_ca_file" (printf "%s/nats-ca/ca.crt" $secrets) }}{{ end -}}
{{- toJson $bus -}}
{{- end }}

{{- define "o2c-service.config-map" -}}
---
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
data:
  o2c.toml: |
    {{- include "o2c-service.config" . | nindent 4 }}
{{- end }}
