/** Graphs that kro refuses, one per rule: what is wrong, and what is said of it. */

import { WRONG_EXPRESSIONS } from "./wrong-expressions.ts";
import type { WrongGraph } from "./wrong-graph.ts";
import { WRONG_SHAPES } from "./wrong-shapes.ts";

/** In the order of kro's analysis. */
export const WRONG_GRAPHS: readonly WrongGraph[] = [...WRONG_SHAPES, ...WRONG_EXPRESSIONS];
