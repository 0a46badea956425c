/** Instances of kro's webapp example in direct mode: through Alchemy, or without it. */

import alchemy from "alchemy";
import { fromYaml } from "alchemy-kubernetes/kro";
import { webapps } from "./webapps.ts";

const { BENCH_NAMESPACE: namespace = "", BENCH_INSTANCES, BENCH_GRAPH = "", BENCH_ALCHEMY } = process.env;

const app = BENCH_ALCHEMY === "1" ? await alchemy("bench", { destroyStrategy: "parallel" }) : undefined;
const factory = fromYaml(await Bun.file(BENCH_GRAPH).text()).factory("direct", { namespace });
await Promise.all(webapps(namespace, Number(BENCH_INSTANCES)).map((spec) => factory.deploy(spec)));
await app?.finalize();
