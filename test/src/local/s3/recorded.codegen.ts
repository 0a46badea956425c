/** Records what MinIO answers: `npm run control-plane -- bun test/src/local/s3/recorded.codegen.ts`. */

import { liveServer } from "../../s3/live-server.ts";
import { steps } from "./cases/index.ts";
import { codeOf, freshNames, perform, type Target } from "./exchange.ts";

const target: Target = { endpoint: liveServer.endpoint, keys: liveServer, names: freshNames() };
const lines: string[] = [];
for (const step of steps) {
  const answer = await perform(step, target);
  lines.push(JSON.stringify([step.what, `${answer.status} ${codeOf(answer)}`]));
}
await Bun.write(new URL("recorded.generated.json", import.meta.url), `[\n  ${lines.join(",\n  ")}\n]\n`);
