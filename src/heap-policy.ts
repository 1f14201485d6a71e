import { setFlagsFromString } from "node:v8";

/*
 * How V8 manages this process' memory. Imported before anything else: what is compiled before keeps the old ways. Both
 * were found by measurement (docs/decisions/0010); a V8 that does not know a flag says so on standard error, and goes on.
 */

/**
 * The old generation grows by two fifths of what is alive there before it is collected, and not to several times of it:
 * some 50 MB are alive, and 130 MB of garbage beside them serve nobody.
 */
setFlagsFromString("--heap-growing-percent=40");

/**
 * V8 makes objects in the old generation at once where many of their likes survived, as those of a burst of requests do.
 * From then on each request leaves garbage that only a full collection finds, and that keeps the young objects it names.
 */
setFlagsFromString("--no-allocation-site-pretenuring");
