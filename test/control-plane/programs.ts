/**
 * What the control plane is made of: Go modules, the programs built from them and the files taken from their sources.
 * Data only. Versions live in the go.mod files under modules/, nowhere else.
 */

/** One folder under modules/, built as a unit. */
export interface GoModule {
  /** Name of the program → Go package. */
  programs: Record<string, string>;
  /** The module whose version names the build. */
  main: string;
  /** `-X` variables of the linker that carry the version. */
  variables?: (version: string) => Record<string, string>;
  /** Files of the main module that running needs: name in our cache → path in its sources (a file or a folder). */
  files?: Record<string, string>;
}

/** The modules by folder. */
export const modules = {
  etcd: {
    main: "go.etcd.io/etcd/server/v3",
    programs: { etcd: "go.etcd.io/etcd/server/v3" },
  },
  kubernetes: {
    main: "k8s.io/kubernetes",
    programs: {
      "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
      "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
      "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
      kubectl: "k8s.io/kubernetes/cmd/kubectl",
    },
    variables: kubernetesVersion,
  },
  kwok: {
    main: "sigs.k8s.io/kwok",
    programs: { kwok: "sigs.k8s.io/kwok/cmd/kwok" },
    files: {
      "pod-ready.yaml": "kustomize/stage/pod/fast/pod-ready.yaml",
      "pod-complete.yaml": "kustomize/stage/pod/fast/pod-complete.yaml",
      "pod-delete.yaml": "kustomize/stage/pod/fast/pod-delete.yaml",
      "node-initialize.yaml": "kustomize/stage/node/fast/node-initialize.yaml",
      "node-heartbeat.yaml": "kustomize/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
    },
  },
  minio: {
    main: "github.com/minio/minio",
    programs: { minio: "github.com/minio/minio" },
  },
  kro: {
    main: "github.com/kubernetes-sigs/kro",
    programs: { kro: "github.com/kubernetes-sigs/kro/cmd/controller" },
    files: { crds: "helm/crds" },
  },
} satisfies Record<string, GoModule>;

/** Folder of a module. */
export type ModuleName = keyof typeof modules;

/** What every control plane runs; kro only on demand. */
export const standardModules: readonly ModuleName[] = ["etcd", "kubernetes", "kwok", "minio"];

/** Without these the server reports v0.0.0 and clients judge its features wrongly; client-go's one is in the user agent. */
function kubernetesVersion(version: string): Record<string, string> {
  const [major = "", minor = ""] = version.replace(/^v/, "").split(".");
  return {
    "k8s.io/component-base/version.gitVersion": version,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/client-go/pkg/version.gitVersion": version,
  };
}
