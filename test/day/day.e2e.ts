import { breaks } from "./breaks.js";
import { changes } from "./changes.js";
import { evening } from "./evening.js";
import { issuerAndCertificate } from "./issuer.js";
import { morning } from "./morning.js";
import { Day } from "./support/day.js";
import { describeWhereAllIs } from "./support/tools.js";

/*
 * npm run test:day. The tests are the hours of one day, in their order: each finds what the one before has left, and leaves all
 * well. What replicas said is kept in coverage/day.
 */
describeWhereAllIs("a day in an operator's life", () => {
  let day: Day;
  beforeAll(async () => {
    day = await Day.begin();
  });
  afterAll(() => day.end());

  const today = (): Day => day;
  morning(today);
  describe("what it stands on breaks", () => breaks(today));
  describe("what is done to it", () => changes(today));
  issuerAndCertificate(today);
  evening(today);
});
