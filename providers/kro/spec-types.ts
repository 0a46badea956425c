/** The types of a spec, by what it was given as: as instances have it, and as a program writes it. Types only. */
export type { InferInput as SpecInputOf, InferSchema as SpecOf } from "../../src/schema/index.ts";
