/** What a run of the program under faults is told, as environment variables. */

export interface Settings {
  /** Of the namespace, the bucket and all that is not namespaced. */
  name: string;
  /** Which program: the first one, or what its author made of it. */
  version: 1 | 2;
  /** ms; short, since some answers never come. */
  requestTimeout: number;
  /** How long one object may take, in ms. */
  timeout: number;
}

/** Reads the settings. @throws Error when the name is missing */
export function settings(env: Record<string, string | undefined>): Settings {
  const { FAULTS_NAME: name, FAULTS_VERSION, FAULTS_REQUEST_TIMEOUT, FAULTS_TIMEOUT } = env;
  if (name === undefined) throw new Error("FAULTS_NAME is not set");
  return {
    name,
    version: FAULTS_VERSION === "2" ? 2 : 1,
    requestTimeout: Number(FAULTS_REQUEST_TIMEOUT ?? 3_000),
    timeout: Number(FAULTS_TIMEOUT ?? 25_000),
  };
}

/** Writes the settings. */
export function environmentOf({ name, version, requestTimeout, timeout }: Settings): Record<string, string> {
  return {
    FAULTS_NAME: name,
    FAULTS_VERSION: String(version),
    FAULTS_REQUEST_TIMEOUT: String(requestTimeout),
    FAULTS_TIMEOUT: String(timeout),
  };
}
