/** Objects of somebody else, and patches of them through the engine. */

import { relinquish } from "../../../src/apply/relinquish.ts";
import { setFields, type SetFieldsOptions } from "../../../src/apply/set-fields.ts";
import { divideManifest } from "../../../src/apply/shared-list.ts";
import type { Target } from "../../../src/apply/target.ts";
import { apply, get } from "../../../src/client/verbs.ts";
import type { Client } from "../../../src/client/client.ts";
import { apiVersionOf, type Kind } from "../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { randomNamespace } from "../../support/control-plane.ts";

export const somebody = { fieldManager: "somebody", force: true };

let counter = 0;

/** An object of somebody else. */
export async function makeObject(
  { client, namespace }: { client: Client; namespace: string },
  kind: Kind,
  body: Record<string, unknown>,
): Promise<Target> {
  counter += 1;
  const name = kind.namespaced ? `object-${counter}` : randomNamespace("patched");
  const metadata = kind.namespaced ? { name, namespace } : { name };
  const manifest: Manifest = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata, ...body };
  await apply(client, kind, manifest, somebody);
  return kind.namespaced ? { client, kind, namespace, name } : { client, kind, name };
}

/** A patch of an object, for its whole life. */
export class Patching {
  readonly ownership = { id: `patch-${randomNamespace("id")}` };
  readonly warnings: string[] = [];
  readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  async set(fields: Record<string, unknown>, more: Partial<SetFieldsOptions> = {}): Promise<LiveObject> {
    const { kind, namespace, name } = this.target;
    const { metadata = {}, ...body } = fields;
    const whole = { name, ...(namespace !== undefined && { namespace }), ...(metadata as object) };
    const { manifest, elements } = divideManifest({
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: whole,
      ...body,
    });
    const set = await setFields(this.target, {
      manifest,
      elements,
      ownership: this.ownership,
      conflicts: "fail",
      secrets: [],
      timeout: 10_000,
      report: () => undefined,
      ...more,
    });
    this.warnings.push(...set.warnings);
    return set.object;
  }

  async giveUp(): Promise<LiveObject | undefined> {
    const { ownership, target } = this;
    await relinquish(target, {
      ownership,
      warn: (message) => this.warnings.push(message),
    });
    return get(target.client, target.kind, target);
  }
}

/** What tells that a patch ever was there. */
export function tracesOf(live: LiveObject | undefined, { ownership }: Patching): unknown[] {
  const { managedFields = [], annotations = {} } = live?.metadata ?? {};
  const notes = Object.keys(annotations).filter((name) => name.includes(ownership.id));
  return [...managedFields.filter(({ manager }) => manager?.includes(ownership.id)), ...notes];
}
