/**
 * Which resource a bucket belongs to in this run.
 *
 * A bucket carries no mark of its owner: tags are for users, and not every server has them. When a resource gets another id,
 * the new one adopts the bucket, and Alchemy then deletes the old one, whose state names the very same bucket. The claim tells
 * the handler of the old one to leave it alone.
 */

import type { Checkpoint, StoredBucket } from "./state.ts";

const claims = new Map<string, string>();

/** Notes that the resource with this checkpoint holds its current bucket. */
export function claim(checkpoint: Checkpoint): void {
  const current = checkpoint.buckets.at(-1);
  if (current?.created !== undefined) claims.set(keyOf(current), checkpoint.owner);
}

/** Whether another resource of this run holds the bucket. */
export function isClaimedByOther(bucket: StoredBucket, owner: string): boolean {
  const holder = claims.get(keyOf(bucket));
  return holder !== undefined && holder !== owner;
}

// Without the endpoint: a server may have several addresses.
function keyOf({ name, created }: StoredBucket): string {
  return JSON.stringify([name, created]);
}
