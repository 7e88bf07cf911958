{{/*
`o2c audit` reads every service's database, so its configuration keeps `{service}` in places where a service's own has
one folder: secrets of all services lie side by side, and one projected volume holds them.
*/}}
{{- define "o2c-service.audit.config" -}}
{{- $values := .root.Values -}}
{{- $query := list (printf "sslmode=%s" $values.postgres.sslMode) -}}
{{- if $values.postgres.caSecret -}}
  {{- $query = append $query (printf "sslrootcert=%s/{service}/ca.crt" (include "o2c-service.secrets" .)) -}}
{{- end -}}
{{- $place := printf "%s:%v/%s?%s" $values.postgres.host $values.postgres.port $values.postgres.database (join "&" $query) -}}
{{- $place = include "o2c-service.of" (dict "root" .root "text" $place "name" "{service}") -}}
{{- $store := dict "migrate" "by_command" "pool" 2 -}}
{{- $_ := set $store "postgres_url" (printf "postgres://%s@%s" $values.postgres.user $place) -}}
{{- $_ := set $store "postgres_password_file" (printf "%s/{service}/password" (include "o2c-service.secrets" .)) -}}
{{- $config := dict "store" $store "clock" ($values.config.clock | default dict) -}}
{{- $telemetry := include "o2c-service.config.collector" .root | fromJson -}}
{{- if $telemetry }}{{ $_ := set $config "telemetry" $telemetry }}{{ end -}}
{{- if $values.webhooks.enabled }}{{ $_ := set $config "webhooks" (dict "enabled" true) }}{{ end -}}
{{- include "o2c-service.toml" (dict "path" "" "table" $config) -}}
{{- end }}

{{- define "o2c-service.audit.secrets" -}}
{{- range $name := include "o2c-service.keepers" . | fromJsonArray }}
- secret:
    name: {{ include "o2c-service.of" (dict "root" $.root "text" $.root.Values.postgres.existingSecret "name" $name) }}
    items:
      - {key: password, path: {{ $name }}/password}
{{- with $.root.Values.postgres.caSecret }}
- secret:
    name: {{ include "o2c-service.of" (dict "root" $.root "text" . "name" $name) }}
    items:
      - {key: ca.crt, path: {{ $name }}/ca.crt}
{{- end }}
{{- end }}
{{- if .root.Values.traces.enabled }}
{{- with .root.Values.traces.caSecret }}
- secret:
    name: {{ . }}
    items:
      - {key: ca.crt, path: collector-ca/ca.crt}
{{- end }}
{{- end }}
{{- end }}
