/** docs/diagnosis.md shows what users see, byte for byte. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { liveClient } from "../client/cluster.ts";
import { failureCases, failureText } from "./failures.ts";
import { textsOfPage } from "./page.ts";

setDefaultTimeout(120_000);

const client = liveClient();
const texts = await textsOfPage();
const embedded = process.env["CONTROL_PLANE_TARGET"] === "embedded";

/** Of the kubelet's events kwok writes one for each state of a pod, the embedded cluster all. */
function comparable(text: string): string {
  return embedded ? text.replace(/^ {2}event {6}(?:BackOff|Failed) .*\n/gm, "") : text;
}

test.concurrent.each(failureCases.map((failure) => [failure.id, failure] as const))(
  "%s",
  async (id, failure) => {
    const text = `${await failureText(client, failure)}\n`;
    expect(comparable(text)).toBe(comparable(texts.get(id) ?? ""));
  },
);
