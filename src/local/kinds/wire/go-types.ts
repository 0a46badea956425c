/** The Go types of the built-in kinds, as far as they decide what JSON the API server writes. Pure; reads a generated file once. */

/** What go-types.generated.ts holds, parsed. */
export interface GoTypes {
  /** The struct of a kind, by `apps/v1/Deployment`. */
  kinds: Record<string, string>;
  /**
   * The type of each field, by struct and JSON name. A first `!` is always written, `?` is left out when it is empty (a struct never
   * is), neither is left out even as a struct. Then the type: `*` pointer, `[` list, `{` map, `@` struct, `s` string, `n16`,
   * `n32`, `n64` integer, `f` number, `b` boolean, `y` bytes, `q` Quantity, `t` Time, `T` MicroTime, `p` IntOrString, `j` any JSON. What
   * follows a `~` is what Go calls the type.
   */
  structs: Record<string, Record<string, string>>;
}

let loaded: Promise<GoTypes> | undefined;

/** Reads the types; a millisecond. */
export function goTypes(): Promise<GoTypes> {
  loaded ??= import("./go-types.generated.ts").then(({ goTypesJson }) => JSON.parse(goTypesJson) as GoTypes);
  return loaded;
}
