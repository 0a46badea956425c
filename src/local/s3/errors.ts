/** The refusals of an S3 server: code, status and sentence as MinIO gives them. */

/** Code → status and default message. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const REFUSALS = {
  AccessDenied: [403, "Access Denied."],
  AllAccessDisabled: [403, "All access to this resource has been disabled."],
  AuthorizationParametersError: [
    400,
    'Error parsing the Credential/X-Amz-Credential parameter; incorrect service. This endpoint belongs to "s3".',
  ],
  AuthorizationQueryParametersError: [
    400,
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
  ],
  BadDigest: [400, "The Content-Md5 you specified did not match what we received."],
  BadRequest: [400, "400 BadRequest"],
  BucketAlreadyOwnedByYou: [
    409,
    "Your previous request to create the named bucket succeeded and you already own it.",
  ],
  BucketNotEmpty: [409, "The bucket you tried to delete is not empty"],
  EntityTooLarge: [400, "Your proposed upload exceeds the maximum allowed object size."],
  EntityTooSmall: [400, "Your proposed upload is smaller than the minimum allowed object size."],
  IllegalVersioningConfigurationException: [
    400,
    "Versioning configuration specified in the request is invalid.",
  ],
  IncompleteBody: [
    400,
    "You did not provide the number of bytes specified by the Content-Length HTTP header.",
  ],
  InternalError: [500, "We encountered an internal error, please try again."],
  InvalidAccessKeyId: [403, "The Access Key Id you provided does not exist in our records."],
  InvalidArgument: [400, "Invalid argument"],
  InvalidBucketName: [400, "The specified bucket is not valid."],
  InvalidBucketState: [409, "Object Lock configuration cannot be enabled on existing buckets"],
  InvalidDigest: [400, "The Content-Md5 you specified is not valid."],
  InvalidLifecycleWithObjectLock: [
    400,
    "The lifecycle configuration containing MaxNoncurrentVersions is not supported with object locking",
  ],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  ],
  InvalidPartNumber: [416, "The requested partnumber is not satisfiable"],
  InvalidPartOrder: [
    400,
    "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
  ],
  InvalidRange: [416, "The requested range is not satisfiable"],
  InvalidRequest: [400, "Invalid Request"],
  InvalidStorageClass: [400, "Invalid storage class."],
  InvalidTag: [400, "The tag provided was not a valid tag."],
  KeyTooLongError: [400, "Your key is too long"],
  "kms:KeyNotFound": [404, "key with given key ID does not exist"],
  MalformedDate: [
    400,
    "Invalid date format header, expected to be in ISO8601, RFC1123 or RFC1123Z time format.",
  ],
  MalformedPolicy: [400, "Policy has invalid resource."],
  MalformedXML: [
    400,
    "The XML you provided was not well-formed or did not validate against our published schema.",
  ],
  MetadataTooLarge: [400, "Your metadata headers exceed the maximum allowed metadata size."],
  MethodNotAllowed: [405, "The specified method is not allowed against this resource."],
  MissingContentLength: [411, "You must provide the Content-Length HTTP header."],
  MissingContentMD5: [
    400,
    "Missing or invalid required header for this request: Content-Md5 or Amz-Content-Checksum",
  ],
  MissingFields: [400, "Missing fields in request."],
  NoSuchBucket: [404, "The specified bucket does not exist"],
  NoSuchBucketPolicy: [404, "The bucket policy does not exist"],
  NoSuchCORSConfiguration: [404, "The CORS configuration does not exist"],
  NoSuchKey: [404, "The specified key does not exist."],
  NoSuchLifecycleConfiguration: [404, "The lifecycle configuration does not exist"],
  NoSuchObjectLockConfiguration: [400, "The specified object does not have a ObjectLock configuration"],
  NoSuchTagSet: [404, "The TagSet does not exist"],
  NoSuchUpload: [
    404,
    "The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
  ],
  NoSuchVersion: [404, "The specified version does not exist."],
  NoSuchWebsiteConfiguration: [404, "The specified bucket does not have a website configuration"],
  NotImplemented: [501, "A header you provided implies functionality that is not implemented"],
  ObjectLockConfigurationNotFoundError: [404, "Object Lock configuration does not exist for this bucket"],
  PolicyTooLarge: [400, "Policy exceeds the maximum allowed document size."],
  PreconditionFailed: [412, "At least one of the pre-conditions you specified did not hold"],
  ReplicationConfigurationNotFoundError: [404, "The replication configuration was not found"],
  RequestTimeTooSkewed: [403, "The difference between the request time and the server's time is too large."],
  ServerSideEncryptionConfigurationNotFoundError: [
    404,
    "The server side encryption configuration was not found",
  ],
  SignatureDoesNotMatch: [
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ],
  UnsupportedNotification: [
    400,
    "MinIO server does not support Topic or Cloud Function based notifications.",
  ],
  XAmzContentChecksumMismatch: [
    400,
    "The provided 'x-amz-checksum' header does not match what was computed.",
  ],
  XAmzContentSHA256Mismatch: [
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  XMinioAdminRemoteTargetNotFoundError: [404, "The remote target does not exist"],
  XMinioInvalidObjectName: [400, "Object name contains unsupported characters."],
  XMinioInvalidResourceName: [400, 'Resource name contains bad components such as ".." or ".".'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** A code that this server answers. */
export type RefusalCode = keyof typeof REFUSALS;

/** What a refusal carries besides its code. */
export interface RefusalOptions {
  /** @default the code's sentence */
  message?: string;
  /** @default the code's status */
  status?: number;
  headers?: Record<string, string>;
  /** Further elements of the document. */
  details?: Record<string, string | number>;
  /** What the document names. @default bucket and key of the request */
  subject?: { bucket?: string; key?: string };
  /** Made before the server looked at bucket and key: the document does not name them. @default false */
  unrouted?: boolean;
}

/** Ends a request with an error document. */
export class S3Refusal extends Error {
  override readonly name = "S3Refusal";
  readonly code: RefusalCode;
  readonly status: number;
  readonly options: RefusalOptions;

  constructor(code: RefusalCode, options: RefusalOptions = {}) {
    const [status, message] = REFUSALS[code];
    super(options.message ?? message);
    this.code = code;
    this.status = options.status ?? status;
    this.options = options;
  }
}

/** A refusal with a reason behind the code's sentence, in parentheses as MinIO writes it. */
export function refusalBecause(code: RefusalCode, reason: string): S3Refusal {
  return new S3Refusal(code, { message: `${REFUSALS[code][1]} (${reason})` });
}
