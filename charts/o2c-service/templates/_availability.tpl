{{/* Headless: a client resolves the name to every replica and chooses for each call; one address would pin it to one. */}}
{{- define "o2c-service.headless" -}}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  clusterIP: None
  selector:
    {{- include "o2c-service.selector" . | nindent 4 }}
  ports:
    - name: grpc
      port: {{ include "o2c-service.port" . }}
      targetPort: grpc
      protocol: TCP
      appProtocol: kubernetes.io/h2c
    {{- if .root.Values.metrics.enabled }}
    - name: metrics
      port: {{ .root.Values.metrics.port }}
      targetPort: metrics
      protocol: TCP
      appProtocol: http
    {{- end }}
{{- end }}

{{/* Up at once, down slowly: replicas share the work of facts, and each move of a partition costs a little. */}}
{{- define "o2c-service.autoscaler" -}}
{{- if .service.autoscaling.enabled }}
{{- $partitions := .root.Values.config.bus.partitions | default 16 | int }}
{{- if and (ne .name "gateway") (gt (int .service.autoscaling.maxReplicas) $partitions) }}
{{- fail (printf "%s.autoscaling.maxReplicas: replicas above bus.partitions (%d) would find no facts to work on" .name $partitions) }}
{{- end }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "o2c-service.fullname" . }}
  minReplicas: {{ .service.autoscaling.minReplicas }}
  maxReplicas: {{ .service.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .service.autoscaling.targetCPUUtilizationPercentage }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
      policies:
        - type: Percent
          value: 100
          periodSeconds: 30
    scaleDown:
      stabilizationWindowSeconds: 600
      policies:
        - type: Pods
          value: 1
          periodSeconds: 120
{{- end }}
{{- end }}

{{/* A pod that is not ready anyway must not keep a node from being drained. */}}
{{- define "o2c-service.disruption-budget" -}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "o2c-service.selector" . | nindent 6 }}
{{- end }}
