/*
 * No text becomes code in this process: not by eval, and not by the constructors of functions. Imported before all
 * others, so that a library that needs it fails at the start. With --disallow-code-generation-from-strings V8 refuses by
 * itself, and there is nothing to do; V8 hears that flag only at the start of a process.
 */

const isForbidden = (): boolean => {
  try {
    Reflect.construct(Function, [""]);
    return false;
  } catch {
    return true;
  }
};

/** In V8's own words, so that a library that looks for its way out finds the same either way. */
const refuse = (): never => {
  throw new EvalError("Code generation from strings disallowed for this context");
};

/** One of each kind: their prototypes alone lead to the constructors, but for Function's. */
const functions: readonly object[] = [
  function () {
    return undefined;
  },
  async function () {
    await Promise.resolve();
  },
  function* () {
    yield undefined;
  },
  async function* () {
    await Promise.resolve();
    yield undefined;
  },
];

const takeAway = (): void => {
  for (const made of functions) {
    const prototype = Object.getPrototypeOf(made) as { readonly constructor: typeof Function };
    // A proxy, so that `instanceof` and the constructor's own properties stay as they are.
    const value = new Proxy(prototype.constructor, { apply: refuse, construct: refuse });
    Object.defineProperty(prototype, "constructor", { value });
    if (value.name === "Function") globalThis.Function = value;
  }
  Object.defineProperty(globalThis, "eval", { value: refuse });
};

if (!isForbidden()) takeAway();
