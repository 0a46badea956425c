/** A program that deploys a graph to the embedded cluster without Alchemy. */

import { local } from "alchemy-kubernetes/local";
import { graph } from "./graph.ts";

const options = { cluster: local(), namespace: "default" };
const direct = await graph.factory("direct", options).deploy({ title: "Direct" }, { name: "straight" });
const kro = await graph.factory("kro", options).deploy({ title: "Home" }, { name: "home" });
const made = ({ status }: { status: unknown }): string => (status as { made: string }).made;
console.log(JSON.stringify({ direct: made(direct), kro: made(kro) }));
