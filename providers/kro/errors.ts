/** The errors of graphs and their instances. What went wrong in detail is the `cause`: a `ProviderError` with its own code. */

import type { IndividualResourceDeploymentResult } from "./factory-types.ts";

/** Base of the errors of this folder. */
export class TypeKroError extends Error {
  override readonly name: string = "TypeKroError";
  /** For programs. */
  readonly code: string;
  // The message says both already: getters, so that runtimes that print an error's fields and cause do not say them twice.
  readonly #context: Readonly<Record<string, unknown>>;

  /**
   * @param message what happened and what to do
   * @param code for programs
   * @param context what it is about; its `cause` becomes the error's
   */
  constructor(message: string, code: string, context: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.#context = context;
  }

  /** What it is about, as plain data. */
  get context(): Readonly<Record<string, unknown>> {
    return this.#context;
  }

  /** What went wrong in detail. */
  override get cause(): unknown {
    return this.#context["cause"];
  }
}

/** What was being done with a graph. */
export type FactoryOperation = "deployment" | "getInstance" | "cleanup";

/** A ResourceGraphDefinition, or a whole direct deployment, did not succeed. */
export class ResourceGraphFactoryError extends TypeKroError {
  override readonly name = "ResourceGraphFactoryError";
  readonly factoryName: string;
  readonly operation: FactoryOperation;

  readonly #deployment: IndividualResourceDeploymentResult | undefined;

  constructor(
    message: string,
    factoryName: string,
    operation: FactoryOperation,
    context: { cause?: unknown; deployment?: IndividualResourceDeploymentResult } = {},
  ) {
    super(message, "RESOURCE_GRAPH_FACTORY_ERROR", { factoryName, operation, cause: context.cause });
    this.#deployment = context.deployment;
    this.factoryName = factoryName;
    this.operation = operation;
  }

  /** What was done before it failed, object by object. */
  get deployment(): IndividualResourceDeploymentResult | undefined {
    return this.#deployment;
  }
}

/** What was being done with an instance. */
export type InstanceOperation = "creation" | "deletion" | "statusResolution";

/** The instance that an error is about. */
export interface InstanceIdentity {
  apiVersion: string;
  kind: string;
  /** Name of the instance. */
  name: string;
}

/** An instance was not accepted, did not become ready, or was not deleted. */
export class CRDInstanceError extends TypeKroError {
  override readonly name = "CRDInstanceError";
  readonly apiVersion: string;
  readonly kind: string;
  readonly instanceName: string;
  readonly operation: InstanceOperation;

  constructor(message: string, instance: InstanceIdentity, operation: InstanceOperation, cause?: unknown) {
    const { apiVersion, kind, name: instanceName } = instance;
    super(message, "CRD_INSTANCE_ERROR", { apiVersion, kind, instanceName, operation, cause });
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.instanceName = instanceName;
    this.operation = operation;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
