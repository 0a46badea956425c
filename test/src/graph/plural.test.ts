import { expect, test } from "bun:test";
import { pluralOf } from "../../../src/graph/plural.ts";

/** Written by `flect.Pluralize` itself, v1.0.3. */
const RECORDED = `
alias/aliases aluminium/aluminia alumna/alumnae alumnus/alumni analysis/analyses api/apis axis/axes
base/bases basis/bases box/boxes branch/branches buffalo/buffaloes bureau/bureaus bus/buses cache/caches
cactus/cacti cause/causes child/children class/classes cookie/cookies corpus/corpora crisis/crises
criterion/criteria cruse/cruses curriculum/curriculums database/databases datum/data day/days
diagnosis/diagnoses dns/dnsDNSes dwarf/dwarfs eaf/eaves echo/echoes eia/eias ellipsis/ellipses
equipment/equipment fish/fish focus/foci formula/formulas forum/forums fox/foxes gas/gas gases/gases
gateway/gateways genus/genera hedron/hedra hero/heroes hive/hives hoof/hoofs house/houses
https/httpsHTTPSes id/ids ids/idsIDSes index/indices information/information ingress/ingresses
kafka/kafkas key/keys kinesis/kineses knowledge/knowledges kubernetes/kubernetes lambda/lambda
larva/larvae leaf/leaves life/lives matrix/matrices maximum/maxima media/media medium/media mesh/meshes
minimum/minima momentum/momenta mouse/mice move/moves movie/movies museum/museums myperson/mypeople
nebula/nebulae news/news nucleus/nuclei octopus/octupuses ox/oxen person/people photo/photos
piano/pianos plateau/plateaux pods/pods policy/policies polyhedron/polyhedra postgres/postgres
potato/potatoes proxy/proxies queue/queues quiz/quizzes quota/quotas redis/redis repo/repoes roof/roofs
schema/schemas series/series serum/sera soliloquy/soliloquies ssh/sshs status/statuses stratum/strata
studio/studios subanalysis/subanalyses synopsis/synopses taxis/taxis thief/thieves tia/tias tive/tives
tomato/tomatoes topaz/topazes use/uses vertex/vertices vita/vitae webapp/webapps webindex/webindices
webmaximum/webmaxima
`;

test("plurals are those of flect", () => {
  const rows = RECORDED.trim()
    .split(/\s+/)
    .map((row) => row.split("/"));
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.map(([kind = ""]) => [kind, pluralOf(kind)])).toEqual(rows);
});

test("a kind is taken in lower case", () => {
  expect(pluralOf("WebApp")).toBe("webapps");
  expect(pluralOf("MyPolicy")).toBe("mypolicies");
});
