/**
 * The plural of a kind as kro names it: the rules and words of gobuffalo/flect v1.0.3, for lower-case words. Pure.
 * Libraries for English disagree with it (schemata, analyses), and the name of the custom resource definition hangs on it.
 *
 * Words and suffixes: Copyright (c) 2019 Mark Bates, MIT License, https://github.com/gobuffalo/flect/blob/v1.0.3/LICENSE
 */

/**
 * `singular/plural`, with other plurals that are taken as they are behind it. `=`: not as the end of a compound word.
 * `>`: its plural is not known as one. In flect's order.
 */
const WORDS =
  "aircraft/aircraft beef/beef/beefs bison/bison blues>/blues chassis/chassis deer/deer " +
  "fish/fish/fishes moose/moose police/police salmon/salmon/salmons series/series sheep/sheep " +
  "shrimp/shrimp/shrimps species/species swine/swine/swines trout/trout/trouts tuna/tuna/tunas you/you " +
  "child/children ox=/oxen foot/feet goose/geese man/men human/humans louse=/lice mouse/mice " +
  "tooth/teeth woman/women die=/dice person/people adieu/adieux/adieus fabliau/fabliaux " +
  "bureau/bureaus/bureaux criterion/criteria ganglion/ganglia/ganglions lexicon/lexica/lexicons " +
  "mitochondrion/mitochondria/mitochondrions noumenon/noumena phenomenon/phenomena taxon/taxa " +
  "media/media medium>/media/mediums stadium/stadiums/stadia aquarium/aquaria/aquariums " +
  "auditorium/auditoria/auditoriums symposium/symposia/symposiums curriculum/curriculums/curricula " +
  "quota/quotas alumnus/alumni/alumnuses bacillus/bacilli cactus/cacti/cactuses coccus/cocci " +
  "focus/foci/focuses locus/loci/locuses nucleus/nuclei/nucleuses octopus/octupuses/octopi " +
  "radius/radii/radiuses syllabus/syllabi corpus/corpora/corpuses genus/genera alumna/alumnae " +
  "vertebra/vertebrae differentia/differentiae minutia/minutiae vita/vitae larva/larvae " +
  "postcava/postcavae praecava/praecavae uva/uvae apex/apices/apexes codex/codices/codexes " +
  "index/indices/indexes latex/latices/latexes vertex/vertices/vertexes vortex/vortices/vortexes " +
  "appendix/appendices/appendixes radix/radices/radixes helix/helices/helixes axis=/axes crisis/crises " +
  "ellipsis>/ellipses genesis/geneses oasis/oases thesis/theses testis/testes base/bases basis>/bases " +
  "alias=/aliases vedalia/vedalias use=/uses abuse/abuses cause/causes clause/clauses cruse/cruses " +
  "excuse/excuses fuse/fuses house/houses misuse/misuses muse/muses pause/pauses ache/aches " +
  "topaz/topazes buffalo/buffaloes/buffalos potato/potatoes tomato/tomatoes equipment/equipment " +
  "information/information jeans/jeans money/money news/news rice/rice dwarf/dwarfs/dwarves " +
  "hoof/hoofs/hooves thief/thieves chive/chives hive/hives move/moves movie/movies cookie/cookies " +
  "pretorium/pretoriums agenda/agendas formula/formulas/formulae shoe/shoes toe=/toes " +
  "graffiti/graffiti ID=/IDs";

/** `ending/ending of the plural`: the first that fits is taken. In flect's order. */
const ENDINGS =
  "tive/tives eaf/eaves oaf/oaves afe/aves arf/arves rfe/rves rf/rves lf/lves fe/ves ay/ays ey/eys " +
  "oy/oys quy/quies uy/uys y/ies eau/eaux bula/bulae dula/bulae lula/bulae nula/bulae vula/bulae " +
  "hedron/hedra ium/ia seum/seums eum/ea oum/oa stracum/straca dum/da elum/ela ilum/ila olum/ola " +
  "ulum/ula llum/lla ylum/yla imum/ima ernum/erna gnum/gna brum/bra crum/cra terum/tera serum/sera " +
  "trum/tra antum/anta atum/ata entum/enta etum/eta itum/ita otum/ota utum/uta ctum/cta ovum/ova " +
  "trix/trices iasis/iases mesis/meses kinesis/kineses resis/reses gnosis/gnoses opsis/opses ysis/yses " +
  "ouse/ouses lause/lauses us/uses ch/ches io/ios sh/shes ss/sses ez/ezzes iz/izzes tz/tzes zz/zzes " +
  "ano/anos lo/los to/tos oo/oos o/oes x/xes S/Ses";

/**
 * Flect reads acronyms as upper case, so that endings do not fit them. These would end as a word that the endings change;
 * they only take an `s`.
 */
const ACRONYMS = new Set(["eia", "ssh", "tia"]);

/** Acronyms in `S`: flect appends their plural to the original, so that kro cannot make a definition of them. */
const ACRONYMS_IN_S = new Set("aes bss cmos des dns ess fcs https ids ips mpls pots".split(" "));

interface Rules {
  plurals: ReadonlyMap<string, string>;
  /** Words that are plurals already. */
  known: ReadonlySet<string>;
  endings: readonly (readonly [string, string])[];
}

let rules: Rules | undefined;

function rulesOfFlect(): Rules {
  if (rules !== undefined) return rules;
  const plurals = new Map<string, string>();
  const known = new Set<string>();
  const compounds: [string, string][] = [];
  for (const entry of WORDS.split(" ")) {
    const [singular = "", plural = "", ...others] = entry.split("/");
    const word = singular.replace(/[=>]$/, "");
    plurals.set(word, plural);
    if (!singular.endsWith(">")) for (const form of [plural, ...others]) known.add(form);
    if (!singular.endsWith("=")) compounds.unshift([word, plural]);
  }
  const suffixes = ENDINGS.split(" ").map((entry) => entry.split("/") as [string, string]);
  return (rules = { plurals, known, endings: [...compounds, ...suffixes] });
}

/**
 * The plural under which kro serves a kind.
 * @param kind for example `WebApp`
 * @returns in lower case, for example `webapps`
 * @see https://pkg.go.dev/github.com/gobuffalo/flect#Pluralize
 */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (ACRONYMS.has(word)) return `${word}s`;
  if (ACRONYMS_IN_S.has(word)) return `${word}${word.toUpperCase()}es`;
  const { plurals, known, endings } = rulesOfFlect();
  const whole = plurals.get(word);
  if (whole !== undefined) return whole;
  if (known.has(word)) return word;
  for (const [ending, replacement] of endings) {
    if (word.endsWith(replacement)) return word;
    if (word.endsWith(ending)) return word.slice(0, -ending.length) + replacement;
  }
  return word.endsWith("s") ? word : `${word}s`;
}
