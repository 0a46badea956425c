/** Lists as sets. Kubernetes has them, kro has not. @see https://pkg.go.dev/github.com/google/cel-go/ext#Sets */

import { equals } from "../equality.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import type { Value } from "../value.ts";

type List = readonly Value[];

function contains(list: List, part: List): boolean {
  return part.every((item) => list.some((other) => equals(item, other)));
}

export const SETS: Library = [
  define("sets.contains(list(T), list(T)): bool", contains),
  define("sets.equivalent(list(T), list(T)): bool", (a: List, b: List) => contains(a, b) && contains(b, a)),
  define("sets.intersects(list(T), list(T)): bool", (a: List, b: List) =>
    a.some((item) => contains(b, [item])),
  ),
];
