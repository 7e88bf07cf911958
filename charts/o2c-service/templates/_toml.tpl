{{/*
A table as TOML: (dict "path" "" "table" MAP). Helm's own toToml writes every number of a values file as a float, which
the binary refuses; JSON's scalars and lists of scalars are TOML's.
*/}}
{{- define "o2c-service.toml" -}}
{{- $path := .path -}}
{{- $own := list -}}
{{- $tables := list -}}
{{- range $key, $value := .table -}}
  {{- if kindIs "map" $value -}}
    {{- $below := ternary $key (printf "%s.%s" $path $key) (eq $path "") -}}
    {{- $tables = append $tables (include "o2c-service.toml" (dict "path" $below "table" $value)) -}}
  {{- else if and (kindIs "slice" $value) $value (kindIs "map" (first $value)) -}}
    {{- $below := ternary $key (printf "%s.%s" $path $key) (eq $path "") -}}
    {{- range $element := $value -}}
      {{- $tables = append $tables (include "o2c-service.toml" (dict "path" $below "table" $element "element" true)) -}}
    {{- end -}}
  {{- else -}}
    {{- $own = append $own (printf "%s = %s\n" $key (toJson $value)) -}}
  {{- end -}}
{{- end -}}
{{- if and $path .element }}{{ printf "[[%s]]\n" $path }}{{ else if and $own $path }}{{ printf "[%s]\n" $path }}{{ end -}}
{{- join "" $own -}}
{{- join "" $tables -}}
{{- end }}
