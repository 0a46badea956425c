import { expect, test } from "bun:test";
import { compare, summary } from "./comparison.ts";
import { askOurs } from "./ours.ts";
import { readRecording } from "./recording.ts";
import { askServer } from "./remote.ts";

test("the recorded answers are those of the API server, and so are ours", async () => {
  const server = await askServer();
  expect(server).toEqual(readRecording());
  const comparison = compare(server, await askOurs());
  console.log(summary(comparison));
  expect(comparison.different).toEqual([]);
}, 120_000);
