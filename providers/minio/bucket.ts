/**
 * The wrapper round the bucket resource.
 *
 * Alchemy skips a resource whose props did not change, without asking anybody. So before it is asked, the wrapper compares the
 * server with the one in state, looks at the live bucket, and makes the props differ when an update is needed. What it throws
 * marks the scope as failed first: otherwise `finalize` would delete the buckets that this run did not get to mention.
 */

import { Scope, secret } from "alchemy";
import { ProviderError } from "../../src/errors.ts";
import { canonicalJson, defined } from "../../src/model/json.ts";
import { findBucket } from "../../src/s3/bucket.ts";
import { differences } from "../../src/s3/converge.ts";
import type { BucketConfig } from "../../src/s3/features.ts";
import { bucketTitle } from "../../src/s3/names.ts";
import { EITHER_LOCAL_OR_REAL } from "../other-cluster.ts";
import { guarded } from "../guard.ts";
import { untilDeployed } from "../read-phase.ts";
import { missingPassword } from "../secrets.ts";
import type { BucketProps } from "./bucket-props.ts";
import { claim } from "./claims.ts";
import { bucketConfig } from "./config.ts";
import { invocation, type Invocation } from "./invocation.ts";
import { bucketResource } from "./registration.ts";
import {
  type Credentials,
  localServer,
  openServer,
  plain,
  type ResolvedServer,
  resolveServer,
  storedEndpoint,
} from "./server.ts";
import { CHECKPOINT, type Checkpoint, LOCAL_ENDPOINT, type StoredProps } from "./state.ts";

/** A bucket, as the program gets it. */
export interface Bucket {
  name: string;
  /** `http://host:port` of the server. */
  endpoint: string;
  region: string;
  /** `arn:aws:s3:::name` */
  arn: string;
  /** When it was created (ISO 8601): together with the endpoint, which bucket it is. */
  created: string;
}

/**
 * A bucket on MinIO, or on any other server that speaks S3 and never changes a bucket's creation date, as AWS does.
 *
 * @example
 * // A bucket that everyone can read:
 * const assets = await Bucket("assets", { publicRead: true });
 *
 * @example
 * // Versions are kept for 30 days, temporary objects for one:
 * const backups = await Bucket("backups", {
 *   versioning: true,
 *   lifecycle: [
 *     { noncurrentVersionExpiration: { noncurrentDays: 30 } },
 *     { filter: { prefix: "tmp/" }, expiration: { days: 1 } },
 *   ],
 * });
 *
 * @throws {ProviderError} what prevents it; the scope is marked as failed then
 * @see https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs/buckets.md
 */
export async function Bucket(id: string, props: BucketProps = {}): Promise<Bucket> {
  const scope = Scope.current;
  const stateId = `bucket-${id}`;
  const inner = bucketResource();
  if (scope.phase === "read") {
    const { props: earlier } = await untilDeployed(scope, () => earlierRun(scope, stateId));
    const found = await inner(stateId, earlier);
    return found.endpoint === LOCAL_ENDPOINT ? reachable(found, await localServer(scope)) : found;
  }
  const { stored, call } = await guarded(() => prepare(scope, stateId, { ...props, name: props.name ?? id }));
  return reachable(await invocation.enter(call, () => inner(stateId, stored)), call.server);
}

/** What a program gets leads to the bucket, whatever state calls the place. */
function reachable(bucket: Bucket, { endpoint }: ResolvedServer): Bucket {
  return bucket.endpoint === endpoint ? bucket : { ...bucket, endpoint };
}

type NamedProps = BucketProps & { name: string };

async function prepare(
  scope: Scope,
  stateId: string,
  props: NamedProps,
): Promise<{ stored: StoredProps; call: Invocation }> {
  const object = bucketTitle(props.name);
  // Alchemy separates ids by colons, and would take one with a slash for a nested scope when it deletes.
  if (/[/:]/.test(stateId))
    throw new ProviderError("usage", "its id contains a slash or a colon", { object });
  const config = bucketConfig(props.name, props);
  const server = await resolveServer(scope, props, object);
  const earlier = await earlierRun(scope, stateId);
  refuseOtherServer(object, { props, server, earlier });
  const stored = storedProps(scope, { props, server, config, observed: earlier.props?.observed ?? 0 });
  if (earlier.stable && (await mustUpdate(scope, { props, server, config, earlier }))) stored.observed += 1;
  return { stored, call: { server, adopt: props.adopt ?? scope.adopt } };
}

/** What is stored of an earlier run, as far as there was one. */
interface Earlier {
  props?: StoredProps;
  checkpoint?: Checkpoint;
  /** Whether the last run got through: only then Alchemy may skip. */
  stable: boolean;
}

async function earlierRun(scope: Scope, stateId: string): Promise<Earlier> {
  const state = await scope.state.get(stateId);
  if (state === undefined) return { stable: false };
  const earlier: Earlier = {
    props: state.props as StoredProps,
    stable: state.status === "created" || state.status === "updated",
  };
  const checkpoint = state.data[CHECKPOINT] as Checkpoint | undefined;
  if (checkpoint !== undefined) earlier.checkpoint = checkpoint;
  return earlier;
}

/** Alchemy would skip, or write, without knowing that the server is another one: the worst thing that could happen. */
function refuseOtherServer(
  object: string,
  { props, server, earlier }: { props: NamedProps; server: ResolvedServer; earlier: Earlier },
): void {
  const current = earlier.checkpoint?.buckets.at(-1);
  if (current === undefined) return;
  const endpoint = storedEndpoint(server);
  const local = [current.endpoint, endpoint].includes(LOCAL_ENDPOINT);
  const moved = props.endpoint !== undefined && !local;
  if (moved || current.endpoint === endpoint) return;
  const [before, now] = [current.endpoint, endpoint].map(titleOf);
  const what = `it was deployed to ${before}, but this run would use ${now} (from ${server.source})`;
  const advice = local
    ? EITHER_LOCAL_OR_REAL
    : "Set MINIO_ENDPOINT back, or use another --stage for the second server. To move the bucket, or when both addresses lead to the same server, set `endpoint` on the bucket itself.";
  throw new ProviderError("wrong-cluster", what, { object, advice });
}

function titleOf(endpoint: string): string {
  return endpoint === LOCAL_ENDPOINT ? "the embedded cluster" : endpoint;
}

interface Resolved {
  props: NamedProps;
  server: ResolvedServer;
  config: BucketConfig;
}

function storedProps(
  scope: Scope,
  { props, server, config, observed }: Resolved & { observed: number },
): StoredProps {
  const stored: StoredProps = {
    name: props.name,
    endpoint: storedEndpoint(server),
    region: server.region,
    config: canonicalJson(config),
    forceDelete: props.forceDelete ?? false,
    ...(props.delete !== undefined && { delete: props.delete }),
    allowDataLoss: props.allowDataLoss ?? false,
    observed,
  };
  if (server.local) return stored;
  const own = ownCredentials(props);
  if (own === undefined) return stored;
  if (scope.password === undefined) {
    throw missingPassword(bucketTitle(props.name), "the credentials in its `accessKey` and `secretKey`");
  }
  return { ...stored, credentials: secret(JSON.stringify(own)) };
}

/** The keys that stand in the bucket's own props: those of its scopes and of the environment are found there at destroy, too. */
function ownCredentials(props: NamedProps): Partial<Credentials> | undefined {
  const accessKey = plain(props.accessKey);
  const secretKey = plain(props.secretKey);
  if (accessKey === undefined && secretKey === undefined) return undefined;
  return { ...defined({ accessKey, secretKey }) };
}

/** Whether an otherwise unchanged bucket has to be updated. */
async function mustUpdate(scope: Scope, look: Resolved & { earlier: Earlier }): Promise<boolean> {
  const { props, server, config } = look;
  const { checkpoint } = look.earlier;
  if (checkpoint === undefined || checkpoint.buckets.length > 1) return true;
  claim(checkpoint);
  const drift = props.drift ?? "repair";
  if (drift === "off") return false;
  const found = await difference(server, { name: props.name, checkpoint, config });
  if (found === undefined) return false;
  scope.logger.warn(`${bucketTitle(props.name)}: ${found}${drift === "repair" ? "; bringing it back" : ""}`);
  return drift === "repair";
}

async function difference(
  server: ResolvedServer,
  { name, checkpoint, config }: { name: string; checkpoint: Checkpoint; config: BucketConfig },
): Promise<string | undefined> {
  const current = checkpoint.buckets.at(-1);
  // Another name, endpoint or region is a change of the props, which Alchemy sees.
  const { region } = server;
  if (current?.name !== name || current.endpoint !== storedEndpoint(server) || current.region !== region)
    return undefined;
  const s3 = await openServer(server);
  const { created } = await findBucket(s3, name);
  if (created === undefined) return "it was deleted by somebody else";
  if (created !== current.created) return "it was deleted, and created again by somebody else";
  const changed = await differences(s3, name, config);
  return changed.length === 0 ? undefined : `${changed.join(", ")} changed on the server`;
}
