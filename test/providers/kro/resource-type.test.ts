import { describe, expect, test } from "bun:test";
import {
  createAlchemyResourceId,
  inferAlchemyTypeFromKubernetesResource,
  RESOURCE_TYPE_PATTERNS,
  type ResourceTypeInferenceConfig,
} from "../../../providers/kro/resource-type.ts";
import { ProviderError } from "../../../src/errors.ts";
import { errorOf } from "./shop.ts";

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment" };
const CERTIFICATE = { apiVersion: "cert-manager.io/v1", kind: "Certificate" };
const GRAPH = { apiVersion: "kro.run/v1alpha1", kind: "ResourceGraphDefinition" };

type Resource = typeof DEPLOYMENT;
interface Named {
  name: string;
  namespace?: string;
}

describe("the type of an object", () => {
  test.each<[string, Resource, ResourceTypeInferenceConfig, string]>([
    ["a built-in kind", DEPLOYMENT, {}, RESOURCE_TYPE_PATTERNS.KUBERNETES_DEPLOYMENT],
    ["a built-in kind without a group", { apiVersion: "v1", kind: "Service" }, {}, "kubernetes::Service"],
    ["a custom resource has its group", CERTIFICATE, {}, "kubernetes::cert-manager.io/Certificate"],
    [
      "a kind of a known name in another group",
      { apiVersion: "example.com/v1", kind: "Deployment" },
      {},
      "kubernetes::example.com/Deployment",
    ],
    ["a graph", GRAPH, {}, RESOURCE_TYPE_PATTERNS.KRO_RGD],
    ["from the apiVersion", DEPLOYMENT, { primarySource: "apiVersion" }, "kubernetes::apps/Deployment"],
    [
      "from the graph that made it",
      DEPLOYMENT,
      { primarySource: "factory", factory: "WebApp" },
      "kro::WebApp",
    ],
    [
      "a source that says nothing, then the next",
      CERTIFICATE,
      { fallbackSources: ["factory"], factory: "WebApp" },
      "kro::WebApp",
    ],
    [
      "a mapping by kind",
      CERTIFICATE,
      { customMappings: new Map([["Certificate", "kubernetes::Tls"]]) },
      "kubernetes::Tls",
    ],
    [
      "a mapping with the apiVersion comes first",
      CERTIFICATE,
      {
        customMappings: new Map([
          ["Certificate", "kubernetes::a"],
          ["cert-manager.io/v1/Certificate", "kubernetes::b"],
        ]),
      },
      "kubernetes::b",
    ],
  ])("%s", (_, resource, config, type) => {
    expect(inferAlchemyTypeFromKubernetesResource(resource, config)).toBe(type);
  });

  test.each<[string, Resource, ResourceTypeInferenceConfig, string]>([
    ["no source knows it", CERTIFICATE, { fallbackSources: [] }, "cannot be inferred from its kind"],
    [
      "the factory is not known",
      CERTIFICATE,
      { primarySource: "factory", fallbackSources: ["kind"] },
      "from its factory or kind",
    ],
    [
      "no handler would serve it",
      DEPLOYMENT,
      { customMappings: new Map([["Deployment", "cloudflare::Worker"]]) },
      "destroy would not find its handler",
    ],
    ["too long", DEPLOYMENT, { validationRules: { maxLength: 10 } }, "more than 10 characters"],
    [
      "other characters",
      DEPLOYMENT,
      { validationRules: { allowedCharacters: /^[a-z:]+$/ } },
      "characters other than",
    ],
    [
      "reserved",
      DEPLOYMENT,
      { validationRules: { reservedNames: ["kubernetes::Deployment"] } },
      "is reserved",
    ],
  ])("is refused: %s", (_, resource, config, message) => {
    const error = errorOf(() => inferAlchemyTypeFromKubernetesResource(resource, config));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ code: "usage", object: `${resource.apiVersion} ${resource.kind}` });
    expect(error.message).toContain(message);
  });
});

describe("the id of an object", () => {
  test.each<[string, Resource, Named, string | undefined, string]>([
    [
      "kind, namespace and name",
      DEPLOYMENT,
      { name: "web", namespace: "shop" },
      undefined,
      "deployment-shop_web",
    ],
    ["a namespace for those that name none", DEPLOYMENT, { name: "web" }, "shop", "deployment-shop_web"],
    [
      "its own namespace comes first",
      DEPLOYMENT,
      { name: "web", namespace: "eu" },
      "shop",
      "deployment-eu_web",
    ],
    ["without any", DEPLOYMENT, { name: "web" }, undefined, "deployment-web"],
    [
      "of the whole cluster",
      { apiVersion: "v1", kind: "Namespace" },
      { name: "shop" },
      "shop",
      "namespace-shop",
    ],
    [
      "a custom resource",
      CERTIFICATE,
      { name: "tls", namespace: "shop" },
      undefined,
      "certificate.cert-manager.io-shop_tls",
    ],
    [
      "none of the characters that a store of state has no place for",
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" },
      { name: "system:a/b*~" },
      undefined,
      "clusterrole-system~2a~1b~3~0",
    ],
  ])("%s", (_, resource, metadata, namespace, id) => {
    expect(createAlchemyResourceId({ ...resource, metadata }, namespace)).toBe(id);
  });

  const ROLE = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" };
  test.each<[Resource, Required<Named>, Required<Named>]>([
    [DEPLOYMENT, { namespace: "shop", name: "eu-web" }, { namespace: "shop-eu", name: "web" }],
    [CERTIFICATE, { namespace: "shop", name: "eu.web" }, { namespace: "shop-eu", name: "web" }],
    [ROLE, { namespace: "shop", name: "eu_web" }, { namespace: "shop-eu", name: "web" }],
    [ROLE, { namespace: "shop", name: "system:web" }, { namespace: "shop", name: "system-web" }],
    [ROLE, { namespace: "shop", name: "system:web" }, { namespace: "shop", name: "system~2web" }],
  ])("%#: is that of no other", (resource, one, other) => {
    expect(createAlchemyResourceId({ ...resource, metadata: one })).not.toBe(
      createAlchemyResourceId({ ...resource, metadata: other }),
    );
  });
});
