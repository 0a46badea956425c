/** What answering requests works with. Types. */

import type { Kinds } from "../kinds/served-kind.ts";
import type { Clock } from "../clock.ts";
import type { Objects } from "../objects/objects.ts";
import type { OpenApi } from "../openapi/openapi.ts";
import type { Store } from "../store/store.ts";
import type { Accepted } from "./accept.ts";
import type { ResourceRoute } from "./route.ts";
import type { WatchHub } from "./watch-hub.ts";

/** The cluster behind the HTTP layer. */
export interface Api {
  objects: Objects;
  kinds: Kinds;
  store: Store;
  clock: Clock;
  hub: WatchHub;
  openApi: OpenApi;
}

/** One request for a resource, understood so far as its path, query and headers go. */
export interface Exchange {
  api: Api;
  request: Request;
  route: ResourceRoute;
  query: URLSearchParams;
  accepted: Accepted;
  /** Texts for `Warning` headers, filled while the request is answered. */
  warnings: string[];
}
