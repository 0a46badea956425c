/** Which expression fits which field: the product of both lists is compared with the real controller. Data only. */

/** Fields of a Widget's spec. */
export const FIELDS: readonly string[] = [
  "level",
  "count",
  "amount",
  "flag",
  "bytes",
  "when",
  "anyInt",
  "atomic",
  "keyed",
  "pair",
  "labels",
  "free",
  "open",
];

export const FIELD_EXPRESSIONS: readonly string[] = [
  `schema.spec.name`,
  `schema.spec.replicas`,
  `schema.spec.ratio`,
  `schema.spec.enabled`,
  `schema.spec.tags`,
  `schema.spec.labels`,
  `schema.spec.limits`,
  `schema.spec.nested`,
  `schema.spec.items`,
  `schema.spec.free.a`,
  `schema.spec.?name`,
  `{"host": schema.spec.name}`,
  `{"host": schema.spec.name, "port": 1}`,
  `[]`,
  `null`,
  `timestamp(0)`,
  `quantity("1")`,
  `ip("1.2.3.4")`,
];
