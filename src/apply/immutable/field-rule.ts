/** The shape of the table of immutable fields, and the words its rows are made of. Pure. */

/** What the API server does with a changed value: takes it, refuses it, or keeps the old one without a word. */
export type Answer = "accepted" | "refused" | "ignored";

/**
 * What is done about a change that the server does not accept. `replace`: the object is deleted and created anew, with consent where
 * data is lost; `keep`: the object is never deleted for it, and the error says why; `warn`: the
 * object stays as it is, and a warning says so.
 */
export type Action = "replace" | "keep" | "warn";

/** One field of one kind. */
export interface FieldRule {
  /** Path in the manifest; `[]` is every item of a list. */
  field: string;
  answer: Answer;
  /** Which changes of the field, where it is not all. */
  when?: string;
  /** Part of what the refusal says. */
  says?: string;
  /** The field that the refusal names, where it is another one. */
  cause?: string;
  /** @default "replace", where the server does not accept the change */
  action?: Action;
  /** What to do, where the object is kept. */
  advice?: string;
  /** What is commonly said of the field, and is not so on a real server. */
  refuted?: string;
}

type More = Omit<Partial<FieldRule>, "field" | "answer" | "says">;

export const IMMUTABLE = "field is immutable";

/** The server refuses a change. */
export function refused(field: string, says: string = IMMUTABLE, more: More = {}): FieldRule {
  return { field, answer: "refused", says, ...more };
}

/** The server answers 200 and keeps the old value. */
export function ignored(field: string, more: More = {}): FieldRule {
  return { field, answer: "ignored", ...more };
}

/** The server takes the change, although it is often thought not to, or because nothing of the kind is immutable. */
export function accepted(field: string, more: More = {}): FieldRule {
  return { field, answer: "accepted", ...more };
}
