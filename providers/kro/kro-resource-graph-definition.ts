import { defined } from "../../src/model/json.ts";
import { ResourceGraphFactoryError, messageOf } from "./errors.ts";
import type { GraphDefinition } from "./graph-types.ts";
import { KroCrdInstance, type KroInstance } from "./instance.ts";
import { namespaceName } from "./instance-request.ts";
import { type GraphOptions, ResourceGraphDefinition } from "./resource-graph-definition.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import type { NamespaceReference } from "../kubernetes/resource.ts";
import { joinedId } from "./resource-type.ts";

/** Props of {@link KroResourceGraphDefinition}. */
export interface KroResourceGraphDefinitionProps<TSpec, TStatus, TInput> extends GraphOptions {
  factory: GraphDefinition<TSpec, TStatus, TInput>;
  /** Where instances go that name no namespace. @default the scope's namespace, else the environment's */
  namespace?: NamespaceReference;
}

/** What one instance is to be. */
export interface InstanceProps<TInput> extends Omit<ResourceOptions, "rollOnChange"> {
  name: string;
  namespace?: NamespaceReference;
  spec: TInput;
}

/** Makes instances of a graph; what the definition itself gives is in `definition`. */
export interface CreateInstance<TSpec, TStatus, TInput> {
  (props: InstanceProps<TInput>): Promise<KroInstance<TSpec, TStatus>>;
  readonly definition: ResourceGraphDefinition;
}

/**
 * Deploys a graph's ResourceGraphDefinition, and returns the function that makes its instances.
 * @param id repeats across kinds, not within this one
 * @throws {ResourceGraphFactoryError} when kro is not installed or refuses the graph; `cause` says more. The function throws
 *   {@link CRDInstanceError}
 *
 * @example
 * const Page = toKroResourceGraph(
 *   "page",
 *   (schema) => ({ text: template.ConfigMap({ metadata: { name: schema.metadata.name }, data: { text: schema.spec.text } }) }),
 *   { apiVersion: "example.com/v1alpha1", kind: "Page", spec: { text: "string | required=true" } },
 * );
 * const createPage = await KroResourceGraphDefinition("page", { factory: Page });
 * const hello = await createPage({ name: "hello", namespace: "shop", spec: { text: "hello" }, timeout: 60_000 });
 * console.log(hello.uid);
 * @see https://kro.run/docs/concepts/rgd/overview
 */
export async function KroResourceGraphDefinition<TSpec, TStatus, TInput>(
  id: string,
  { factory, namespace: common, ...options }: KroResourceGraphDefinitionProps<TSpec, TStatus, TInput>,
): Promise<CreateInstance<TSpec, TStatus, TInput>> {
  const definition = await ResourceGraphDefinition(id, { factory, ...options }).catch((error: unknown) => {
    throw new ResourceGraphFactoryError(messageOf(error), factory.name, "deployment", { cause: error });
  });
  const { apiVersion, kind } = factory;
  const create = async ({
    name,
    namespace = common,
    spec,
    ...rest
  }: InstanceProps<TInput>): Promise<KroInstance<TSpec, TStatus>> => {
    const place = namespaceName(namespace);
    const instance = joinedId({ name, ...defined({ namespace: place }) });
    return KroCrdInstance<TInput & object, TStatus>(instance, {
      ...rest,
      schema: { apiVersion, kind },
      name,
      ...defined({ namespace }),
      spec: spec as TInput & object,
    }) as unknown as Promise<KroInstance<TSpec, TStatus>>;
  };
  return Object.assign(create, { definition });
}
