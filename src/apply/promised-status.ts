/** Whether the schema of a custom kind promises a status by which it can be told when an object is done. */

import type { Client } from "../client/client.ts";
import { isJsonObject, type JsonObject, valueAt } from "../model/json.ts";
import { apiVersionOf, type Kind } from "../model/kind.ts";
import { schemaOf } from "./custom-schema.ts";
import { remembered } from "./remembered.ts";

/** @returns `undefined` where no schema can be read */
export function promisesStatus(client: Client, kind: Kind): Promise<boolean | undefined> {
  return remembered(client, `status of ${apiVersionOf(kind)}/${kind.kind}`, async () => {
    const schema = await schemaOf(client, kind);
    return schema && inSchema(schema);
  });
}

function inSchema(schema: JsonObject): boolean {
  const status = valueAt(schema, ["properties", "status", "properties"]);
  return isJsonObject(status) && ("conditions" in status || "observedGeneration" in status);
}
