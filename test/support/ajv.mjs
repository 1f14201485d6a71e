/** Reads {schema, options, values} on standard input, and writes each value's errors, null where it has none. */
import { text } from "node:stream/consumers";
import { Ajv } from "ajv";

const { schema, options, values } = JSON.parse(await text(process.stdin));
const validate = new Ajv({ allErrors: true, ...options }).compile(schema);
process.stdout.write(JSON.stringify(values.map((value) => (validate(value) ? null : validate.errors))));
