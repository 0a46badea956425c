/** CompleteMultipartUpload. */

import { type Answer, type Call, documentAnswer } from "./call.ts";
import { hex } from "./bytes.ts";
import { refusalBecause, S3Refusal } from "./errors.ts";
import { uploadOf } from "./multipart.ts";
import { readDocument } from "./payload.ts";
import { refuseWrite } from "./preconditions.ts";
import { writtenHeaders } from "./put-object.ts";
import { bucketNamed, type PartRecord, partsOf, removeUpload, type UploadRecord } from "./records.ts";
import { addVersion } from "./versions.ts";
import { childrenOf, textAt, type XmlElement, xmlDocument } from "./xml.ts";

// All parts but the last.
const MIN_PART = 5 * 1024 * 1024;

/** CompleteMultipartUpload: the parts become the object as they lie. */
export async function completeUpload(call: Call): Promise<Answer> {
  const { server, request } = call;
  const root = await readDocument(call, "CompleteMultipartUpload", (reason) =>
    refusalBecause("MalformedXML", reason === "EOF" ? "XML syntax error on line 0: EOF" : reason),
  );
  const bucket = bucketNamed(server.store, request.bucket);
  const listed = readParts(root);
  const upload = uploadOf(call);
  refuseWrite(call);
  const parts = chosenParts(call, upload, listed);
  const version = server.store.transaction(() => {
    const taken = new Set(parts.map(({ blob }) => blob));
    removeUpload(server.store, bucket.name, { id: upload.id, taken });
    return addVersion(
      server.store,
      { bucket, key: upload.key },
      {
        ...upload.version,
        modified: server.now(),
        size: parts.reduce((sum, { size }) => sum + size, 0),
        etag: combinedTag(parts),
        pieces: parts.map(({ blob, size }) => ({ blob, size })),
        parts: true,
      },
    );
  });
  const path = request.path.split("/").map(encodeURIComponent).join("/");
  const content = {
    Location: `http://${request.host}${path}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: `"${version.etag}"`,
  };
  return documentAnswer(xmlDocument("CompleteMultipartUploadResult", content), writtenHeaders(version));
}

interface ListedPart {
  number: number;
  etag: string;
}

function readParts(root: XmlElement): ListedPart[] {
  const parts = childrenOf(root, "Part").map((part) => ({
    number: Number(textAt(part, "PartNumber")),
    etag: (textAt(part, "ETag") ?? "").replaceAll('"', ""),
  }));
  if (parts.length === 0)
    throw new S3Refusal("InvalidRequest", { message: "You must specify at least one part" });
  if (parts.some(({ number }) => Number.isNaN(number))) throw new S3Refusal("MalformedXML");
  if (parts.some(({ number }, index) => number <= (parts[index - 1]?.number ?? 0)))
    throw new S3Refusal("InvalidPartOrder");
  return parts;
}

function chosenParts(
  { server, request }: Call,
  upload: UploadRecord,
  listed: readonly ListedPart[],
): PartRecord[] {
  const kept = partsOf(server.store, request.bucket, upload.id);
  const parts = listed.map(({ number, etag }) => {
    const part = kept.find((item) => item.number === number);
    if (part === undefined || part.etag !== etag) throw new S3Refusal("InvalidPart");
    return part;
  });
  if (parts.slice(0, -1).some(({ size }) => size < MIN_PART)) throw new S3Refusal("EntityTooSmall");
  return parts;
}

/** The digest of the parts' digests, and how many there are. */
function combinedTag(parts: readonly PartRecord[]): string {
  const digests = parts.map(({ etag }) => etag).join("");
  const bytes = Uint8Array.from(digests.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return `${hex("md5", bytes)}-${parts.length}`;
}
