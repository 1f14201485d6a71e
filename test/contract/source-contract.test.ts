import { atlas, atlasInXml } from "./fixtures/atlas.js";
import { dds } from "./fixtures/dds.js";
import { nova } from "./fixtures/nova.js";
import { octavia, octaviaInLists, octaviaWhole } from "./fixtures/octavia.js";
import { rds } from "./fixtures/rds.js";
import { taurusdb } from "./fixtures/taurusdb.js";
import { sourceContract } from "./source-contract.js";

describe.each([nova, taurusdb, rds, dds, atlas, atlasInXml, octavia, octaviaInLists, octaviaWhole])(
  "a source of kind $name",
  (fixture) => sourceContract(fixture),
);
