/** Options as they come at run time, where types are a promise only: what is misspelt must not become a default. Pure. */

import { ProviderError } from "../../src/errors.ts";
import { isJsonObject } from "../../src/model/json.ts";
import type { ClusterProp, DeleteOptions, SharedOptions } from "./options.ts";
import { formOf } from "./value-form.ts";

/** What a value must be: told in the error. */
interface Rule {
  expected: string;
  holds: (value: unknown) => boolean;
}

const CONFLICTS = ["fail", "force"];
const DRIFT = ["repair", "report", "off"];
const WHOLE = "a number of milliseconds from 1 to 2147483647; 24 days are the most";

const boolean: Rule = { expected: "true or false", holds: (value) => typeof value === "boolean" };
const text: Rule = { expected: "a text", holds: isText };
// Timers hold 31 bits: a longer time would end at once.
const milliseconds: Rule = {
  expected: WHOLE,
  holds: (value) => typeof value === "number" && Number.isInteger(value) && value > 0 && value < 2 ** 31,
};

function oneOf(words: readonly string[]): Rule {
  const quoted = words.map((word) => `"${word}"`);
  return {
    expected: `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`,
    holds: (value) => typeof value === "string" && words.includes(value),
  };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

const paths: Rule = {
  expected: 'a list of field paths, as in ["spec.replicas"]',
  holds: (value) => Array.isArray(value) && value.every(isText),
};

const deletion: { [Name in keyof Required<DeleteOptions>]: Rule } = {
  propagation: oneOf(["Foreground", "Background", "Orphan"]),
  onUnreachable: oneOf(["fail", "forget"]),
  timeout: milliseconds,
};

/** `wait` and `failOn` are checked where their rules are read. */
type Checked = Omit<Required<SharedOptions>, "cluster" | "wait" | "failOn">;

const options: { [Name in keyof Checked]: Rule | { words: Rule; fields: Readonly<Record<string, Rule>> } } = {
  adopt: boolean,
  timeout: milliseconds,
  delete: { words: boolean, fields: deletion },
  conflicts: { words: oneOf(CONFLICTS), fields: { ignore: paths } },
  drift: oneOf(DRIFT),
  allowDataLoss: boolean,
};

/**
 * Checks the options of a resource, its own and those of its scopes.
 * @param object what they are of, for the message: `Deployment "web"`
 * @throws {ProviderError} `usage`
 */
export function checkOptions(object: string, given: Checked): void {
  for (const [name, rule] of Object.entries(options)) {
    const value: unknown = given[name as keyof Checked];
    if (!("fields" in rule)) checkValue(object, name, { value, rule });
    else if (isJsonObject(value)) checkFields(object, name, { value, fields: rule.fields });
    else checkValue(object, name, { value, rule: rule.words });
  }
}

function checkValue(object: string, name: string, { value, rule }: { value: unknown; rule: Rule }): void {
  if (!rule.holds(value)) throw wrong(object, `${name} is ${shown(value)}, not ${rule.expected}`);
}

function checkFields(
  object: string,
  name: string,
  { value, fields }: { value: Record<string, unknown>; fields: Readonly<Record<string, Rule>> },
): void {
  const known = Object.keys(fields).join(", ");
  for (const [field, item] of Object.entries(value)) {
    const rule = fields[field];
    if (rule === undefined) throw wrong(object, `${name} has no field ${field}: it has ${known}`);
    if (item !== undefined) checkValue(object, `${name}.${field}`, { value: item, rule });
  }
}

const credential: Rule = {
  expected: "a text or an Alchemy secret",
  holds: (value) => isText(value) || isJsonObject(value),
};
const files: Rule = {
  expected: "the path of a file, or a list of them",
  holds: (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
};

/** The forms of `cluster`, by the field that tells them apart; the last one has none that it needs. */
const clusters: readonly { by: readonly string[]; fields: Readonly<Record<string, Rule>> }[] = [
  {
    by: ["server"],
    fields: {
      server: text,
      token: credential,
      clientCertificate: text,
      clientKey: credential,
      certificateAuthority: text,
      certificateAuthorityFile: text,
      insecureSkipTlsVerify: boolean,
      tlsServerName: text,
      proxyUrl: text,
      namespace: text,
    },
  },
  {
    by: ["inCluster"],
    fields: { inCluster: { expected: "true", holds: (value) => value === true } },
  },
  {
    by: ["local"],
    fields: {
      local: { expected: "true or the path of a folder", holds: (value) => value === true || isText(value) },
    },
  },
  { by: ["context", "kubeconfig"], fields: { context: text, kubeconfig: files } },
];

/**
 * Checks a `cluster` option: a misspelt one would mean the environment's cluster.
 * @throws {ProviderError} `usage`
 */
export function checkCluster(object: string, cluster: ClusterProp): void {
  const value: unknown = cluster;
  const form = clusters.find(
    ({ by }) => isJsonObject(value) && by.some((field) => value[field] !== undefined),
  );
  if (form !== undefined && isJsonObject(value)) return checkFields(object, "cluster", { value, ...form });
  throw wrong(object, "cluster names no cluster: give a context, a kubeconfig, a server, inCluster or local");
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return shownList(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : formOf(value);
}

// Where a list is right, it is its items that are not. What they say may be secret.
function shownList(list: readonly unknown[]): string {
  if (list.length === 0) return "an empty list";
  const wrong = list.findIndex((item) => !isText(item));
  if (wrong === -1) return "a list";
  return `a list with ${list[wrong] === "" ? "an empty text" : formOf(list[wrong])}`;
}

function wrong(object: string, what: string): ProviderError {
  return new ProviderError("usage", what, {
    object,
    advice: "Correct the option, or leave it out for its default.",
  });
}
