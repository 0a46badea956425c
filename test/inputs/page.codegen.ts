/** Writes docs/errors.md, from what the API server of the environment answers. Run it on the real control plane. */

import { join } from "node:path";
import { findAll } from "./find.ts";
import { errorsPage } from "./page.ts";

await Bun.write(join(import.meta.dir, "../../docs/errors.md"), errorsPage(await findAll()));
