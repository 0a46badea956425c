/** What may be said about deleting: not at all, or how. */
type Said<T> = boolean | T | undefined;

/** What is said of deleting in two places as one: the nearer place wins, option by option. */
export function mergedDeletion<T extends object>(near: Said<T>, around: Said<T>): Said<T> {
  if (near === undefined) return around;
  if (typeof around !== "object") return near;
  // `true` says that it is deleted, not how.
  if (near === true) return around;
  return typeof near === "object" ? { ...around, ...near } : near;
}

/**
 * How the things of a resource are deleted: what it says itself, else what the app says now, option by option.
 * @returns false when they are kept
 */
export function chosenDeletion<T extends object>(own: Said<T>, around: Said<T>): Partial<T> | false {
  const said = mergedDeletion(own, around);
  if (said === false) return false;
  return typeof said === "object" ? said : {};
}
