import type { WithSecrets } from "../../../src/model/wire.ts";
import type { AlchemySecret } from "../../secrets.ts";
import type { DeleteOptions, SharedOptions } from "../options.ts";
import type { MetadataProps } from "../props.ts";

/** The options of a patch. */
export interface PatchOptions extends Pick<SharedOptions, "cluster" | "conflicts" | "drift"> {
  /**
   * What to wait for after the fields are set. The object is somebody else's, and so is its readiness: only what is asked for
   * here is waited for, whatever the scope says.
   * @default "applied"
   */
  wait?: SharedOptions["wait"];
  /** What ends that wait at once as a failure. @default nothing but what the rules of the kind say */
  failOn?: SharedOptions["failOn"];
  /** How long to wait for the object to exist, and then for `wait`; in ms. @default 30_000; with `wait` as for the kind itself */
  timeout?: number;
  /** Whether destroy gives the fields up. The object itself is never deleted. @default true */
  delete?: boolean | Pick<DeleteOptions, "onUnreachable">;
}

/** Which object is patched, and what of its metadata. */
export interface PatchMetadata extends Omit<MetadataProps, "name"> {
  name: string;
}

/** The same shape with everything optional. The keys of list elements (the `name` of a container) are needed all the same. */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? DeepPartial<Item>[]
  : T extends object
    ? { [Name in keyof T]?: DeepPartial<T[Name]> }
    : T;

/**
 * Props of a patch: the fields that it sets, and which object has them. Every string may be an `alchemy.secret`.
 * @typeParam Body the manifest as JSON on the wire
 */
export type PatchProps<Body> = WithSecrets<
  DeepPartial<Omit<Body, "apiVersion" | "kind" | "metadata" | "status">>,
  AlchemySecret
> &
  PatchOptions & { metadata: PatchMetadata };
