import { readAlerts, readReport } from "../../../src/sources/atlas/wire.js";
import { answer, codeOf } from "../support.js";

const NAMESPACE = "http://docs.openstack.org/loadbalancers/api/management/v1.0";
const json = (value: unknown) => answer(JSON.stringify(value));
const xml = (text: string) => answer(text, { mediaType: "application/xml" });
/** Each entry with its alerts, null where they are no list. */
const shown = (response: ReturnType<typeof answer>) =>
  readReport("lb", response).map(({ raw, alerts = null }) =>
    typeof raw === "object" && raw !== null ? { ...raw, alerts } : raw,
  );
const fromJson = (value: unknown) => shown(json(value));
const fromXml = (text: string) => shown(xml(text));

/** The documents' example, with the given names of elements and namespaces. */
const example = (
  prefix = "",
  declaration = `xmlns="${NAMESPACE}"`,
): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<${prefix}loadBalancerAudits ${declaration}>
    <${prefix}loadBalancerAudit id="123" status="ERROR" created="2011-04-14T15:53:06-05:00" updated="2011-04-14T15:53:06-05:00"><${prefix}alertAudits/></${prefix}loadBalancerAudit>
    <${prefix}loadBalancerAudit id="435" status="ERROR" created="2011-05-13T12:12:48-05:00" updated="2011-05-13T12:12:54-05:00">
        <${prefix}alertAudits>
            <${prefix}alert id="1" accountId="563374" loadbalancerId="435" messageName="An error occurred while creating loadbalancer '435' in Zeus." status="UNACKNOWLEDGED" created="2011-05-13T12:12:54-05:00"/>
        </${prefix}alertAudits>
    </${prefix}loadBalancerAudit>
</${prefix}loadBalancerAudits>
`;
const alert = {
  id: "1",
  accountId: "563374",
  loadbalancerId: "435",
  messageName: "An error occurred while creating loadbalancer '435' in Zeus.",
  status: "UNACKNOWLEDGED",
  created: "2011-05-13T12:12:54-05:00",
};

describe("a report in XML", () => {
  test.each([
    ["in the default namespace", example()],
    ["under the prefix mgmt:", example("mgmt:", `xmlns:mgmt="${NAMESPACE}"`)],
    ["under another prefix, beside a default namespace", example("a.b-c:", `xmlns="x" xmlns:a.b-c="${NAMESPACE}"`)],
    ["without any namespace", example("", "")],
    ["with line ends of Windows", example().replaceAll("\n", "\r\n")],
  ])("is read alike %s", (_how, text) => {
    expect(fromXml(text)).toMatchObject([
      { id: "123", status: "ERROR", alerts: [] },
      { id: "435", updated: "2011-05-13T12:12:54-05:00", alerts: [alert] },
    ]);
  });

  test("keeps digits as text, so that no id loses any", () => {
    const [entry] = fromXml('<loadBalancerAudits><loadBalancerAudit id="900719925474099312"/></loadBalancerAudits>');
    expect(entry).toMatchObject({ id: "900719925474099312" });
  });

  test.each([
    ["an empty root", "<loadBalancerAudits/>"],
    ["an empty root with a namespace", `<m:loadBalancerAudits xmlns:m="${NAMESPACE}"/>`],
    ["an empty root of two tags", "<loadBalancerAudits>\n</loadBalancerAudits>"],
  ])("is an empty list where it is %s", (_what, text) => {
    expect(fromXml(text)).toEqual([]);
  });

  test.each([
    ["no alertAudits at all", ""],
    ["an empty element", "<alertAudits/>"],
    ["an element of two tags", "<alertAudits></alertAudits>"],
    ["several empty ones", "<alertAudits/><alertAudits> </alertAudits>"],
  ])("holds a balancer without alerts where there is %s", (_what, inner) => {
    const text = `<loadBalancerAudits><loadBalancerAudit id="1">${inner}</loadBalancerAudit></loadBalancerAudits>`;
    expect(fromXml(text)).toMatchObject([{ id: "1", alerts: [] }]);
  });

  test("holds the alerts of all its alertAudits, in their order", () => {
    const inner =
      '<alertAudits><alert id="1"/><alert id="2"/></alertAudits><alertAudits/><alertAudits><alert id="3"/></alertAudits>';
    const text = `<loadBalancerAudits><loadBalancerAudit id="1">${inner}</loadBalancerAudit></loadBalancerAudits>`;
    expect(fromXml(text)).toMatchObject([{ alerts: [{ id: "1" }, { id: "2" }, { id: "3" }] }]);
  });

  test("holds the characters that XML must escape", () => {
    const text = `<alerts><alert id="1" messageName="&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos; &#39;d&#x27; &unknown; &#xFFFFFFF;"/></alerts>`;
    expect(readAlerts("lb", xml(text))).toMatchObject([{ messageName: "<a> & \"b\" 'c' 'd' &unknown; &#xFFFFFFF;" }]);
  });

  test.each([
    ["a DTD", '<!DOCTYPE loadBalancerAudits SYSTEM "http://127.0.0.1/x.dtd"><loadBalancerAudits/>'],
    ["a DTD in lower case", "<!doctype loadBalancerAudits><loadBalancerAudits/>"],
    [
      "entities that grow",
      '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><loadBalancerAudits><loadBalancerAudit id="&b;"/></loadBalancerAudits>',
    ],
    [
      "an entity that reads a file",
      '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><loadBalancerAudits><loadBalancerAudit id="&x;"/></loadBalancerAudits>',
    ],
    ["another root", "<alerts/>"],
    ["a page of a proxy", "<html><body>502</body></html>"],
    ["tags that do not match", "<loadBalancerAudits><loadBalancerAudit></loadBalancerAudits>"],
    ["two roots", "<loadBalancerAudits/><loadBalancerAudits/>"],
    ["text alone", "loud and clear"],
    ["nothing", ""],
  ])("breaks the contract where it is %s", (_what, text) => {
    expect(codeOf(() => fromXml(text))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  test("is cut short, and nothing else, wherever it is cut", () => {
    for (const text of [
      example().trim(),
      example("mgmt:", `xmlns:mgmt="${NAMESPACE}"`).trim(),
      "<loadBalancerAudits/>",
    ]) {
      for (let length = 1; length < text.length; length += 1) {
        expect([text.slice(0, length), codeOf(() => fromXml(text.slice(0, length)))]).toEqual([
          text.slice(0, length),
          "UPSTREAM_UNAVAILABLE",
        ]);
      }
      expect(codeOf(() => fromXml(text))).toBeUndefined();
    }
  });
});

describe("a report in JSON", () => {
  const audit = (alertAudits: unknown) => ({ loadBalancerAudits: [{ id: 1, alertAudits }] });

  test.each([
    ["one wrapper", [{ alerts: [{ id: 1 }, { id: 2 }] }], [{ id: 1 }, { id: 2 }]],
    ["several wrappers", [{ alerts: [{ id: 1 }] }, { alerts: [] }, { alerts: [{ id: 2 }] }], [{ id: 1 }, { id: 2 }]],
    ["a wrapper without its list", [{}], []],
    ["a wrapper with null", [{ alerts: null }], []],
    ["no wrapper", [], []],
    ["null for all wrappers", null, []],
    ["no alertAudits at all", undefined, []],
  ])("holds the alerts of %s", (_what, wrappers, alerts) => {
    expect(fromJson(audit(wrappers))).toMatchObject([{ id: 1, alerts }]);
  });

  test.each([
    ["an object for the wrappers", { alerts: [] }],
    ["a wrapper that is a number", [1]],
    ["an object for the alerts", [{ alerts: { id: 1 } }]],
  ])("marks the entry that has %s, and keeps the others", (_what, wrappers) => {
    const [bad, good] = fromJson({ loadBalancerAudits: [{ id: 1, alertAudits: wrappers }, { id: 2 }] });
    expect([bad, good]).toMatchObject([
      { id: 1, alerts: null },
      { id: 2, alerts: [] },
    ]);
  });

  test.each([
    ["no list", {}],
    ["null for the list", { loadBalancerAudits: null }],
    ["an object for the list", { loadBalancerAudits: { id: 1 } }],
    ["the bare list", [{ id: 1 }]],
    ["a fault", { code: 500, message: "An unknown exception has occurred." }],
    ["null", null],
  ])("breaks the contract where it is %s", (_what, body) => {
    expect(codeOf(() => fromJson(body))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  test("is read by its media type: JSON that is called XML is not taken, nor XML that is called JSON", () => {
    expect(codeOf(() => readReport("lb", xml('{"loadBalancerAudits":[]}')))).toBe("UPSTREAM_CONTRACT_VIOLATION");
    expect(codeOf(() => readReport("lb", answer("<loadBalancerAudits/>")))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });
});

describe("a list of alerts", () => {
  test.each([
    ["JSON, as the code writes it", json({ alerts: [{ id: 1 }] }), [{ id: 1 }]],
    ["JSON, as old documents show it", json({ alert: [{ id: 1 }] }), [{ id: 1 }]],
    ["JSON without any", json({ alerts: [] }), []],
    ["XML", xml('<alerts><alert id="1"/></alerts>'), [{ id: "1" }]],
    ["XML under a prefix", xml('<m:alerts xmlns:m="x"><m:alert id="1"/></m:alerts>'), [{ id: "1" }]],
    ["XML without any", xml("<alerts/>"), []],
  ])("is read from %s", (_what, response, alerts) => {
    expect(readAlerts("lb", response)).toEqual(alerts);
  });

  test.each([
    ["without a list", json({ code: 200 })],
    ["with null", json({ alerts: null })],
    ["with another root", xml("<loadBalancers/>")],
  ])("breaks the contract %s", (_what, response) => {
    expect(codeOf(() => readAlerts("lb", response))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });
});
