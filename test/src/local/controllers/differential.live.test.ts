import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { collectionPath } from "../../../../src/model/kind.ts";
import { builtinKinds } from "../../../../src/model/kind-table.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import { createCluster, type Cluster } from "../../../../src/local/cluster.ts";
import type { ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { kubectl, kubectlWithInput, randomNamespace, rawRequest } from "../../../support/control-plane.ts";
import { cases, type Step } from "./differential-cases.ts";
import { comparable, COMPARED, EXCEPTIONS } from "./differential.ts";

setDefaultTimeout(180_000);

const prefix = randomNamespace("same");
const namespaces = cases.map((_, index) => `${prefix}-${index}`);
let local: Cluster;

beforeAll(async () => {
  const told = Object.entries(EXCEPTIONS).map(([what, why]) => `  ${what}: ${why}\n`);
  process.stdout.write(`Not compared:\n${told.join("")}`);
  local = await createCluster();
  const kind = local.kinds.byKind("v1", "Namespace") as ServedKind;
  for (const name of namespaces)
    local.objects.create(
      kind,
      { apiVersion: "v1", kind: "Namespace", metadata: { name } },
      { manager: "test" },
    );
  await Promise.all(namespaces.map((namespace) => kubectl("create", "namespace", namespace)));
});
afterAll(async () => {
  local.close();
  await kubectl("delete", "namespace", ...namespaces, "--wait=false");
});

/** One row on one cluster. */
interface Target {
  perform(step: Step, namespace: string): Promise<void>;
  objects(namespace: string): Promise<LiveObject[]>;
}

function kindOf(resource: string): ReturnType<typeof builtinKinds>[number] {
  const kind = builtinKinds().find(({ group, plural }) => `${group}/${plural}` === resource);
  if (kind === undefined) throw new Error(`${resource} is no built-in resource`);
  return kind;
}

const real: Target = {
  async perform(step, namespace) {
    if ("apply" in step) {
      await kubectlWithInput(step.apply, "-n", namespace, "apply", "--server-side", "-f", "-");
      return;
    }
    const [resource, name] = "of" in step ? step.of : step.remove;
    const [group = "", plural = ""] = resource.split("/");
    const typed = group === "" ? plural : `${plural}.${group}`;
    if ("patch" in step)
      await kubectl("-n", namespace, "patch", typed, name, "--type=merge", "-p", JSON.stringify(step.patch));
    else
      await kubectl(
        "-n",
        namespace,
        "delete",
        typed,
        name,
        `--cascade=${(step.policy ?? "Background").toLowerCase()}`,
      );
  },
  async objects(namespace) {
    const lists = await Promise.all(
      COMPARED.map(async (resource) => {
        const kind = kindOf(resource);
        const answer = await rawRequest(collectionPath(kind, namespace));
        const { items } = (await answer.json()) as { items: LiveObject[] };
        const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
        return items.map((item) => ({ ...item, apiVersion, kind: kind.kind }));
      }),
    );
    return lists.flat();
  },
};

const embedded: Target = {
  async perform(step, namespace) {
    const { objects, kinds } = local;
    const options = { manager: "kubectl" };
    const served = (resource: string): ServedKind => {
      const kind = kinds.byResource(resource);
      if (kind === undefined) throw new Error(`${resource} is not served`);
      return kind;
    };
    if ("apply" in step) {
      for (const { metadata, ...manifest } of step.apply) {
        const kind = kinds.byKind(manifest.apiVersion, manifest.kind);
        if (kind === undefined) throw new Error(`${manifest.kind} is not served`);
        objects.apply(kind, { ...manifest, metadata: { ...metadata, namespace } }, options);
      }
    } else if ("patch" in step) {
      const [resource, name] = step.of;
      objects.patch(served(resource), { namespace, name, type: "merge", patch: step.patch }, options);
    } else {
      const [resource, name] = step.remove;
      const propagationPolicy = step.policy ?? "Background";
      objects.delete(served(resource), { namespace, name }, { propagationPolicy });
    }
    await local.settled();
  },
  objects: async (namespace) => COMPARED.flatMap((resource) => local.store.list(resource, namespace)),
};

/** Waits until nothing has changed for a while. @param quiet ms */
async function rest(target: Target, namespace: string, quiet: number): Promise<Record<string, unknown>> {
  let [last, since] = ["", Date.now()];
  const deadline = since + 40_000;
  for (;;) {
    const now = comparable(await target.objects(namespace), namespace);
    const text = JSON.stringify(now);
    if (text !== last) [last, since] = [text, Date.now()];
    if (Date.now() - since >= quiet || Date.now() > deadline) return now;
    await Bun.sleep(300);
  }
}

describe("both clusters come to the same after", () => {
  test.concurrent.each(
    cases.map(({ title, steps }, index) => [title, steps, namespaces[index] ?? ""] as const),
  )("%s", async (_title, steps, namespace) => {
    const run = async (target: Target): Promise<Record<string, unknown>> => {
      for (const [index, step] of steps.entries()) {
        await target.perform(step, namespace);
        await rest(target, namespace, index === steps.length - 1 ? 4000 : 2500);
      }
      return rest(target, namespace, 0);
    };
    const [expected, actual] = await Promise.all([run(real), run(embedded)]);
    expect(actual).toEqual(expected);
  });
});
