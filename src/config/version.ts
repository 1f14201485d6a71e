/** That of package.json, which a build may have left behind; a test holds them together. */
export const version = "0.1.0";
