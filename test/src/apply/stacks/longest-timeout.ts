/** A program that waits with the longest timeouts there are, and ends by itself as soon as nothing is left to wait for. */

import { remove } from "../../../../src/apply/remove.ts";
import { untilReady } from "../../../../src/apply/wait.ts";
import { apply } from "../../../../src/client/verbs.ts";
import { CONFIG_MAP, configMap, liveClient } from "../../client/cluster.ts";

const [namespace = "", name = ""] = process.argv.slice(2);
const client = liveClient();
const target = { client, kind: CONFIG_MAP, namespace, name };
const manifest = configMap(namespace, name);
manifest.metadata.annotations = { "alchemy.run/owner": "0b1e" };
manifest.metadata.finalizers = ["test.example.com/hold"];
const somebody = { fieldManager: "somebody" };
const report = (): void => undefined;

const { object } = await apply(client, CONFIG_MAP, manifest, somebody);
const rule = { jsonpath: "{.data.go}" };
const waiting = untilReady(target, object, { rule, timeout: Infinity, report });
await new Promise((resolve) => setTimeout(resolve, 300));
await apply(client, CONFIG_MAP, { ...manifest, data: { go: "1" } }, somebody);
await waiting;
const removing = remove(target, { owner: "0b1e", timeout: 2 ** 31, report });
await new Promise((resolve) => setTimeout(resolve, 300));
delete manifest.metadata.finalizers;
manifest.metadata.uid = object.metadata.uid;
await apply(client, CONFIG_MAP, manifest, somebody);
console.log(`ready, then ${await removing}`);
