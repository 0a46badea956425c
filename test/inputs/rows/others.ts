/** Objects of others: patches and look-ups. */

import { type Input, kinds, named } from "../input.ts";

export const objectsOfOthers: Input[] = [
  {
    what: "ConfigMapPatch: no name",
    code: "usage",
    deploy: ({ namespace }) => kinds.ConfigMapPatch("web", { metadata: { namespace }, data: { A: "1" } }),
  },
  {
    what: "ConfigMapPatch: object that there is not",
    code: "not-found",
    deploy: (place) =>
      kinds.ConfigMapPatch("web", { metadata: named(place, "none"), data: { A: "1" }, timeout: 500 }),
  },
  {
    what: "ConfigMapRef: no name",
    code: "usage",
    deploy: ({ namespace }) => kinds.ConfigMapRef({ namespace } as never, undefined),
  },
  {
    what: "ConfigMapRef: object that there is not",
    code: "not-found",
    deploy: (place) => kinds.ConfigMapRef(named(place, "none") as never, undefined),
  },
];
