/** Which API server the live tests run on, and which of them only the real one can run. */

/** Why a test cannot run on the embedded cluster. docs/local.md names the tests. */
const REASONS = {
  permissions: "everybody with the token may do everything",
  recording: "it is compared with a recording of the real server",
  memory: "its watches reach back to its start",
  metrics: "it counts no open connections",
  policies: "it asks no admission policies",
  numbers: "it refuses numbers out of range, where the real server cuts them",
} as const;

/** Tests that may be left out on the embedded cluster, at most: about one in a hundred. */
export const MOST_LEFT_OUT = 26;

/**
 * Whether the tests run on the embedded cluster, for `test.skipIf`.
 * @param _reason why the test cannot run there
 */
export function onEmbedded(_reason: keyof typeof REASONS): boolean {
  return process.env["CONTROL_PLANE_TARGET"] === "embedded";
}
