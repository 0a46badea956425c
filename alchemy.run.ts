/** Origan: `bun alchemy.run.ts [--local]` deploys it, with `--destroy` it is removed. See docs/origan.md. */

import alchemy from "alchemy";
import { appOptions } from "./examples/origan/app.ts";
import { loadConfig } from "./examples/origan/config.ts";
import { deployOrigan, summary } from "./examples/origan/stack.ts";

const app = await alchemy("origan-k3s", appOptions(process.env, process.argv));
const config = loadConfig(process.env);
await deployOrigan(config);
await app.finalize();
for (const line of summary(config, app.local)) console.log(line);
