/** Where the embedded kro is known to differ from the real one, each with the reason. Data only. */

/** One difference. */
export interface Difference {
  /** Path of the graph. */
  document: string;
  /** `graph`, `definition`, `revisions`, the file of an instance, or a deletion. */
  what: string;
  /** In the table a part of it. */
  says: string;
}

export const EXCEPTIONS: readonly (Difference & { reason: string })[] = [];
