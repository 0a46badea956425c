import type { Ownership } from "../../../src/apply/ownership.ts";

/** Who a patch is to the API server: its field manager tells that it is no owner of the object. */
export function patchOwnership({ owner }: { owner: string }): Pick<Ownership, "id"> {
  return { id: `patch-${owner}` };
}
