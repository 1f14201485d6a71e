/** One set of compiler options for the build and for jest, so that tests run what ships. */
export const swcOptions = {
  jsc: {
    target: "es2022",
    parser: { syntax: "typescript", decorators: true },
    // type-graphql reads the design:type metadata that these two emit.
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  sourceMaps: true,
};
