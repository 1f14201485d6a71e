import { parseOffsetTime } from "../world.js";
import type { AuditFile } from "./files.js";

const at = (text: string): number => parseOffsetTime(text) ?? Number.NaN;

/** The two files of TaurusDB's documentation; 20481.835938 KB is 20973400 bytes. */
export const TAURUSDB_EXAMPLES: readonly AuditFile[] = [
  {
    id: "fa163ea0e2bet11e9d832166a2cf894c5br01",
    name: "317156_20190916032844_eb8fe5d181ec44a2850302691541f760in01_Audit_166a2cf8-d832-11e9-94c5-fa163ea0e2be",
    bytes: 20_973_400,
    begin: at("2019-11-06T09:03:34+0800"),
    end: at("2019-11-06T10:39:15+0800"),
    nodeId: null,
  },
  {
    id: "fa163ea0e2bet11e9d832136a668094c5br01",
    name: "317162_20190916032838_eb8fe5d181ec44a2850302691541f760in01_Audit_136a6680-d832-11e9-94c5-fa163ea0e2be",
    bytes: 20_973_400,
    begin: at("2019-11-07T09:04:35+0800"),
    end: at("2019-11-07T10:38:16+0800"),
    nodeId: null,
  },
];

/** In the shape of the RDS documentation, whose list page shows the same two files. */
export const RDS_EXAMPLE: readonly AuditFile[] = [...TAURUSDB_EXAMPLES];

/** The file of the DDS documentation. */
export const DDS_EXAMPLE: readonly AuditFile[] = [
  {
    id: "10190012aae94b38a10269b8ad025fc1no02_1607681849871",
    name: "0a84b6e97780d3271fd0c00f2db42932_audit_log_65d3fe0c50984b35bc1a36e9b7c7de98in02_10190012aae94b38a10269b8ad025fc1no02_1607681849871",
    bytes: 24_735_174,
    begin: at("2020-12-11T18:14:49+0800"),
    end: at("2020-12-11T18:17:25+0800"),
    nodeId: "10190012aae94b38a10269b8ad025fc1no02",
  },
];
