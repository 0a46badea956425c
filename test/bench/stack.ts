/** The mix as an Alchemy program: what is measured against kubectl. */

import alchemy from "alchemy";
import * as kinds from "alchemy-kubernetes/kubernetes";
import { mix } from "./mix.ts";

type Deploy = (id: string, props: object) => Promise<unknown>;

const { BENCH_NAMESPACE: namespace = "", BENCH_SIZE, BENCH_IDLE } = process.env;
const idle = BENCH_IDLE === "1";

// Suspended Jobs never become ready.
const kubernetes = idle ? { wait: "applied" as const } : {};
const app = await alchemy("bench", { destroyStrategy: "parallel", kubernetes });
const deploy = kinds as unknown as Record<string, Deploy>;
await Promise.all(
  mix(namespace, { size: Number(BENCH_SIZE ?? 200), idle }).map(
    async ({ apiVersion: _version, kind, ...props }) => deploy[kind]?.(props.metadata.name, props),
  ),
);
await app.finalize();
