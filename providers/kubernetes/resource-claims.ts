/** The kinds of `resource.k8s.io`: GPUs and other devices for pods (dynamic resource allocation). */

import type {
  ResourceV1ResourceClaim,
  V1DeviceClass,
  V1ResourceClaimTemplate,
  V1ResourceSlice,
} from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/**
 * Names a kind of device that claims can ask for, by CEL expressions over what drivers announce.
 *
 * @example
 * const gpu = await DeviceClass("gpu", {
 *   metadata: { name: "gpu" },
 *   spec: { selectors: [{ cel: { expression: 'device.driver == "gpu.example.com"' } }] },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export interface DeviceClass extends KubernetesResource<"resource.k8s.io/v1", "DeviceClass"> {}
export const DeviceClass = defineKind<V1DeviceClass, DeviceClass>("resource.k8s.io/v1", "DeviceClass");

/**
 * Asks for devices that several pods can share. Its spec cannot be changed: another one replaces it.
 *
 * @example
 * const claim = await ResourceClaim("training", {
 *   metadata: { namespace: "shop" },
 *   spec: { devices: { requests: [{ name: "gpu", exactly: { deviceClassName: "gpu", count: 1 } }] } },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export interface ResourceClaim extends NamespacedResource<"resource.k8s.io/v1", "ResourceClaim"> {}
export const ResourceClaim = defineKind<ResourceV1ResourceClaim, ResourceClaim>(
  "resource.k8s.io/v1",
  "ResourceClaim",
);

/**
 * Makes a ResourceClaim for each pod that names it. Its spec cannot be changed: another one replaces it.
 *
 * @example
 * await ResourceClaimTemplate("one-gpu", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     spec: { devices: { requests: [{ name: "gpu", exactly: { deviceClassName: "gpu" } }] } },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export interface ResourceClaimTemplate extends NamespacedResource<
  "resource.k8s.io/v1",
  "ResourceClaimTemplate"
> {}
export const ResourceClaimTemplate = defineKind<V1ResourceClaimTemplate, ResourceClaimTemplate>(
  "resource.k8s.io/v1",
  "ResourceClaimTemplate",
);

/**
 * Announces the devices of a node or of the network; drivers write it. Driver, pool and node cannot be changed.
 *
 * @example
 * await ResourceSlice("worker-1-gpus", {
 *   spec: {
 *     driver: "gpu.example.com",
 *     nodeName: "worker-1",
 *     pool: { name: "worker-1", generation: 1, resourceSliceCount: 1 },
 *     devices: [{ name: "gpu-0", attributes: { model: { string: "A100" }, index: { int: 0 } } }],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export interface ResourceSlice extends KubernetesResource<"resource.k8s.io/v1", "ResourceSlice"> {}
export const ResourceSlice = defineKind<V1ResourceSlice, ResourceSlice>(
  "resource.k8s.io/v1",
  "ResourceSlice",
);
