/** What the codes of errors mean, for people. */

import type { ErrorCode } from "../../src/errors.ts";

export const codes: Readonly<Record<ErrorCode, string>> = {
  usage:
    "The program itself is wrong: an option, an id or a value that cannot be right. Nothing was changed. Correct the program.",
  invalid:
    "The manifest, a graph or an expression is refused, by the API server or before it is sent. Nothing was changed, also when an immutable field was changed at the same time. The message names the fields; correct them.",
  "unknown-kind":
    "The cluster does not serve the kind. The message names similar kinds. Correct apiVersion and kind, or install the CustomResourceDefinition first.",
  "not-found":
    "The object does not exist. A patch and a look-up never create it: they need one that somebody else makes. Check name, namespace and cluster, or give it a longer `timeout` to appear. See [patches.md](patches.md).",
  api: "A request failed for any other reason. The message holds the words of the server.",
  "bad-kubeconfig":
    "A kubeconfig, or a cluster that the program or the environment gives in full, cannot be read or lacks what is needed. The message names it and the part of it.",
  credentials: "A credential is missing, has expired, or was refused.",
  "no-cluster":
    "No cluster was found. The message lists where it was looked for; [clusters.md](clusters.md) says how to name one, `--local` needs none.",
  unreachable:
    'The cluster gave no answer: the connection was refused, timed out, or its certificate is not trusted. `delete: { onUnreachable: "forget" }` lets destroy go on without it.',
  forbidden:
    "Who you are is known, but the verb on the resource is not allowed. The message names the role that is needed.",
  "wrong-cluster":
    "State belongs to another cluster (or server of buckets) than the one that this run resolves. Nothing was written to either. See [clusters.md](clusters.md).",
  "not-owned":
    "The object exists, and belongs to somebody else: another program, a controller, another stage. `adopt: true` takes it over where that is possible.",
  conflict:
    'Somebody else writes the same. Other field managers own fields that the manifest sets: drop the fields, leave them to their owner with `conflicts: { ignore: [paths] }`, or take them over with `conflicts: "force"`. Or another program deploys or deletes the same instance of a graph at the same time: run again when that has ended.',
  immutable:
    "A field cannot be changed, and the object is not replaced. The message says why: it is in use, replacing would not help, the server would not say whether the manifest is valid, or `delete: false` keeps it. Change the field back, or give the object another name.",
  "data-loss":
    "Going on would lose data: of a claim, a volume, a namespace, the objects of a definition, a bucket. Nothing was deleted. `allowDataLoss: true` agrees to it.",
  "not-ready":
    "The object was written and did not become ready: it failed, or the time is up. The message says why, as far as that can be found out. Run again to go on waiting.",
  "not-deleted":
    "The object is still there after the deadline. The message names what holds it. Run destroy again.",
  "missing-secret":
    "A secret value that the manifest refers to is not known in this process: secrets are in no state. Set it again.",
  unsupported: "The server, or the runtime, lacks a feature that is needed.",
  "in-use":
    "Another process runs the embedded cluster of this folder. Use that one, end it, or use another folder.",
  "bucket-not-empty": "The bucket still holds objects. `forceDelete: true` deletes them with it.",
};
