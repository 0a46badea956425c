import { memoryS3Store } from "../../../../src/local/s3/memory-store.ts";
import { testStore } from "./store-contract.ts";

testStore("memory", memoryS3Store);
