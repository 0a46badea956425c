/** The environment that a control plane gives to the commands that use it. */

/** Variables of one control plane; `PATH` is extended besides. */
export interface Environment {
  /** Kubeconfig of the administrator, with a client certificate. */
  KUBECONFIG: string;
  MINIO_ENDPOINT: string;
  MINIO_ACCESS_KEY: string;
  MINIO_SECRET_KEY: string;
  /** Path of the MinIO program, to start a second server. */
  CONTROL_PLANE_MINIO: string;
  /** Name of the key that MinIO encrypts with. */
  CONTROL_PLANE_MINIO_KMS_KEY: string;
  /** ARN of a notification target that MinIO knows. */
  CONTROL_PLANE_MINIO_WEBHOOK: string;
  /** URL of the API server. */
  CONTROL_PLANE_SERVER: string;
  CONTROL_PLANE_CA_FILE: string;
  /** Bearer token of the administrator. */
  CONTROL_PLANE_TOKEN: string;
  /** Path of kubectl, the same version as the server. */
  CONTROL_PLANE_KUBECTL: string;
  /** `bodies` when the audit log holds the statuses of workloads. */
  CONTROL_PLANE_AUDIT: string;
  /** The audit log: one JSON event a line. */
  CONTROL_PLANE_AUDIT_LOG: string;
  /** Folder with one log file per program. */
  CONTROL_PLANE_LOGS: string;
  /** `1` when the kro controller runs. */
  CONTROL_PLANE_KRO: string;
  /** `real`, or `embedded` for the embedded cluster. */
  CONTROL_PLANE_TARGET: string;
}

/** The API server, as the administrator. */
export interface ApiAccess {
  server: string;
  /** PEM text of the certificate authority. */
  ca: string;
  token: string;
}

/** What a request may carry besides its path. */
export interface ApiRequest {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
  /** @default "control-plane/1" */
  userAgent?: string;
}

/** One request of the harness or of a test itself. The answer may be an error: the caller looks at its status. */
export function request(api: ApiAccess, path: string, options: ApiRequest = {}): Promise<Response> {
  const { method = "GET", body, signal, userAgent = "control-plane/1" } = options;
  return fetch(api.server + path, {
    method,
    headers: {
      Authorization: `Bearer ${api.token}`,
      "Content-Type": "application/json",
      "User-Agent": userAgent,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    tls: { ca: api.ca },
  });
}

/** Writes the variables as lines that a shell can evaluate. */
export function exportLines(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join("");
}

function quote(value: string): string {
  return /^[\w./:@-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
