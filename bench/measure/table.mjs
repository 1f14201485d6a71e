const number = (value, digits) => value.toFixed(digits);

const spread = ({ median, low, high }, digits) =>
  `${number(median, digits)} (${number(low, digits)}–${number(high, digits)})`;

const ratio = (program, bare) => (bare ? `${number(program.cpuMs.median / bare.cpuMs.median, 2)} ×` : "–");

/** The result as a Markdown table for each query: medians, and the middle half of the rounds in brackets. */
export const tableOf = ({ queries }) =>
  queries
    .map(({ title, programs }) => {
      const bare = programs.find(({ name }) => name === "bare");
      const rows = programs.map((program) =>
        [
          program.title,
          spread(program.cpuMs, 2),
          ratio(program, bare),
          spread(program.perSecond, 0),
          spread(program.addedMs, 1),
          number(program.rssMb.median, 0),
          number(program.calls.median, 1),
        ].join(" | "),
      );
      return [
        `### ${title}`,
        "",
        "| program | CPU ms per request | to the bare proxy | requests per second | added p50, ms | RSS, MB | upstream calls |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        ...rows.map((row) => `| ${row} |`),
        "",
      ].join("\n");
    })
    .join("\n");
