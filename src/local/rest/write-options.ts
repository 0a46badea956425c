/** What the query of a write asks for. Pure. */

import type { ApplyOptions, WriteOptions } from "../objects/objects.ts";
import type { StatusCause } from "../status.ts";
import type { Exchange } from "./api.ts";
import { quote } from "../validation/go-text.ts";
import { invalidOptions } from "./refusals.ts";
import { flag } from "./url.ts";

type Cause = StatusCause & { field: string };

/** Which options a write has, named as the API server does in refusals. */
export type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions";

/** Bytes of a field manager's name at most. */
const MAX_MANAGER = 128;

const VALIDATIONS: ReadonlySet<string> = new Set(["", "Ignore", "Strict", "Warn"]);

/** What is wrong with `dryRun`. */
export function dryRunCauses(values: readonly string[]): Cause[] {
  if (values.every((value) => value === "All")) return [];
  const shown = `[${values.map((value) => JSON.stringify(value)).join(",")}]`;
  return [
    {
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${shown}: supported values: "All"`,
      field: "dryRun",
    },
  ];
}

function managerCauses(manager: string): Cause[] {
  const field = "fieldManager";
  const causes: Cause[] = [];
  if (Buffer.byteLength(manager) > MAX_MANAGER)
    causes.push({
      reason: "FieldValueTooLong",
      message: `Too long: may not be more than ${MAX_MANAGER} bytes`,
      field,
    });
  const position = manager.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
  const wrong = position < 0 ? undefined : manager.codePointAt(position);
  if (wrong !== undefined) {
    const code = `U+${wrong.toString(16).toUpperCase().padStart(4, "0")}`;
    const message = `Invalid value: ${quote(manager)}: invalid character ${code} (at position ${position})`;
    causes.push({ reason: "FieldValueInvalid", message, field });
  }
  return causes;
}

function validationCauses(wanted: string): Cause[] {
  if (VALIDATIONS.has(wanted)) return [];
  const message = `Unsupported value: ${JSON.stringify(wanted)}: supported values: "", "Ignore", "Strict", "Warn"`;
  return [{ reason: "FieldValueNotSupported", message, field: "fieldValidation" }];
}

/** The manager of clients that do not name one: the first part of their user agent. */
function managerOf(request: Request): string {
  const agent = (request.headers.get("user-agent") ?? "").split("/")[0] ?? "";
  return agent.replaceAll(/\p{C}/gu, "").slice(0, MAX_MANAGER);
}

/** Hands texts on to the `Warning` headers. */
function warner({ warnings }: Exchange): (text: string) => void {
  return (text) => {
    warnings.push(text);
  };
}

/** What the query of a write says, understood. */
type Asked = Pick<ApplyOptions, "manager" | "fieldValidation" | "dryRun" | "force">;

// Queries are kept by their texts, so what they ask for is understood once.
const understood = new Map<string, WeakMap<URLSearchParams, Asked>>();

function asked(query: URLSearchParams, kind: OptionsKind, apply: boolean): Asked {
  const form = apply ? "apply" : kind;
  const known = understood.get(form) ?? new WeakMap<URLSearchParams, Asked>();
  understood.set(form, known);
  const found = known.get(query) ?? understand(query, kind, apply);
  known.set(query, found);
  return found;
}

function understand(query: URLSearchParams, kind: OptionsKind, apply: boolean): Asked {
  const manager = query.get("fieldManager") ?? "";
  const dryRun = query.getAll("dryRun");
  const validation = query.get("fieldValidation") ?? "";
  const causes: Cause[] = [];
  if (apply && manager === "")
    causes.push({
      reason: "FieldValueRequired",
      message: "Required value: is required for apply patch",
      field: "fieldManager",
    });
  if (!apply && kind === "PatchOptions" && query.get("force") !== null)
    causes.push({
      reason: "FieldValueForbidden",
      message: "Forbidden: may not be specified for non-apply patch",
      field: "force",
    });
  causes.push(...managerCauses(manager), ...dryRunCauses(dryRun), ...validationCauses(validation));
  if (causes.length > 0) throw invalidOptions(kind, causes);
  return {
    manager,
    fieldValidation: validation === "" ? "Warn" : (validation as "Ignore" | "Warn" | "Strict"),
    ...(dryRun.length > 0 ? { dryRun: true } : {}),
    ...(apply && flag(query, "force") ? { force: true } : {}),
  };
}

/**
 * Reads the options of a write.
 * @param apply whether it is a server-side apply, which needs a manager and may use force
 * @throws {StatusError} 422
 */
export function writeOptions(
  exchange: Exchange,
  kind: OptionsKind,
  { apply = false }: { apply?: boolean } = {},
): ApplyOptions {
  const { query, request, route } = exchange;
  const options: ApplyOptions = { ...asked(query, kind, apply), warn: warner(exchange) };
  if (options.manager === "") options.manager = managerOf(request);
  const subresource = writtenSubresource(route.subresource);
  if (subresource !== undefined) options.subresource = subresource;
  return options;
}

/** Deciding about a request for a certificate is a write of its status. */
function writtenSubresource(name: string | undefined): WriteOptions["subresource"] {
  if (name === "approval") return "status";
  return name === "status" || name === "scale" || name === "finalize" ? name : undefined;
}
