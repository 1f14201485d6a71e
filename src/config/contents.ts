import { z } from "zod";
import { flag, option, strict } from "./values.js";

/** A host, or all hosts below a domain. */
const linkHost = z
  .string()
  .toLowerCase()
  .regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/,
    "must be a host such as store.example, or *.store.example for those below it",
  );

/** Whether, and where from, a source's files are read into. */
export const contents = option(
  strict({
    enabled: option(
      flag.default(false),
      "whether log files may be read into (`AuditLogFile.entries`, `auditLogEntries`): this process then fetches what the " +
        "source's links name, and shows statements to callers with the scope `audit:content`",
    ),
    linkHosts: option(
      z.array(linkHost).min(1, "must name a host, or be left out").optional(),
      "hosts that links may name: `store.example`, or `*.store.example` for each host below it. Never a private address",
      { otherwise: "hosts below the endpoint's parent domain, where that has three labels or more" },
    ),
    format: option(
      z.enum(["SQL", "DOCUMENTS"]).optional(),
      "the form that the files must have; one of another form is refused, although it is known",
      { otherwise: "what each file's first bytes show, where that form is known" },
    ),
  }).optional(),
  "reading into log files",
  { otherwise: "not enabled" },
);
