import { describe, expect, test } from "bun:test";
import { chosenDeletion, mergedDeletion } from "../../providers/deletion.ts";

interface Options {
  timeout?: number;
  onUnreachable?: string;
}
type Said = boolean | Options | undefined;

const soon: Options = { timeout: 1 };
const forget: Options = { onUnreachable: "forget" };

const rows: [what: string, own: Said, around: Said, merged: Said, chosen: Options | false][] = [
  ["nothing", undefined, undefined, undefined, {}],
  ["what is said around", undefined, forget, forget, forget],
  ["that it is kept, around", undefined, false, false, false],
  ["what is said here", soon, undefined, soon, soon],
  ["both, option by option", soon, forget, { timeout: 1, onUnreachable: "forget" }, { ...soon, ...forget }],
  ["one option twice: the nearer one", soon, { timeout: 2 }, soon, soon],
  ["that it is kept here", false, forget, false, false],
  ["that it is deleted here, and how around", true, forget, forget, forget],
  ["that it is deleted here, though kept around", true, false, true, {}],
  ["how it is deleted here, though kept around", soon, false, soon, soon],
];

describe("of deleting is said", () => {
  test.each(rows)("%s", (_what, own, around, merged, chosen) => {
    expect(mergedDeletion<Options>(own, around)).toEqual(merged);
    expect(chosenDeletion<Options>(own, around)).toEqual(chosen);
  });
});
