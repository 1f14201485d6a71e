import { writeParts } from "../world/iso-seconds.js";
import { hex } from "../world/random.js";
import type { FileNaming } from "./computed-files.js";

const SCRAMBLE = 0x9e3779b1;
/** SCRAMBLE's inverse modulo 2^32, by Newton's steps. */
const UNSCRAMBLE = [1, 2, 3, 4, 5].reduce((x) => Math.imul(x, 2 - Math.imul(SCRAMBLE, x)), SCRAMBLE);

const hex8 = (number: number): string => (number >>> 0).toString(16).padStart(8, "0");

const compact = (time: number): string => writeParts(time, "", "", "");

/** TaurusDB and RDS: `<host>t<parts of a UUID>br01`, the same UUID in the file's name. */
export const uuidNaming = (instanceId: string): FileNaming => {
  const host = `fa163e${hex(6, instanceId, "host")}`;
  const [mid, clock] = [hex(4, instanceId, "mid"), `9${hex(3, instanceId, "clock")}`];
  const prefix = `${host}t11e9${mid}`;
  return {
    name: (index, begin) => {
      const low = hex8(Math.imul(index + 1, SCRAMBLE));
      const uuid = `${low}-${mid}-11e9-${clock}-${host}`;
      return {
        id: `${prefix}${low}${clock}br01`,
        name: `${300_000 + index}_${compact(begin)}_${instanceId}_Audit_${uuid}`,
      };
    },
    indexOf: (id) => {
      if (!id.startsWith(prefix)) return undefined;
      const low = Number.parseInt(id.slice(prefix.length, prefix.length + 8), 16);
      return Number.isNaN(low) ? undefined : (Math.imul(low, UNSCRAMBLE) >>> 0) - 1;
    },
  };
};

/** DDS: `<node id>_<epoch millis>`, named `<project>_audit_log_<instance>_<id>`. The millis are the moment of the cut. */
export const nodeNaming = (projectId: string, instanceId: string): FileNaming => ({
  name: (_index, _begin, end, nodeId) => {
    const id = `${nodeId ?? "node"}_${end + ((end / 1000) % 1000)}`;
    return { id, name: `${projectId}_audit_log_${instanceId}_${id}` };
  },
  indexOf: (id, files) => {
    const [nodeId, millis] = id.split("_");
    const first = files.firstEndAt(Math.floor(Number(millis) / 1000) * 1000);
    for (let index = Math.max(0, first - files.stride); index <= first + files.stride; index += 1) {
      if (files.spec.nodes[index % files.stride] === nodeId && files.at(index).id === id) return index;
    }
    return undefined;
  },
});
