/** kro's own two definitions, which every cluster with kro has. */

import type { Manifest } from "../../model/object.ts";
import { definitionsJson } from "./definitions.generated.ts";

/** ResourceGraphDefinition and GraphRevision, as the chart of kro installs them. @returns a new copy each time */
export function kroDefinitions(): Manifest[] {
  return JSON.parse(definitionsJson) as Manifest[];
}
