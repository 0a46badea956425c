/** Numbers that may be given as a share: `maxSurge`, `maxUnavailable`, `minAvailable`. Pure. */

/**
 * @param value a number, or a percentage such as `25%`
 * @param total what it is a percentage of
 * @param round whether a part counts as a whole
 */
export function scaled(value: number | string, total: number, round: "up" | "down"): number {
  if (typeof value === "number") return value;
  const share = (Number.parseInt(value, 10) * total) / 100;
  return round === "up" ? Math.ceil(share) : Math.floor(share);
}
