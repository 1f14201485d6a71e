import { readFileSync } from "node:fs";

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
}

/** Every expression of the dashboard as Grafana asks it with all replicas and sources chosen. */
export const expressionsOf = (file: string): { readonly of: string; readonly expression: string }[] => {
  const { panels, annotations } = JSON.parse(readFileSync(file, "utf8")) as Dashboard;
  const all = [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: title, expr }))),
    ...annotations.list.map(({ name, expr }) => ({ of: name, expr })),
  ];
  return all.map(({ of, expr }) => ({
    of,
    expression: expr
      .replaceAll("$instance", ".*")
      .replaceAll("$source", ".*")
      .replaceAll(/\$__(?:rate_)?interval/g, "10s"),
  }));
};
