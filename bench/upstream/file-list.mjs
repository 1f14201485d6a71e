import { dialects } from "../../dist/sandbox/index.js";
import { offsetWriter, parseOffsetTime } from "../../dist/sandbox/world.js";

/** The audit log list of one instance, its entries written once: an answer is a slice of them, joined. */
export const fileList = (files) => {
  const write = offsetWriter("+0800");
  const begins = files.map(({ begin }) => begin);
  const entries = files.map((file) => JSON.stringify(dialects.taurusdb.file(file, write)));
  const firstAtOrAfter = (time) => {
    let [low, high] = [0, begins.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (begins[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (query) => {
    const first = firstAtOrAfter(parseOffsetTime(query.get("start_time")));
    const end = firstAtOrAfter(parseOffsetTime(query.get("end_time")) + 1);
    const from = Math.min(end, first + Number(query.get("offset")));
    const page = entries.slice(from, Math.min(end, from + Number(query.get("limit"))));
    return `{"audit_logs":[${page.join(",")}],"total_count":${end - first}}`;
  };
};
