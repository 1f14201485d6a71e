import { readFileSync } from "node:fs";
import {
  CLOUD_KEYS,
  HARMLESS_KEYS,
  HUAWEI_VARIABLES,
  IDENTITY_KEYS,
  meaningOf,
  REFUSED_KEYS,
  SERVICE_KEYS,
} from "../../src/config/cloud-keys.js";

const reference = readFileSync("docs/configuration.md", "utf8");
const meaning = (key: string): string => meaningOf(key, ["compute"]).is;

describe("the keys of clouds.yaml and their variables", () => {
  const rows = (keys: object): [string, string][] => Object.entries(keys) as [string, string][];

  it.each([...rows(IDENTITY_KEYS), ...rows(CLOUD_KEYS), ...rows(HUAWEI_VARIABLES)])(
    "%s stands in the reference as the table has it",
    (key, text) => {
      const rows = reference.split("\n").filter((line) => line.startsWith(`| \`${key}\` |`));
      expect(rows.map((row) => row.slice(-text.length - 4))).toContain(`| ${text} |`);
    },
  );

  it.each(rows(SERVICE_KEYS))("compute_%s stands in the reference", (key, text) => {
    expect(reference).toContain(`| \`compute_${key}\` | \`OS_COMPUTE_${key.toUpperCase()}\` | ${text} |`);
  });

  it.each([...HARMLESS_KEYS, ...Object.keys(REFUSED_KEYS)])("%s stands in the reference", (key) => {
    expect(reference).toContain(`\`${key}\``);
  });

  it.each([
    ["auth_url", "identity"],
    ["tenant_id", "identity"],
    ["region_name", "cloud"],
    ["endpoint_type", "cloud"],
    ["compute_endpoint_override", "service"],
    ["compute_api_version", "harmless"],
    ["volume_api_version", "harmless"],
    ["image_endpoint_override", "harmless"],
    ["compute_service_type", "refused"],
    ["identity_provider", "refused"],
    ["cert", "refused"],
    ["my_project", "refused"],
    ["assume_something", "refused"],
    ["unheard_region_name", "refused"],
    ["x_note", "harmless"],
  ])("%s is %s", (key, is) => {
    expect(meaning(key)).toBe(is);
  });
});
