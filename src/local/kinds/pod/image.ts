/** References of container images, as far as the pull policy depends on them. Pure. */

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const DOMAIN =
  "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::\\d+)?";
const REFERENCE = new RegExp(
  `^(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*(?::([\\w][\\w.-]{0,127}))?(@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

// Few images are named again and again.
const known = new Map<string, "Always" | "IfNotPresent">();
const KNOWN_LIMIT = 2048;

/** The policy of an image without one: `Always` where its tag is, or would be, `latest`. */
export function pullPolicy(image: string): "Always" | "IfNotPresent" {
  const found = known.get(image);
  if (found !== undefined) return found;
  const [whole, tag, digest] = REFERENCE.exec(image) ?? [];
  const isLatest = whole !== undefined && (tag ?? (digest === undefined ? "latest" : "")) === "latest";
  if (known.size >= KNOWN_LIMIT) known.clear();
  const policy = isLatest ? "Always" : "IfNotPresent";
  known.set(image, policy);
  return policy;
}
