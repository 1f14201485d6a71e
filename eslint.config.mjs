import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", ".builds", "coverage", "test/generated", "examples/**/generated", "examples/consumer"] }, // the consumer is a project of its own
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./web/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "max-lines": ["error", { max: 250 }],
      // No text becomes code (SECURITY.md); the process itself refuses as well.
      "no-eval": "error",
      "no-new-func": "error",
      "@typescript-eslint/no-implied-eval": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-extraneous-class": "off", // type-graphql's object types may be empty classes
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              // test/sandbox/support.ts is a test's own.
              regex: "^(\\.\\./)+sandbox/(?!index\\.js$|support\\.js$)",
              message: "The sandbox is asked by its index.ts. A test of what is inside says why beside the exception.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    ...tseslint.configs.disableTypeChecked,
    // Without types, by the words alone.
    rules: { ...tseslint.configs.disableTypeChecked.rules, "no-implied-eval": "error" },
    languageOptions: {
      parserOptions: { project: false },
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        module: "writable",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        performance: "readonly",
        fetch: "readonly",
        Buffer: "readonly",
        URLSearchParams: "readonly",
      },
    },
  },
);
