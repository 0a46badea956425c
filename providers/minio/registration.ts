/**
 * Registration with Alchemy, as a side effect of importing this package, so that destroy works whatever the program still
 * uses. The resource is made when it is first needed; everything shares its one handler.
 */

import { type Provider, registerDynamicResource, Resource } from "alchemy";
import type { Bucket } from "./bucket.ts";
import { lifecycle } from "./lifecycle.ts";
import type { StoredProps } from "./state.ts";

const TYPE = "minio::Bucket";

type InnerResource = (id: string, props: StoredProps | undefined) => Promise<Bucket>;

const made: { resource?: InnerResource } = {};

/** The inner resource. */
export function bucketResource(): InnerResource {
  made.resource ??= Resource(TYPE, lifecycle) as InnerResource;
  return made.resource;
}

registerDynamicResource((type) => (type === TYPE ? (bucketResource() as unknown as Provider) : undefined));
