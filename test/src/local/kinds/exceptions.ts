/** Where ours answers otherwise, and why that is right. Data. */

const EMPTY = "what is empty is left out when it is read, so it is shown as null or gets its default";
const DRY =
  "a dry run of the API server asks an allocator that knows of no other Service; ours allocates as really";

/** The reason by the id of the case. */
export const exceptions: Readonly<Record<string, string>> = {
  "create service-fixed": DRY,
  'create service spec.clusterIP="192.168.0.1"': DRY,
  'create service spec.clusterIP="10.0.0.0"': DRY,
  'create service spec.clusterIP="10.0.255.255"': DRY,
  "create kinds-volume spec.capacity={}": EMPTY,
  "update kinds-volume spec.capacity={}": EMPTY,
  "create ingress spec.rules=[]": EMPTY,
  "update ingress spec.rules=[]": EMPTY,
  'create autoscaler spec.behavior={"scaleUp":{"policies":[]}}': EMPTY,
  'create kinds-device-class spec.selectors=[{"cel":{"expression":""}}]':
    "expressions about devices are not compiled",
  'status kinds-csr status.conditions=[{"type":"Ready","status":"True"}]':
    "the API server fills the times of conditions; kubectl sends them itself",
};
