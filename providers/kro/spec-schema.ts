/** A spec given as a schema, in the language of kro. */

import type { InferredSpec } from "../../src/graph/builder/inference.ts";
import { GraphError } from "../../src/graph/error.ts";
import { toSimpleSchema } from "../../src/graph/simple-schema/index.ts";
import { structuralSchemaOf } from "../../src/schema/index.ts";

/**
 * Writes a schema as SimpleSchema.
 * @param graph its name in messages
 * @param source an arktype type, a zod schema or JSON schema
 * @throws {GraphError} with every field that Kubernetes or kro cannot express
 * @throws {ProviderError} `usage` for a value that is no schema
 */
export function simpleSchemaOf(graph: string, source: unknown): InferredSpec {
  try {
    return toSimpleSchema(structuralSchemaOf(source));
  } catch (error) {
    if (error instanceof GraphError)
      throw new GraphError(`${graph}, its spec`, error.problems, { cause: error });
    throw error;
  }
}
