import {
  cel,
  simpleDeployment,
  simpleIngress,
  simpleService,
  text,
  toKroResourceGraph,
} from "alchemy-kubernetes/kro";

/** Origan's gateway as a graph: platform teams offer it as one kind, `Gateway`, with a host and an image. */
export const Gateway = toKroResourceGraph(
  "origan-gateway",
  (schema) => {
    const { name, port, host } = schema.spec;
    const env = {
      ORIGAN_DEPLOY_DOMAIN: host,
      CONTROL_API_URL: schema.spec.controlApi,
      RUNNER_URL: schema.spec.runner,
      BUCKET_URL: schema.spec.bucket.url,
      BUCKET_NAME: schema.spec.bucket.name,
    };
    const server = simpleDeployment(
      {
        name,
        image: schema.spec.image,
        replicas: schema.spec.replicas,
        ports: [port],
        env,
        container: { readinessProbe: { httpGet: { path: "/health", port }, periodSeconds: 5 } },
      },
      { readyWhen: (self) => cel<boolean>`${self.status.readyReplicas} == ${self.spec.replicas}` },
    );
    const service = simpleService({ name, ports: [{ name: "http", port, targetPort: port }] });
    const backend = { service: { name: service.metadata.name, port: { number: port } } };
    const ingress = simpleIngress(
      {
        name,
        ingressClassName: "traefik",
        rules: [{ host: text`*.${host}`, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      },
      { includeWhen: cel<boolean>`${host} != ""` },
    );
    return {
      resources: { server, service, ingress },
      status: { ready: server.status.readyReplicas, url: text`http://${service.metadata.name}:${port}` },
    };
  },
  {
    apiVersion: "origan.dev/v1alpha1",
    kind: "Gateway",
    spec: {
      name: 'string | default="gateway"',
      image: "string | required=true",
      replicas: "integer | default=1",
      port: "integer | default=7777",
      host: 'string | default=""',
      controlApi: 'string | default="http://control-api:9999"',
      runner: 'string | default="http://runner:8000"',
      bucket: { name: 'string | default="origan"', url: "string | required=true" },
    },
  },
);
