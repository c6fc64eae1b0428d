{{- define "bee.labels" -}}
app.kubernetes.io/name: bee
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "bee.selector" -}}
app.kubernetes.io/name: bee
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "bee.account" -}}
{{ .Values.serviceAccount.name | default .Release.Name }}
{{- end }}

{{- define "bee.image" -}}
{{ .Values.tetragon.image.override | default (printf "%s:%s" .Values.tetragon.image.repository .Values.tetragon.image.tag) }}
{{- end }}

{{/* The export's file, empty for none. */}}
{{- define "bee.export" -}}
{{- with .Values.tetragon.exportFilename }}/var/run/beelab/export/{{ . }}{{ end }}
{{- end }}

{{/* What a container gets that needs no rights. */}}
{{- define "bee.unprivileged" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Flags of the agent, those whose value is the agent's default left out. */}}
{{- define "bee.args" -}}
{{- $t := .Values.tetragon }}
- agent
{{- if $t.enableK8sAPI }}
- --enable-k8s-api
{{- if eq .Values.crds.installMethod "agent" }}
- --install-crds
{{- end }}
{{- if not $t.enableTracingPolicyCRD }}
- --enable-tracing-policy-crd=false
{{- end }}
{{- if $t.podAnnotations.enabled }}
- --enable-pod-annotations
{{- end }}
{{- end }}
{{- with include "bee.export" . }}
- --export-filename={{ . }}
{{- if ne $t.exportFilePerm "600" }}
- --export-file-perm={{ $t.exportFilePerm }}
{{- end }}
{{- if ne (int $t.exportFileMaxSizeMB) 10 }}
- --export-file-max-size-mb={{ int $t.exportFileMaxSizeMB }}
{{- end }}
{{- if ne (int $t.exportFileMaxBackups) 5 }}
- --export-file-max-backups={{ int $t.exportFileMaxBackups }}
{{- end }}
{{- if $t.exportFileCompress }}
- --export-file-compress
{{- end }}
{{- if ne (int $t.exportRateLimit) -1 }}
- --export-rate-limit={{ int $t.exportRateLimit }}
{{- end }}
{{- end }}
{{- range $flag, $value := dict "cluster-name" $t.clusterName "export-allowlist" $t.exportAllowList "export-denylist" $t.exportDenyList "field-filters" $t.fieldFilters "redaction-filters" $t.redactionFilters "enable-ancestors" $t.enableProcessAncestors }}
{{- if $value }}
- {{ printf "--%s=%s" $flag $value | quote }}
{{- end }}
{{- end }}
{{- if $t.debug }}
- --debug
{{- end }}
{{- if $t.enableProcessCred }}
- --enable-process-cred
{{- end }}
{{- if $t.enableProcessNs }}
- --enable-process-ns
{{- end }}
{{- if ne (int $t.processCacheSize) 65536 }}
- --process-cache-size={{ int $t.processCacheSize }}
{{- end }}
{{- if not $t.grpc.enabled }}
- --server-address=
{{- else if ne $t.grpc.address "localhost:54321" }}
- --server-address={{ $t.grpc.address }}
{{- end }}
{{- with $t.prometheus }}
{{- if .enabled }}
- --metrics-server={{ .address }}:{{ int .port }}
{{- if ne .metricsLabelFilter "namespace,workload,pod,binary" }}
- --metrics-label-filter={{ .metricsLabelFilter }}
{{- end }}
{{- end }}
{{- end }}
{{- range $flag, $value := $t.extraArgs }}
- {{ printf "--%s=%v" $flag $value | quote }}
{{- end }}
{{- end }}
