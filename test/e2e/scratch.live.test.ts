import { test } from "bun:test";
import { checkOut } from "./checkout.ts";
import { newWorld } from "./cluster.ts";
import { configMap, deployment } from "./stack.ts";
test("x", async () => {
  const w = await newWorld(); const c = await checkOut(); const ns = {namespace: w.name};
  const show = (r: any) => console.log("-----", r.code, "\n"+r.output);
  show(await c.up([configMap("a", ns), deployment("web", ns)]));
  show(await c.up([configMap("a", ns), deployment("web", ns)]));
  show(await c.up([configMap("a", ns), deployment("web", ns, {container: {imagge: "x"}})]));
  show(await c.up([configMap("a", ns), deployment("web", {namespace: "missing"+w.name})]));
  show(await c.up([{settled: [configMap("a", {...ns, labels: {"-bad-": "x"}}), deployment("web", {namespace: "missing"+w.name})]}]));
  console.log(Object.keys(await c.state()), JSON.parse(Object.values(await c.state())[0]??"0"));
  show(await c.destroy());
  console.log(await c.state(), await w.names("ConfigMap"));
}, 60000);
