/** Short forms of common objects, with the vocabulary of TypeKro's `simple`. Each only fills in a template. */
export * from "./workloads.ts";
export * from "./networking.ts";
export * from "./storage.ts";
