{{/* (dict "root" $ "service" NAME): what `postgres.host` of the chart o2c leads to, with -rw behind it. */}}
{{- define "o2c-data.cluster" -}}{{ .root.Values.prefix }}-{{ .service }}-db{{- end }}

{{- define "o2c-data.labels" -}}
app.kubernetes.io/name: o2c-data
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
app.kubernetes.io/part-of: o2c
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "o2c-data.plugin" -}}barman-cloud.cloudnative-pg.io{{- end }}
