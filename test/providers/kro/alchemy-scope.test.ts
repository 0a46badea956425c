import { describe, expect, test } from "bun:test";
import type { Scope } from "alchemy";
import {
  handleAlchemyDeploymentError,
  handleResourceRegistrationError,
  validateAlchemyScope,
} from "../../../providers/kro/alchemy-scope.ts";
import { CRDInstanceError, ResourceGraphFactoryError, TypeKroError } from "../../../providers/kro/errors.ts";
import { ProviderError } from "../../../src/errors.ts";
import { errorOf } from "./shop.ts";

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("no error was thrown");
}

describe("a scope", () => {
  const run = (): Promise<void> => Promise.resolve();
  const root = { parent: undefined, run } as unknown as Scope;
  test.each<[string, unknown, string]>([
    ["none", undefined, "Alchemy scope is required but not provided"],
    ["a nested one without a name", { parent: root, scopeName: "", run }, "Alchemy scope must have a name"],
    ["something else", { parent: root, scopeName: "shop" }, "Alchemy scope must have a run method"],
  ])("is refused: %s", (_, scope, message) => {
    const error = errorOf(() => validateAlchemyScope(scope as Scope, "Alchemy deployment"));
    expect(error).toMatchObject({ code: "usage", object: "Alchemy deployment" });
    expect(error.message).toContain(message);
    expect(error.advice).toContain("alchemyScope");
  });

  test("is right: that of the program, and a named one below it", () => {
    validateAlchemyScope(root, "Alchemy deployment");
    expect(() =>
      validateAlchemyScope({ parent: root, scopeName: "shop", run } as unknown as Scope, ""),
    ).not.toThrow();
  });
});

describe("what a deployment threw", () => {
  test.each<[string, unknown, string]>([
    ["time is up", new ProviderError("not-ready", "no"), "Shop eu: Deployment timed out or failed: no."],
    [
      "a kind is missing",
      new ProviderError("unknown-kind", "no"),
      "Shop eu: Required resource or dependency not found: no.",
    ],
    ["a name is taken", new ProviderError("not-owned", "no"), "Shop eu: Resource already exists: no."],
    ["any other error", new Error("no luck"), "Shop eu: no luck"],
    ["no error at all", "no luck", "Shop eu: no luck"],
  ])("is told with what was done: %s", (_, cause, message) => {
    const error = thrownBy(() => handleAlchemyDeploymentError(cause, "Shop eu"));
    const [first] = error.message.split("\n");
    expect(first).toBe(message);
    expect(error.cause).toBe(cause);
  });
});

describe("what registering a type threw", () => {
  test("is no failure when it is registered already", () => {
    expect(() =>
      handleResourceRegistrationError(new Error("Resource kubernetes::A already exists"), "A"),
    ).not.toThrow();
    expect(() => handleResourceRegistrationError(new Error("already registered"), "A")).not.toThrow();
  });

  test("is told with the type otherwise", () => {
    const cause = new Error("invalid type");
    const error = thrownBy(() => handleResourceRegistrationError(cause, "kubernetes::A"));
    expect(error.message).toBe("Resource registration failed for 'kubernetes::A': invalid type");
    expect(error.cause).toBe(cause);
  });
});

describe("errors", () => {
  const cause = new ProviderError("not-ready", "it is slow");

  test("of a graph", () => {
    const error = new ResourceGraphFactoryError("it failed", "shop", "cleanup", { cause });
    expect(error).toBeInstanceOf(TypeKroError);
    expect(error).toMatchObject({ name: "ResourceGraphFactoryError", code: "RESOURCE_GRAPH_FACTORY_ERROR" });
    expect(error).toMatchObject({ factoryName: "shop", operation: "cleanup", message: "it failed" });
    expect(error.context).toEqual({ factoryName: "shop", operation: "cleanup", cause });
    expect(error.cause).toBe(cause);
    expect(error.deployment).toBeUndefined();
  });

  test("of an instance", () => {
    const instance = { apiVersion: "example.com/v1", kind: "Shop", name: "eu" };
    const error = new CRDInstanceError("it failed", instance, "deletion", cause);
    expect(error).toBeInstanceOf(TypeKroError);
    expect(error).toMatchObject({
      name: "CRDInstanceError",
      code: "CRD_INSTANCE_ERROR",
      operation: "deletion",
    });
    expect(error).toMatchObject({ apiVersion: "example.com/v1", kind: "Shop", instanceName: "eu" });
    expect(error.cause).toBe(cause);
  });
});
