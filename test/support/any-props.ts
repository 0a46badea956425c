import type { MetadataProps, ResourceOptions } from "../../providers/kubernetes/index.ts";

/** Props in any kind's shape: the shared options, `metadata`, and the fields of the manifest. */
export type AnyProps = ResourceOptions & { metadata?: MetadataProps; [field: string]: unknown };
