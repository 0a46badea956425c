/** What may be said about deleting: not at all, or how. */
type Said<T> = boolean | T | undefined;

/**
 * How the things of a resource are deleted: what it says itself, else what the app says now, option by option.
 * @returns false when they are kept
 */
export function chosenDeletion<T extends object>(own: Said<T>, around: Said<T>): Partial<T> | false {
  if (own === false || (own === undefined && around === false)) return false;
  return { ...(typeof around === "object" && around), ...(typeof own === "object" && own) };
}
