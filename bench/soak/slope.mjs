/** Least squares of a figure over time; in units per hour. Samples: [{ atMs, … }]. */
export const slopePerHour = (samples, figure) => {
  const mean = (of) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const hours = ({ atMs }) => atMs / 3_600_000;
  const [time, value] = [mean(hours), mean((sample) => sample[figure])];
  const spread = mean((sample) => (hours(sample) - time) ** 2);
  return spread === 0 ? 0 : mean((sample) => (hours(sample) - time) * (sample[figure] - value)) / spread;
};

/** A Markdown table: each figure at the first and the last sample, its least and most, and its slope. */
export const slopesOf = (samples) => {
  const [first, last] = [samples[0], samples.at(-1)];
  const isBytes = (figure) => figure.endsWith("Bytes");
  const shown = (figure, value) => (isBytes(figure) ? `${(value / 2 ** 20).toFixed(2)} MB` : `${value}`);
  const rows = Object.keys(first)
    .filter((figure) => figure !== "atMs")
    .map((figure) => {
      const all = samples.map((sample) => sample[figure]);
      const slope = slopePerHour(samples, figure);
      const perHour = isBytes(figure) ? `${(slope / 2 ** 20).toFixed(2)} MB` : slope.toFixed(1);
      const [least, most] = [Math.min(...all), Math.max(...all)];
      return `| ${figure} | ${[first[figure], last[figure], least, most].map((value) => shown(figure, value)).join(" | ")} | ${perHour} |`;
    });
  return [
    "| figure | first | last | least | most | slope per hour |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
};
