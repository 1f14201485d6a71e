import { resolve } from "node:path";
import ts from "typescript";

interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** "apps/v1" is apps/v1, "networking.k8s.io/v1" networking/v1, "v1" core/v1. */
const moduleOf = (apiVersion: string): string => {
  const [version = "", group = "core"] = apiVersion.split("/").toReversed();
  return `kubernetes-types/${group.replace(/\..*/, "")}/${version}`;
};

/** Where no such file is: beside this one, so that the package is found. */
const FILE = resolve("test/deploy/objects.ts");

/**
 * What the API server would refuse, in the compiler's words: each object as a literal of its type, made of Kubernetes' own
 * OpenAPI. A literal may hold no field that its type does not know.
 */
export const apiFaults = (objects: readonly ApiObject[]): readonly string[] => {
  const lines = objects.map((object, i) => {
    const type = `import(${JSON.stringify(moduleOf(object.apiVersion))}).${object.kind}`;
    return `export const object${i}: ${type} = ${JSON.stringify(object)};`;
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es5.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const [fileExists, getSourceFile] = [host.fileExists.bind(host), host.getSourceFile.bind(host)];
  host.fileExists = (name) => name === FILE || fileExists(name);
  host.getSourceFile = (name, version) =>
    name === FILE ? ts.createSourceFile(FILE, lines.join("\n"), version) : getSourceFile(name, version);
  const program = ts.createProgram([FILE], options, host);
  const found = ts.getPreEmitDiagnostics(program);
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
};
