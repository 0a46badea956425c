/** Sums of quantities. Pure. */

import { quantityFrom, quantityOf, type Quantity } from "../kinds/quantity.ts";

export { quantityOf, type Quantity };

export const NOTHING = quantityOf("0");
export const ONE = quantityOf("1");

/** A number of things. */
export function amount(count: number): Quantity {
  return quantityOf(count);
}

/** A sum in the notation of its first part that is not nothing. */
export function plus(a: Quantity, b: Quantity): Quantity {
  return quantityFrom(a.nano + b.nano, a.nano === 0n ? b : a);
}

/** A difference in the notation of its first part. */
export function minus(a: Quantity, b: Quantity): Quantity {
  return quantityFrom(a.nano - b.nano, a);
}
