/** The shape of a conformance row: one kind, a minimal valid manifest of it, and a change that the kind allows. */

import type * as kinds from "../../../providers/kubernetes/kinds.ts";
import type { ResourceOptions } from "../../../providers/kubernetes/options.ts";
import type { JsonObject } from "../../../src/model/json.ts";

/** Where one object of a row lives; its name is random. */
export interface Place {
  namespace: string;
  name: string;
}

/** Part of a manifest, merged into another (RFC 7386): lists are replaced as a whole. */
export type Change<Body> = {
  [Field in keyof Body]?: Body[Field] extends readonly unknown[]
    ? Body[Field]
    : Body[Field] extends object | undefined
      ? Change<NonNullable<Body[Field]>>
      : Body[Field];
};

export interface Row<Body> {
  /** Makes a name of the kind out of a random DNS label. @default the label itself */
  name?: (label: string) => string;
  /** What the kind needs at least; it matches and affects nothing real. `metadata.name` and `namespace` are added. */
  manifest: (place: Place) => Body;
  /** A field that may change, in both directions; `relabelled` for kinds that have none. */
  change: Change<Body>;
  /** What the live object shows as soon as a run that waited for it is over, whichever form it deployed. */
  ready?: JsonObject;
  /** What waiting for it says, when it cannot become ready here: then it is deployed with `wait: "applied"`. */
  neverReady?: string;
}

type Kinds = typeof kinds;
type Body<Name extends keyof Kinds> = Omit<NonNullable<Parameters<Kinds[Name]>[1]>, keyof ResourceOptions>;

/** One row per exported kind, typed by it. */
export type Rows = { [Name in keyof Kinds]: Row<Body<Name>> };

/** The change of kinds whose own fields cannot change. */
export const relabelled = { metadata: { labels: { changed: "yes" } } };
