/** Preloaded: tells the parent where the process serves, which is the URL that it writes to standard output. */
const { write } = process.stdout;
process.stdout.write = (text, ...rest) => {
  const [url] = /http:\S+/.exec(String(text)) ?? [];
  if (url) process.send({ ready: url });
  return write.call(process.stdout, text, ...rest);
};
