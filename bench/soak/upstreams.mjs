/** The sandbox in a process of its own, so that what it holds is not counted as the product's. */
import { startSandbox } from "../../dist/sandbox/index.js";

const sandbox = await startSandbox({ recordLimit: 100 });
process.send({ ready: { control: sandbox.urls.control, ...sandbox.configuration() } });
process.once("SIGTERM", () => void sandbox.stop().then(() => process.exit(0)));
