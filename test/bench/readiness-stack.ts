/** Deploys the workloads as an Alchemy program, and says when each `await` returned. */

import alchemy from "alchemy";
import * as kinds from "alchemy-kubernetes/kubernetes";
import { done, workloads } from "./workloads.ts";

type Deploy = (id: string, props: object) => Promise<unknown>;

const app = await alchemy("bench", { destroyStrategy: "parallel" });
const deploy = kinds as unknown as Record<string, Deploy>;
const objects = workloads(process.env["BENCH_NAMESPACE"] ?? "", Number(process.env["BENCH_COUNT"]));
await Promise.all(
  objects.map(async ({ apiVersion: _version, kind, ...props }) => {
    await deploy[kind]?.(props.metadata.name, props);
    done(kind, props.metadata.name);
  }),
);
await app.finalize();
