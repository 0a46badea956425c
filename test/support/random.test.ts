import { describe, expect, test } from "bun:test";
import { randomOf, sampleOf, shuffled } from "./random.ts";

const ITEMS = Array.from({ length: 50 }, (_, index) => index);
const takes = (seed: number): number[] => ITEMS.map(randomOf(seed));

describe("random numbers", () => {
  test("lie between 0 and 1 and differ", () => {
    const numbers = takes(1);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBe(ITEMS.length);
  });

  test("are the same for the same seed, and others for another", () => {
    expect(takes(7)).toEqual(takes(7));
    expect(takes(7)).not.toEqual(takes(8));
  });
});

test("shuffled items are the same ones in another order", () => {
  const order = shuffled(ITEMS, randomOf(7));
  expect(order).not.toEqual(ITEMS);
  expect(order.toSorted((a, b) => a - b)).toEqual(ITEMS);
});

test("a sample has each item once, and no more than there are", () => {
  expect(new Set(sampleOf(ITEMS, 12, randomOf(7))).size).toBe(12);
  expect(sampleOf(ITEMS, 80, randomOf(7))).toHaveLength(ITEMS.length);
});
