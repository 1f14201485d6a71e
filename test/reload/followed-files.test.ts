import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "../../src/audit/seal.js";
import { FollowedFiles } from "../../src/followed-files.js";

describe("files that are followed", () => {
  const file = join(mkdtempSync(join(tmpdir(), "auditgraph-followed-")), "tls.key");
  let served = "one";
  const told: (readonly string[])[] = [];
  let followed: FollowedFiles;
  beforeAll(() => {
    writeFileSync(file, served);
    followed = new FollowedFiles(
      () => new Map([[file, sha256(served)]]),
      (paths) => told.push(paths),
      5,
    );
  });
  afterAll(() => followed.stop());

  const changedTo = async (text: string, count: number): Promise<void> => {
    writeFileSync(file, text);
    while (told.length < count) await sleep(5);
  };

  test("a change that nothing came of is told once, and told again when it is taken back", async () => {
    await changedTo("two", 1);
    await changedTo("one", 2);
    await changedTo("two", 3);
    expect(told).toEqual([[file], [file], [file]]);
  });

  test("what is served already is told to nobody", async () => {
    served = "three";
    writeFileSync(file, "three");
    await changedTo("four", 4);
    served = "four";
    await changedTo("five", 5);
    expect(told).toHaveLength(5);
  });
});
