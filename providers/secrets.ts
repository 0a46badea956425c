/**
 * Secret values, between the program that names them and the handler that sends them.
 *
 * State keeps the places of secret values, never the values. The wrapper takes the values out of a manifest and enters
 * an AsyncLocalStorage with them; the handler puts them back right before it sends. A hash of a value would be a leak too.
 */

import type { Secret } from "alchemy";
import { ProviderError } from "../src/errors.ts";
import { stepsOf } from "../src/model/json-pointer.ts";

/** A value that the user marked with `alchemy.secret(…)`. */
export type AlchemySecret = Secret;

/**
 * Tells a value made by `alchemy.secret` from user data that looks like one (`{ type: "secret" }` is a legal manifest).
 * Not by `instanceof`: two copies of Alchemy may be loaded.
 */
export function isAlchemySecret(value: unknown): value is { unencrypted: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) !== Object.prototype &&
    Object.hasOwn(value, "unencrypted")
  );
}

const PASSWORD_ADVICE = "Set ALCHEMY_PASSWORD, or name a kubeconfig context instead of giving credentials.";

/** A value that only the handler may see. */
export type SecretValue = string | number | boolean;

/** Such values by their place in a manifest, a JSON pointer. */
export type SecretValues = ReadonlyMap<string, SecretValue>;

/** Secret values as messages may quote them: those of a Secret are base64 of what they are. */
export function quotableValues(kind: string, values: SecretValues): string[] {
  // Every message that says `true` or `1` would be about those that are no text.
  const known = [...values.values()].filter((value) => typeof value === "string");
  if (kind !== "Secret") return known;
  return known.flatMap((value) => [value, Buffer.from(value, "base64").toString("utf8")]);
}

/**
 * Puts secret values back into a manifest.
 * @param manifest as state keeps it: `null` where a secret value belongs
 * @param pointers the places of the secret values
 * @param values the values that this process knows
 * @throws {ProviderError} `missing-secret` when a value is not known: a placeholder is never sent
 */
export function withSecretValues<T extends object>(
  manifest: T,
  pointers: readonly string[],
  values: SecretValues,
  object: string,
): T {
  if (pointers.length === 0) return manifest;
  const copy = structuredClone(manifest);
  for (const pointer of pointers) {
    const value = values.get(pointer);
    if (value === undefined) {
      throw new ProviderError(
        "missing-secret",
        `the secret value at ${pointer} is not known in this process`,
        {
          object,
          advice: "Deploy it through its resource, which brings the value along.",
        },
      );
    }
    setAt(copy, pointer, value);
  }
  return copy;
}

function setAt(target: object, pointer: string, value: SecretValue): void {
  const steps = stepsOf(pointer);
  const last = steps.pop() ?? "";
  let at = target as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  at[last] = value;
}

/**
 * Says that a secret has to be kept in state and no password is there to encrypt it.
 * Alchemy would notice only after the remote object was made.
 */
export function missingPassword(object: string, what: string): ProviderError {
  return new ProviderError("usage", `${what} can only be kept encrypted, and no password is set`, {
    object,
    advice: PASSWORD_ADVICE,
  });
}
