/** Resources that are asked, not kept: reviews. Data. */

import type { Kind } from "../../model/kind.ts";

const authentication = { group: "authentication.k8s.io", version: "v1" };
const authorization = { group: "authorization.k8s.io", version: "v1" };

/** They only have `create`. @see https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/ */
export const REVIEWS: readonly Kind[] = [
  { ...authentication, kind: "SelfSubjectReview", plural: "selfsubjectreviews", namespaced: false },
  { ...authentication, kind: "TokenReview", plural: "tokenreviews", namespaced: false },
  {
    ...authorization,
    kind: "LocalSubjectAccessReview",
    plural: "localsubjectaccessreviews",
    namespaced: true,
  },
  {
    ...authorization,
    kind: "SelfSubjectAccessReview",
    plural: "selfsubjectaccessreviews",
    namespaced: false,
  },
  { ...authorization, kind: "SelfSubjectRulesReview", plural: "selfsubjectrulesreviews", namespaced: false },
  { ...authorization, kind: "SubjectAccessReview", plural: "subjectaccessreviews", namespaced: false },
];
