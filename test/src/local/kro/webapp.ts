/** kro's webapp example, written out: its graph as the API server stores it, and instances of it. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";

/** Its spec. */
export const WEBAPP: JsonObject = {
  resources: [
    {
      id: "deployment",
      readyWhen: ["${deployment.spec.replicas == deployment.status.availableReplicas}"],
      template: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: {
          labels: { "app.kubernetes.io/name": "${schema.spec.name}" },
          name: "${schema.spec.name}",
          namespace: "${schema.spec.namespace}",
        },
        spec: {
          replicas: "${schema.spec.replicas}",
          selector: {
            matchLabels: { app: "${schema.spec.name}", "app.kubernetes.io/name": "${schema.spec.name}" },
          },
          template: {
            metadata: {
              labels: { app: "${schema.spec.name}", "app.kubernetes.io/name": "${schema.spec.name}" },
            },
            spec: {
              containers: [
                {
                  image: "${schema.spec.image}",
                  imagePullPolicy: "Always",
                  name: "webapp-demo",
                  ports: [{ containerPort: "${schema.spec.port}" }],
                  resources: {
                    limits: { cpu: "1", memory: "1Gi" },
                    requests: { cpu: "250m", memory: "64Mi" },
                  },
                },
              ],
              restartPolicy: "Always",
              serviceAccountName: "${schema.spec.serviceAccount}",
            },
          },
        },
      },
    },
    {
      id: "service",
      includeWhen: ["${schema.spec.service.enabled}"],
      template: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "${deployment.metadata.name}", namespace: "${deployment.metadata.namespace}" },
        spec: {
          ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: "${schema.spec.port}" }],
          selector: { app: "${schema.spec.name}" },
        },
      },
    },
    {
      id: "ingress",
      includeWhen: ["${schema.spec.ingress.enabled}"],
      template: {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: {
          annotations: {
            "alb.ingress.kubernetes.io/healthcheck-path": "/health",
            "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP": 80}]',
            "alb.ingress.kubernetes.io/scheme": "internet-facing",
            "alb.ingress.kubernetes.io/target-group-attributes":
              "stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=60",
            "alb.ingress.kubernetes.io/target-type": "ip",
            "kubernetes.io/ingress.class": "alb",
          },
          name: "${deployment.metadata.name}",
          namespace: "${deployment.metadata.namespace}",
        },
        spec: {
          rules: [
            {
              http: {
                paths: [
                  {
                    backend: { service: { name: "${service.metadata.name}", port: { number: 80 } } },
                    path: "/",
                    pathType: "Prefix",
                  },
                ],
              },
            },
          ],
        },
      },
    },
  ],
  schema: {
    apiVersion: "v1alpha1",
    group: "kro.run",
    kind: "WebApp",
    scope: "Namespaced",
    spec: {
      image: "string | default=nginx",
      ingress: { enabled: "boolean | default=false" },
      name: "string",
      namespace: "string | default=default",
      port: "integer | default=8080",
      replicas: "integer | default=1",
      service: { enabled: "boolean | default=true" },
      serviceAccount: "string | default=default",
    },
    status: {
      availableReplicas: "${deployment.status.availableReplicas}",
      deploymentConditions: "${deployment.status.conditions}",
      url: "${ingress.status.loadBalancer.ingress[0].hostname}",
    },
  },
};

/** The graph, or one with another spec. */
export function webapp(spec: JsonObject = WEBAPP): Manifest {
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: "webapp.kro.run" },
    spec,
  };
}

/** An instance of it. */
export function webappInstance(name: string, more: JsonObject = {}): Manifest {
  const spec = {
    name,
    namespace: "default",
    image: "nginx",
    port: 80,
    replicas: 1,
    service: { enabled: true },
    ingress: { enabled: true },
    serviceAccount: "default",
    ...more,
  };
  return { apiVersion: "kro.run/v1alpha1", kind: "WebApp", metadata: { name, namespace: "default" }, spec };
}
