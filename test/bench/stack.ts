/** The mix as an Alchemy program: what is measured against kubectl. */

import alchemy from "alchemy";
import * as kinds from "alchemy-kubernetes/kubernetes";
import { mix } from "./mix.ts";

type Deploy = (id: string, props: object) => Promise<unknown>;

const app = await alchemy("bench", { destroyStrategy: "parallel" });
const deploy = kinds as unknown as Record<string, Deploy>;
await Promise.all(
  mix(process.env["BENCH_NAMESPACE"] ?? "").map(async ({ apiVersion: _version, kind, ...props }) =>
    deploy[kind]?.(props.metadata.name, props),
  ),
);
await app.finalize();
