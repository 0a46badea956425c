/** The kinds of `coordination.k8s.io` and `events.k8s.io`: what programs tell each other through the cluster. */

import type { EventsV1Event, V1Lease } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { NamespacedResource } from "./resource.ts";

/**
 * Lets several copies of a program agree on a leader. Leave holder and times to them: they change all the time.
 *
 * @example
 * await Lease("scheduler", { metadata: { namespace: "shop" }, spec: { leaseDurationSeconds: 30 } });
 *
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
export interface Lease extends NamespacedResource<"coordination.k8s.io/v1", "Lease"> {}
export const Lease = defineKind<V1Lease, Lease>("coordination.k8s.io/v1", "Lease");

/**
 * Records that something happened to an object, where `kubectl events` shows it. Kubernetes collects it after an hour.
 *
 * @example
 * await Event("released", {
 *   metadata: { namespace: "shop" },
 *   eventTime: "2026-01-01T12:00:00.000000Z",
 *   type: "Normal",
 *   reason: "Released",
 *   action: "Deploy",
 *   note: "Version 1.4.2 is out.",
 *   reportingController: "example.com/release",
 *   reportingInstance: "release-1",
 *   regarding: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" },
 * });
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export interface Event extends NamespacedResource<"events.k8s.io/v1", "Event"> {}
export const Event = defineKind<EventsV1Event, Event>("events.k8s.io/v1", "Event");
