/** JSON pointers: paths into JSON as one text, in which `~` and `/` of a name are escaped. Pure. @see https://www.rfc-editor.org/rfc/rfc6901 */

/** Writes a pointer: `/metadata/annotations/a.b~1c`. */
export function pointerOf(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Reads a pointer; what is before its first slash is no step. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
