import { describe, expect, test } from "bun:test";
import { decodeProtobuf } from "../../../../src/local/protobuf/decode.ts";
import { ProtobufError } from "../../../../src/local/protobuf/reader.ts";

/** A field with a length: of a message, a string or bytes. */
function field(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Buffer.concat([Buffer.from([number * 8 + 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left > 0x7f) {
    bytes.push((left & 0x7f) | 0x80);
    left = Math.floor(left / 128);
  }
  return Buffer.from([...bytes, left]);
}

function number(tag: number, value: number): Uint8Array {
  return Buffer.concat([Buffer.from([tag * 8]), varint(value)]);
}

function message(...fields: Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function body(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const typeMeta = message(field(1, apiVersion), field(2, kind));
  return Buffer.concat([
    Buffer.from("k8s\u0000"),
    field(1, typeMeta),
    field(2, raw),
    field(3, ""),
    field(4, ""),
  ]);
}

describe("a body", () => {
  test("of a ConfigMap, as kubectl sends it", () => {
    // Go writes strings that are empty, too.
    const metadata = message(
      field(1, "c"),
      field(2, ""),
      field(3, "default"),
      field(11, message(field(1, "a"), field(2, "ä"))),
    );
    const data = field(2, message(field(1, "key"), field(2, "value")));
    const binary = field(3, message(field(1, "bin"), field(2, Uint8Array.from([0, 1, 2]))));
    expect(decodeProtobuf(body("v1", "ConfigMap", message(field(1, metadata), data, binary)))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "c", namespace: "default", labels: { a: "ä" } },
      data: { key: "value" },
      binaryData: { bin: "AAEC" },
    });
  });

  test("keeps zeros that somebody set, and leaves out those that Go wrote", () => {
    const spec = message(number(1, 0), number(5, 0));
    const deployment = message(
      field(1, message(field(1, "d"), number(7, 0))),
      field(2, spec),
      field(3, message()),
    );
    expect(decodeProtobuf(body("apps/v1", "Deployment", deployment))).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d" },
      spec: { replicas: 0 },
    });
  });

  test("reads quantities, ports that are numbers or names, and structs that stand beside other fields", () => {
    const quantity = message(field(1, "cpu"), field(2, message(field(1, "100m"))));
    const probe = field(
      10,
      message(
        field(
          1,
          message(field(2, message(field(1, "/"), field(2, message(number(1, 1), field(3, "http")))))),
        ),
      ),
    );
    const container = field(2, message(field(1, "a"), field(8, message(field(2, quantity))), probe));
    const volume = field(1, message(field(1, "e"), field(2, message(field(2, message())))));
    const pod = body("v1", "Pod", field(2, message(volume, container)));
    expect(decodeProtobuf(pod)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      spec: {
        volumes: [{ name: "e", emptyDir: {} }],
        containers: [
          {
            name: "a",
            resources: { requests: { cpu: "100m" } },
            livenessProbe: { httpGet: { path: "/", port: "http" } },
          },
        ],
      },
    });
  });

  test("of options, in any group", () => {
    const options = message(number(1, 0), field(4, "Foreground"));
    expect(decodeProtobuf(body("apps/v1", "DeleteOptions", options))).toEqual({
      apiVersion: "apps/v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: 0,
      propagationPolicy: "Foreground",
    });
  });
});

describe("what is no body", () => {
  const good = body("v1", "ConfigMap", field(2, message(field(1, "key"), field(2, "value"))));

  test.each<[string, Uint8Array, string]>([
    [
      "text",
      Buffer.from("{}"),
      "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    ],
    ["an unknown kind", body("v1", "Foo", message()), 'no kind "Foo" is registered for version "v1"'],
    ["half a body", good.subarray(0, good.length - 8), "unexpected EOF"],
    [
      "a wrong wire type",
      body("v1", "ConfigMap", number(1, 1)),
      "proto: wrong wireType = 0 for field of meta.v1.ObjectMeta",
    ],
    ["a group", Buffer.from("k8s\u0000\u000c"), "proto: Unknown: wiretype end group for non-group"],
    [
      "a number without end",
      Buffer.concat([Buffer.from("k8s\u0000\u0028"), Buffer.alloc(11, 0xff)]),
      "proto: integer overflow",
    ],
  ])("%s", (_title, bytes, why) => {
    expect(() => decodeProtobuf(bytes)).toThrow(new ProtobufError(why));
  });

  test("is never more than an error, wherever it is cut", () => {
    for (let end = 0; end < good.length; end += 1)
      try {
        decodeProtobuf(good.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
  });
});
