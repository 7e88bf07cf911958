{{/* An identity of its own that the API server knows nothing of: the binary never asks it. */}}
{{- define "o2c-service.account" -}}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}
