/** Buckets themselves: list, create, look, delete. */

import { type Answer, type Call, documentAnswer, isoTime, OWNER } from "./call.ts";
import { S3Refusal } from "./errors.ts";
import { parseDocument, readText } from "./payload.ts";
import { type BucketRecord, bucketNamed, findBucket, keyOf, removeUpload, uploadsOf } from "./records.ts";
import { xmlDocument } from "./xml.ts";

/** ListBuckets: those that begin with `prefix`. */
export function listBuckets({ server, request }: Call): Answer {
  const prefix = request.query.get("prefix") ?? "";
  const found = server.store.list(keyOf.buckets + prefix).map(([, bucket]) => bucket as BucketRecord);
  const Bucket = found.map(({ name, created }) => ({ Name: name, CreationDate: isoTime(created) }));
  return documentAnswer(xmlDocument("ListAllMyBucketsResult", { Owner: OWNER, Buckets: { Bucket } }));
}

/** CreateBucket. Every region is this one. */
export async function createBucket(call: Call): Promise<Answer> {
  const { server, request } = call;
  const name = request.bucket;
  const lock = request.headers.get("x-amz-bucket-object-lock-enabled");
  const text = await readText(call);
  if (text !== "") parseDocument(text, "CreateBucketConfiguration", () => new S3Refusal("MalformedXML"));
  if (lock !== null && !/^(true|false)$/i.test(lock)) throw new S3Refusal("InvalidRequest");
  if (findBucket(server.store, name) !== undefined) throw new S3Refusal("BucketAlreadyOwnedByYou");
  const locked = lock?.toLowerCase() === "true";
  const record: BucketRecord = {
    name,
    created: server.now(),
    lock: locked,
    versioning: { ...(locked ? { status: "Enabled" } : {}), excludedPrefixes: [], excludeFolders: false },
  };
  server.store.put(keyOf.bucket(name), record);
  return { headers: { location: `/${name}` } };
}

/** HeadBucket. */
export function headBucket({ server, request }: Call): Answer {
  bucketNamed(server.store, request.bucket);
  return { headers: { "content-type": "application/xml" } };
}

/** GetBucketLocation: always the default region, which is named by nothing. */
export function getLocation({ server, request }: Call): Answer {
  bucketNamed(server.store, request.bucket);
  return documentAnswer(xmlDocument("LocationConstraint", ""));
}

/** DeleteBucket: refused while it holds objects; unfinished uploads go with it. */
export function deleteBucket({ server, request }: Call): Answer {
  const { store } = server;
  const { name, versioning } = bucketNamed(store, request.bucket);
  if (store.list(keyOf.objects(name), { limit: 1 }).length > 0) {
    const message =
      "The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
    throw new S3Refusal("BucketNotEmpty", versioning.status === undefined ? {} : { message });
  }
  store.transaction(() => {
    for (const { id } of uploadsOf(store, name)) removeUpload(store, name, { id });
    store.delete(keyOf.bucket(name));
  });
  return { status: 204 };
}
