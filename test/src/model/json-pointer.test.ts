import { describe, expect, test } from "bun:test";
import { pointerOf, stepsOf } from "../../../src/model/json-pointer.ts";

describe("JSON pointers", () => {
  const rows: [string, string[]][] = [
    ["", []],
    ["/", [""]],
    ["/spec/containers/0/image", ["spec", "containers", "0", "image"]],
    ["/metadata/annotations/a.b~1c", ["metadata", "annotations", "a.b/c"]],
    ["/data/~01~10", ["data", "~1/0"]],
  ];
  test.each(rows)("%s", (pointer, steps) => {
    expect(pointerOf(steps)).toBe(pointer);
    expect(stepsOf(pointer)).toEqual(steps);
  });
});
