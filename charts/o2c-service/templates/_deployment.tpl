{{/*
Ends in this order: the pod leaves the endpoints and sleeps until callers, who resolve every five seconds, have noticed;
then the signal, NOT_SERVING, and drain_seconds for what is under way; a few seconds more before the kill.
*/}}
{{- define "o2c-service.drain" -}}
{{ .root.Values.config.server.drain_seconds }}
{{- end }}

{{- define "o2c-service.deployment" -}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "o2c-service.metadata" . | nindent 2 }}
spec:
  {{- if not .service.autoscaling.enabled }}
  replicas: {{ .service.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  progressDeadlineSeconds: 300
  minReadySeconds: 5
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels:
      {{- include "o2c-service.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "o2c-service.labels" . | nindent 8 }}
      annotations:
        # The binary reads its configuration once, at its start.
        o2c/config-checksum: {{ include "o2c-service.config" . | sha256sum }}
    spec:
      serviceAccountName: {{ include "o2c-service.fullname" . }}
      {{- include "o2c-service.pod-security" . | nindent 6 }}
      {{- with .root.Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      terminationGracePeriodSeconds: {{ add .service.preStopSeconds (include "o2c-service.drain" . | int) 5 }}
      {{- include "o2c-service.spread" . | nindent 6 }}
      containers:
        - name: o2c
          image: {{ include "o2c-service.image" . }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: [serve, {{ .name }}]
          ports:
            - name: grpc
              containerPort: {{ include "o2c-service.port" . }}
              protocol: TCP
            {{- if .root.Values.metrics.enabled }}
            - name: metrics
              containerPort: {{ .root.Values.metrics.port }}
              protocol: TCP
            {{- end }}
          {{- include "o2c-service.environment" . | nindent 10 }}
          {{- include "o2c-service.probes" . | nindent 10 }}
          lifecycle:
            preStop:
              # Native: the image has no shell to sleep in.
              sleep:
                seconds: {{ .service.preStopSeconds }}
          resources:
            {{- toYaml .service.resources | nindent 12 }}
          {{- include "o2c-service.container-security" . | nindent 10 }}
          {{- include "o2c-service.mounts" . | nindent 10 }}
      {{- include "o2c-service.volumes" . | nindent 6 }}
{{- end }}

{{/*
Three names, because they ask three things. Started: the runtime answers. Ready: the role itself, NOT_SERVING from the
signal on. Alive: the process answers at all; it has no name, so that draining never looks like death.
*/}}
{{- define "o2c-service.probes" -}}
startupProbe:
  grpc:
    port: {{ include "o2c-service.port" . }}
    service: o2c.runtime.v1.RuntimeService
  periodSeconds: 2
  failureThreshold: 60
readinessProbe:
  grpc:
    port: {{ include "o2c-service.port" . }}
    service: {{ include "o2c-service.health" . }}
  periodSeconds: 5
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  grpc:
    port: {{ include "o2c-service.port" . }}
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}

{{/* Zones evenly, where there are any; never two on a node while another has none. */}}
{{- define "o2c-service.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "o2c-service.selector" . | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "o2c-service.selector" . | nindent 14 }}
{{- end }}
