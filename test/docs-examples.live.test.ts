import { afterAll, beforeAll, expect, test } from "bun:test";
import { partsOf, splitManifest } from "../providers/kubernetes/manifest.ts";
import type { AnyProps } from "./support/any-props.ts";
import * as kinds from "../providers/kubernetes/kinds.ts";
import { withSecretValues } from "../providers/secrets.ts";
import { builtinKind } from "../src/model/kind-table.ts";
import type { Manifest } from "../src/model/object.ts";
import { kubectl, kubectlWithInput, randomNamespace } from "./support/control-plane.ts";
import { readExamples } from "./support/examples.ts";

const namespace = randomNamespace("examples");
const examples = (await readExamples()).filter(({ of }) => of in kinds);

/** A request for a client certificate; its key was thrown away. */
const CERTIFICATE_REQUEST =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIUE1IWUNBUUF3RkRFU01CQUdBMVVFQXd3SlpHVjJaV3h2Y0dWeU1Ga3dFd1lIS29aSXpqMENBUVlJS29aSQp6ajBEQVFjRFFnQUVtWlBjY0ZtUmFOQjdMNCtNOHNUaGExTUFSM2xDYXN5bjF2dVQrRVZnT0VySk1uNUllNTQ4CkFHSEdJVmZpTUJnT05ZczBSRFZwSjBiSFVaRGRIeWlid0tBQU1Bb0dDQ3FHU000OUJBTUNBMGtBTUVZQ0lRREkKMkJNSGxQRG5kWCt0NnFmdDZiYVlZakRtOCtrUVE3RWpabTUxNy8xK0VBSWhBTWtOTlRCK1ZxN0RZZEswRENzVQpZdE15Z2FXdVExV2JtYzNHdU5YZ0UxNk0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

beforeAll(() => kubectl("create", "namespace", namespace));
afterAll(() => kubectl("delete", "namespace", namespace, "--wait=false"));

/** Runs an example on stand-ins of the resources that only note the manifests. */
async function manifestsOf(code: string): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  const standIn = ({ apiVersion, kind }: { apiVersion: string; kind: string }) => {
    const namespaced = builtinKind(apiVersion, kind)?.namespaced === true;
    return (id: string, props: AnyProps) => {
      const name = props.metadata?.name ?? id;
      const identity = { apiVersion, kind, name, ...(namespaced && { namespace }) };
      const { manifest, values } = splitManifest(identity, partsOf(props));
      manifests.push(withSecretValues(manifest, [...values.keys()], values, name));
      return Promise.resolve({ ...identity, revision: 1, hosts: [] });
    };
  };
  const names = { alchemy: { secret: (value: unknown) => value ?? "" }, console: { log: () => undefined } };
  const resources = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, standIn(kind)]));
  const variables = {
    ...resources,
    ...names,
    process: { env: { DEVELOPER_CSR_BASE64: CERTIFICATE_REQUEST } },
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the code is our own documentation
  const run = new Function(...Object.keys(variables), `return (async () => {\n${code}\n})();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await run(...Object.values(variables));
  return manifests;
}

test.each(examples)(
  "the example of $of is what the API server accepts",
  async ({ code }) => {
    const manifests = await manifestsOf(code);
    expect(manifests).not.toBeEmpty();
    const answer = await kubectlWithInput(
      manifests,
      "apply",
      "--server-side",
      "--dry-run=server",
      "--force-conflicts",
      "--validate=strict",
      "-f",
      "-",
    );
    expect(answer.trim().split("\n")).toHaveLength(manifests.length);
  },
  20_000,
);
