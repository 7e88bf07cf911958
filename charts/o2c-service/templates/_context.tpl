{{/*
Every other template takes one context: (dict "root" $ "name" ROLE "service" VALUES). The values are those of all
services, with the role's own on top.
*/}}
{{- define "o2c-service.context" -}}
{{- $own := index .root.Values.services .name | default dict -}}
{{- if eq .name "gateway" }}{{ $own = .root.Values.gateway }}{{ end -}}
{{- $common := deepCopy .root.Values.defaults -}}
{{- $service := mustMergeOverwrite $common (deepCopy $own) -}}
{{- /* Through JSON, because a template hands over text only; numbers come back as they went. */ -}}
{{- toJson $service -}}
{{- end }}

{{/* All objects of a service, from its line in a template of the umbrella: (list $ "orders"). */}}
{{- define "o2c-service.service" -}}
{{- $context := dict "root" (index . 0) "name" (index . 1) -}}
{{- $_ := set $context "service" (include "o2c-service.context" $context | fromJson) -}}
{{ include "o2c-service.migration" $context }}
{{ include "o2c-service.role" $context }}
{{- end }}

{{/* What services and the gateway have in common. */}}
{{- define "o2c-service.role" -}}
{{ include "o2c-service.account" . }}
{{ include "o2c-service.config-map" . }}
{{ include "o2c-service.headless" . }}
{{ include "o2c-service.deployment" . }}
{{ include "o2c-service.autoscaler" . }}
{{ include "o2c-service.disruption-budget" . }}
{{ include "o2c-service.network-policy" . }}
{{- end }}
