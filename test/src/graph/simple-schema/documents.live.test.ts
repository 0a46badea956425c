import { expect, test } from "bun:test";
import { GraphError } from "../../../../src/graph/error.ts";
import { fromSimpleSchema, toSimpleSchema } from "../../../../src/graph/simple-schema/index.ts";
import { isJsonObject, type JsonObject, valueAt } from "../../../../src/model/json.ts";
import { kroDocuments, kroGraphs } from "../../../support/kro-documents.ts";

/** Documents that kro v0.9.4 refuses itself, with these words: the default is of several words without quotes. */
const STALE_REASON = /roleDescription: marker key 'role\w+' without a value\.$/;
const STALE = [
  ...["ec2", "ecr", "ecr-public", "eks", "s3", "sqs"].map((name) => `controllers/${name}-controller`),
  "resourcegroup",
].map((name) => `examples/aws/ack-controller/${name}.yaml`);

const graphs = kroGraphs(kroDocuments()).map(({ path, document }) => {
  const at = (name: string): JsonObject | undefined => {
    const value = valueAt(document, ["spec", "schema", name]);
    return isJsonObject(value) ? value : undefined;
  };
  return { path, spec: at("spec") ?? {}, types: at("types") };
});

test("the SimpleSchemas of kro's documents: read, written, and read again", () => {
  let read = 0;
  let fields = 0;
  const refused: string[] = [];
  for (const { path, spec, types } of graphs) {
    try {
      const schema = fromSimpleSchema(spec, types);
      const text = toSimpleSchema(schema);
      expect(fromSimpleSchema(text.spec, text.types)).toEqual(schema);
      read++;
      fields += JSON.stringify(schema).split('"type":').length - 1;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      refused.push(path);
      expect(error.summary).toMatch(STALE_REASON);
    }
  }
  console.log(
    `SimpleSchemas: ${graphs.length} documents, ${read} read (${fields} types), ${refused.length} stale: ${refused.join(", ")}`,
  );
  expect(graphs.length).toBeGreaterThanOrEqual(80);
  expect(refused.sort()).toEqual(STALE);
});
