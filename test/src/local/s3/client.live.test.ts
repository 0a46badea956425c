import { liveServer } from "../../s3/live-server.ts";
import { testClient } from "./client-suite.ts";

testClient({ endpoint: liveServer.endpoint, keys: liveServer });
