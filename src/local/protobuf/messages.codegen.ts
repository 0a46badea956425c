/**
 * Writes messages.generated.ts from the sources of Kubernetes in the Go module cache:
 * `npx bun src/local/protobuf/messages.codegen.ts v0.36.3`.
 * Numbers and types stand in generated.proto; names in JSON, pointers and inlined structs in the Go types beside it.
 */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { kindRows } from "../../model/kind-table.generated.ts";
import { writeMessage, type Message, type MessageField } from "./message.ts";

/** What clients send beside the kinds of the table. */
const MORE = [
  "meta.v1.DeleteOptions",
  "autoscaling.v1.Scale",
  "policy.v1.Eviction",
  "core.v1.Binding",
  "authentication.v1.TokenRequest",
  "authentication.v1.TokenReview",
  "authentication.v1.SelfSubjectReview",
  "authorization.v1.SelfSubjectAccessReview",
  "authorization.v1.SelfSubjectRulesReview",
  "authorization.v1.SubjectAccessReview",
  "authorization.v1.LocalSubjectAccessReview",
];

const MODULES = ["api", "apimachinery", "apiextensions-apiserver", "kube-aggregator"];

const SCALARS: Readonly<Record<string, string>> = {
  int32: "int",
  int64: "int",
  uint32: "int",
  uint64: "int",
  bool: "bool",
  string: "string",
  bytes: "bytes",
  double: "double",
};

/** What the Go type says of one field. */
interface GoField {
  json: string;
  pointer: boolean;
}

/** `.k8s.io.api.apps.v1.Deployment` is `apps.v1.Deployment`. */
function shortName(name: string): string {
  return name.split(".").slice(-3).join(".");
}

/** By struct and number. */
function goFields(folder: string): Map<string, GoField> {
  const found = new Map<string, GoField>();
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".go") && !file.endsWith("_test.go") && !file.includes("generated"),
  );
  for (const file of files) {
    let struct = "";
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      struct = /^type (\w+) struct/.exec(line)?.[1] ?? struct;
      const number = /protobuf:"\w+,(\d+)/.exec(line)?.[1];
      const json = /json:"([^"]*)"/.exec(line)?.[1];
      if (number === undefined || json === undefined) continue;
      const pointer = /^\s*\w+\s+\*/.test(line);
      const inline = json === "" || json.startsWith(",");
      found.set(`${struct} ${number}`, { json: inline ? "" : (json.split(",")[0] ?? ""), pointer });
    }
  }
  return found;
}

const FIELD = /^\s+(optional|repeated|required)?\s*(?:map<string, ?([\w.]+)>|([\w.]+)) (\w+) = (\d+)/;

function typeName(text: string, folder: string): string {
  if (SCALARS[text] !== undefined) return SCALARS[text];
  return shortName(text.includes(".") ? text : `${folder}.${text}`);
}

/** The messages of one generated.proto. */
function readMessages(file: string, all: Map<string, Message>): void {
  const source = readFileSync(file, "utf8");
  const folder = /^package ([\w.]+);/m.exec(source)?.[1] ?? "";
  const fields = goFields(dirname(file));
  let name = "";
  let message = new Map<number, MessageField>();
  for (const line of source.split("\n")) {
    const started = /^message (\w+)/.exec(line)?.[1];
    if (started !== undefined) {
      name = started;
      message = new Map();
      all.set(shortName(`${folder}.${name}`), message);
    }
    const [, label, mapped, type = mapped, protoName = "", number] = FIELD.exec(line) ?? [];
    if (type === undefined || number === undefined) continue;
    const go = fields.get(`${name} ${number}`);
    message.set(Number(number), {
      name: go?.json ?? protoName,
      type: typeName(type, folder),
      holds: mapped !== undefined ? "map" : label === "repeated" ? "list" : "one",
      pointer: go?.pointer ?? false,
    });
  }
}

function protoFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("generated.proto"))
    .sort()
    .map((file) => join(folder, file));
}

function servedMessages(): string[] {
  return kindRows.flatMap(([group, kind, , , versions]) =>
    versions.map((version) => `${group.split(".")[0] || "core"}.${version}.${kind}`),
  );
}

/** The table as text: a message on each line, its name first. */
function table(version: string): string {
  const cache = execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();
  const all = new Map<string, Message>();
  for (const module of MODULES)
    for (const file of protoFiles(join(cache, "k8s.io", `${module}@${version}`))) readMessages(file, all);
  // A set is iterated with what is added meanwhile.
  const names = new Set([...servedMessages(), ...MORE]);
  for (const name of names) {
    const message = all.get(name);
    if (message === undefined) throw new Error(`no message ${name}`);
    for (const { type } of message.values()) if (type.includes(".")) names.add(type);
  }
  return [...names]
    .sort()
    .map((name) => `${name} ${writeMessage(all.get(name) ?? new Map())}`)
    .join("\n");
}

function main(version: string): void {
  const text = table(version);
  const packed = brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 20 },
  }).toString("base64");
  const lines = packed.match(/.{1,120}/g)?.join("\\\n") ?? "";
  writeFileSync(
    new URL("messages.generated.ts", import.meta.url),
    `/** Generated from the protocol buffers of k8s.io/api ${version} by messages.codegen.ts. */

/** Messages and their fields: base64 of brotli, see message.ts. */
export const messagesPacked: string = \`${lines}\`;
`,
  );
  process.stdout.write(
    `${text.split("\n").length} messages, ${text.length} bytes, ${packed.length} packed\n`,
  );
}

if (import.meta.main) main(process.argv[2] ?? "v0.36.3");
