export * from "./kinds.ts";
export * from "./manifest-resource.ts";
export * from "./custom-resource.ts";
export * from "./options.ts";
export * from "./props.ts";
export * from "./resource.ts";
