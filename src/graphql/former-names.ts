/** Why a name that was released with another stays for a while (docs/schema-policy.md). */
export const insteadOf = (name: string): string => `Ask for ${name}. Removed after 2027-12-31.`;
