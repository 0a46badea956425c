/** What the compiler refuses and accepts of patches and look-ups; the tests run nothing. */

import alchemy from "alchemy";
import {
  ConfigMap,
  ConfigMapRef,
  CustomResourceDefinitionRef,
  CustomResourcePatch,
  CustomResourceRef,
  Deployment,
  DeploymentPatch,
  NamespaceRef,
  Patch,
  SecretPatch,
  SecretRef,
  ServiceRef,
} from "alchemy-kubernetes";
import { test } from "bun:test";

const metadata = { name: "web", namespace: "shop" };

/** Only compiled: there is nothing to call it with. */
const compiles = (_program: () => Promise<unknown>): void => undefined;

test("a patch needs a name and nothing else that its kind requires", () => {
  compiles(() => DeploymentPatch("web", { metadata, spec: { template: { spec: { dnsPolicy: "None" } } } }));
  compiles(() => SecretPatch("web", { metadata, stringData: { KEY: alchemy.secret("value") } }));
  // @ts-expect-error -- which one?
  compiles(() => DeploymentPatch("web", { spec: { replicas: 2 } }));
  // @ts-expect-error -- a number
  compiles(() => DeploymentPatch("web", { metadata, spec: { replicas: "2" } }));
  // @ts-expect-error -- no such field
  compiles(() => DeploymentPatch("web", { metadata, spec: { replica: 2 } }));
  // @ts-expect-error -- it adopts nothing
  compiles(() => DeploymentPatch("web", { metadata, adopt: true }));
});

test("patches of custom kinds are typed by their spec", () => {
  const WidgetPatch = CustomResourcePatch<{ size: number; color: { name: string } }>(
    "example.com/v1",
    "Widget",
  );
  compiles(
    async () =>
      (await WidgetPatch("w", { metadata, spec: { color: {} } })).namespace satisfies string | undefined,
  );
  // @ts-expect-error -- a number
  compiles(() => WidgetPatch("w", { metadata, spec: { size: "3" } }));
  // @ts-expect-error -- which one?
  compiles(() => Patch("w", { manifest: { apiVersion: "example.com/v1", kind: "Widget" } }));
});

test("a look-up has the outputs of its kind and the fields of the object", () => {
  compiles(async () => {
    const config = await ConfigMapRef({ name: "web" });
    const namespace = await NamespaceRef({ name: "shop" });
    const secret = await SecretRef({ name: "web" });
    config.data?.["MODE"] satisfies string | undefined;
    await ConfigMap("web", { metadata: { namespace } });
    await Deployment("web", {
      metadata: { namespace },
      rollOnChange: [config, secret],
      spec: {
        selector: {},
        template: { spec: { containers: [{ name: "web", env: [{ name: "K", value: secret.value("K") }] }] } },
      },
    });
    const service = await ServiceRef({ name: "web" });
    service.clusterIP satisfies string;
    service.spec?.ports?.[0]?.nodePort satisfies number | undefined;
    (await CustomResourceDefinitionRef({ name: "widgets.example.com" })).plural satisfies string;
    const WidgetRef = CustomResourceRef<{ size: number }, { ready: boolean }>("example.com/v1", "Widget");
    (await WidgetRef({ name: "main" })).spec.size satisfies number;
  });
});

test("what may be absent has to be looked at", () => {
  // @ts-expect-error -- it may be undefined
  compiles(async () => (await ConfigMapRef({ name: "web", optional: true })).name);
  // @ts-expect-error -- values are handed out one by one
  compiles(async () => (await SecretRef({ name: "web" })).data);
});
